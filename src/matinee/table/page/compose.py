"""Composing: drafts in, a plan of rows and columns out, for the greatest expected reward of the whole page.

The reward expected of a page is the sum over its slots of attention(row, column) x chance of the item x the row's lift,
each row's part times its fit for variety. It is built in stages: first the heads of rows (what is in view without
scrolling a row), place by place in the order in which places are looked at, those of the first view before those below
it, each time the row that adds most given what stands already; then the tails from the top. So an item stands where it
is worth most, and the first view is the same whether the rest is planned or not. What a row can add only falls while
the page fills; a row whose stale value is below a fresh one need not be looked at again (lazy greedy, Minoux 1978).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.board import AHEAD, Board, Choice
from matinee.table.page.drafts import OWN, WHY, Draft, Ranked, Whys
from matinee.table.page.explore import POOL, explore

PEEK: Final = 2
"""Columns beyond the view that are filled with the first view, so that a row can begin to scroll."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the plan: its draft, and per slot (k,) the place in the draft's picks (-1 for what the house pinned),
    the position into `Ranked`, chance and propensity, and whether it was tried."""

    draft: Draft
    places: NDArray[np.int64]
    picks: NDArray[np.int64]
    scores: NDArray[np.float64]
    propensity: NDArray[np.float64]
    tried: NDArray[np.bool_]
    value: float
    displaced: tuple[str, float] = ("", 0.0)  # the next best row for this place, and its value

    def whys(self, ranked_whys: Whys) -> Whys:
        """The true reason of each slot: the row's own, else the candidate's (k,); exploration and pins say so."""
        own = self.draft.whys
        found = own.take(np.maximum(self.places, 0)) if own is not None else ranked_whys
        special = self.tried | (self.places < 0)
        if not special.any():
            return found
        code, ref, n = found.code.copy(), found.ref.copy(), found.n.copy()
        code[self.tried], code[self.places < 0] = WHY["explore"], WHY["pinned"]
        ref[special], n[special] = -1, 0
        return Whys(code, ref, n)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where and how rows may stand: attention (rows, columns), how many columns make a head, how many rows are
    planned first, the house's rules,
    and what kinds of rows keep of their promise, where the log taught it."""

    attention: NDArray[np.float64]
    head: int
    first: int
    rules: PageSettings
    lifts: Mapping[str, float] = field(default_factory=dict)

    def order(self) -> list[int]:
        """Places of rows as they are filled: the first ones, then the others, each by falling attention."""
        looked = self.attention[:, : self.head].sum(axis=1)
        order = [*np.argsort(-looked[: self.first], kind="stable").tolist()]
        return order + [self.first + p for p in np.argsort(-looked[self.first :], kind="stable").tolist()]


def layout_of(
    attention: NDArray[np.float64],
    device: DeviceSettings,
    rules: PageSettings,
    learned: Mapping[str, NDArray[Any]] | None = None,
) -> Layout:
    """The layout on a device: a head is what is in view; twice the rows in view are planned first."""
    head, first = min(device.columns, device.view_columns), min(device.rows, 2 * device.view_rows)
    told, lifts = learned or {}, {}
    if "rows.kinds" in told:
        lifts = dict(zip(told["rows.kinds"].tolist(), told["rows.lifts"].tolist(), strict=True))
    return Layout(attention, head, first, rules, lifts)


def compose(
    drafts: list[list[Draft]], ranked: Ranked, layout: Layout, pins: list[tuple[int, int]], seed: int
) -> list[PlannedRow]:
    """Choose and order rows.

    Args:
        drafts: in batches; each further batch joins when twelve more rows are wanted.
        pins: (column, position into `ranked`) of what the house pinned; it stands in the first row that recommends.
        seed: of the exploration's draws; the same seed gives the same page.
    """
    columns = layout.attention.shape[1]
    board = Board(ranked, layout.rules, layout.head, layout.lifts)
    board.use(np.array([position for _, position in pins], np.int64))
    stage = Stage(board, layout, drafts, np.random.Generator(np.random.PCG64(seed)))
    order = layout.order()
    heads = _heads(stage, 0, order[: layout.first])
    first = _pinned(board, [heads[place] for place in sorted(heads)], pins, columns)
    first = _tails(stage, first, min(columns, layout.head + PEEK))
    heads = _heads(stage, layout.first, order[layout.first :])
    return _tails(stage, first + [heads[place] for place in sorted(heads)], columns)


@dataclass(frozen=True, slots=True)
class Stage:
    """What composing works with: the board, the layout, the drafts in batches, and chance."""

    board: Board
    layout: Layout
    drafts: list[list[Draft]]
    chance: np.random.Generator


def _heads(stage: Stage, filled: int, places: list[int]) -> dict[int, PlannedRow]:
    """The heads of rows at these places, one after the other; `filled` places were filled before."""
    board, layout = stage.board, stage.layout
    found: dict[int, PlannedRow] = {}
    for number, place in enumerate(places, filled):
        if number % AHEAD == 0 and number // AHEAD < len(stage.drafts):
            board.add(stage.drafts[number // AHEAD])
        choice = board.choose(place, np.sort(layout.attention[place, : layout.head])[::-1])
        draws = stage.chance.random(layout.head)
        if choice is not None:
            found[place] = _head(board, choice, layout, place, draws)
    return found


def _tails(stage: Stage, page: list[PlannedRow], columns: int) -> list[PlannedRow]:
    """The rows with what else they hold, up to so many columns, from the top."""
    if columns <= stage.layout.head or not page:
        return page
    draws, share = stage.chance.random((len(page), columns)), stage.layout.rules.exploration
    return [_tail(stage.board, row, columns, draws[n], share) for n, row in enumerate(page)]


def _head(board: Board, choice: Choice, layout: Layout, place: int, draws: NDArray[np.float64]) -> PlannedRow:
    """The row's first slots; the best stands where it is looked at most."""
    draft, free = choice.draft, np.array(choice.free[: layout.head + POOL], np.int64)
    slots, pool = free[: layout.head], free[layout.head : layout.head + POOL]
    drawn = explore(slots, pool, board.ranked.doubt[draft.picks[pool]], draws, layout.rules.exploration)
    look = layout.attention[place, : len(slots)]
    if (look[1:] > look[:-1]).any():  # else the left is looked at first anyway
        to = np.argsort(np.argsort(-look, kind="stable"), kind="stable")
        drawn = replace(drawn, order=drawn.order[to], propensity=drawn.propensity[to], tried=drawn.tried[to])
    picks = draft.picks[drawn.order]
    board.use(picks)
    scores = draft.chances_of(board.ranked, drawn.order)
    return PlannedRow(draft, drawn.order, picks, scores, drawn.propensity, drawn.tried, choice.value, choice.displaced)


def _tail(board: Board, row: PlannedRow, columns: int, draws: NDArray[np.float64], share: float) -> PlannedRow:
    """The row with what else it holds, of what stands nowhere yet."""
    wanted = columns - len(row.picks)
    free = board.free(row.draft, wanted + POOL)
    if wanted <= 0 or not len(free):
        return row
    slots, pool = free[:wanted], free[wanted:]
    drawn = explore(slots, pool, board.ranked.doubt[row.draft.picks[pool]], draws, share)
    picks = row.draft.picks[drawn.order]
    board.use(picks)
    return replace(
        row,
        places=np.concatenate((row.places, drawn.order)),
        picks=np.concatenate((row.picks, picks)),
        scores=np.concatenate((row.scores, row.draft.chances_of(board.ranked, drawn.order))),
        propensity=np.concatenate((row.propensity, drawn.propensity)),
        tried=np.concatenate((row.tried, drawn.tried)),
    )


def _pinned(board: Board, page: list[PlannedRow], pins: list[tuple[int, int]], columns: int) -> list[PlannedRow]:
    """What the house pinned, put into the first row that recommends; the others move to the right."""
    target = next((n for n, row in enumerate(page) if row.draft.kind not in OWN), None)
    if not pins or target is None:
        return page
    row = page[target]
    parts = (row.places, row.picks, row.scores, row.propensity, row.tried)
    for column, position in sorted(pins):
        at = min(column, len(parts[0]))
        new = (-1, position, board.ranked.chances[position], 1.0, False)
        parts = tuple(np.insert(part, at, value)[:columns] for part, value in zip(parts, new, strict=True))  # type: ignore[assignment]
    return [*page[:target], PlannedRow(row.draft, *parts, row.value, row.displaced), *page[target + 1 :]]
