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
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.board import AHEAD, Board, Choice
from matinee.table.page.drafts import Draft, Ranked
from matinee.table.page.explore import POOL, explore
from matinee.table.page.lines import Line, PlannedRow, pin, planned

PEEK: Final = 2
"""Columns beyond the view that are filled with the first view, so that a row can begin to scroll."""


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
    board.use([int(ranked.group[position]) for _, position in pins])
    stage = Stage(board, layout, drafts, np.random.Generator(np.random.PCG64(seed)))
    order = layout.order()
    heads = _heads(stage, 0, order[: layout.first])
    first = [heads[place] for place in sorted(heads)]
    pin(ranked, first, pins, columns)
    _tails(stage, first, min(columns, layout.head + PEEK))
    heads = _heads(stage, layout.first, order[layout.first :])
    page = first + [heads[place] for place in sorted(heads)]
    _tails(stage, page, columns)
    return planned(ranked, page)


@dataclass(frozen=True, slots=True)
class Stage:
    """What composing works with: the board, the layout, the drafts in batches, and chance."""

    board: Board
    layout: Layout
    drafts: list[list[Draft]]
    chance: np.random.Generator


def _heads(stage: Stage, filled: int, places: list[int]) -> dict[int, Line]:
    """The heads of rows at these places, one after the other; `filled` places were filled before."""
    board, layout = stage.board, stage.layout
    looks = layout.attention[:, : layout.head]
    falling = np.sort(looks, axis=1)[:, ::-1].tolist()
    rising = [bool(row.any()) for row in looks[:, 1:] > looks[:, :-1]]  # else the left is looked at first anyway
    draws = stage.chance.random((len(places), layout.head)) if places else np.zeros((0, 1))
    tries = [bool(row.any()) for row in draws < layout.rules.exploration]
    found: dict[int, Line] = {}
    for number, place in enumerate(places, filled):
        if number % AHEAD == 0 and number // AHEAD < len(stage.drafts):
            board.add(stage.drafts[number // AHEAD])
        choice = board.choose(place, falling[place])
        if choice is not None:
            drawn = draws[number - filled] if tries[number - filled] else None
            line = found[place] = _head(board, choice, layout, drawn)
            if rising[place]:
                line.arrange(looks[place])
    return found


def _head(board: Board, choice: Choice, layout: Layout, draws: NDArray[np.float64] | None) -> Line:
    """The row's first slots, the best first; without draws nothing is tried."""
    hand, head, share = choice.hand, layout.head, layout.rules.exploration
    places, pool = choice.free[:head], choice.free[head:]
    line = Line(hand.draft, choice.value, choice.displaced)
    if draws is None or not pool:
        line.put(places, 1.0 - share if pool else 1.0)
    else:
        behind, picks = np.array(pool, np.int64), hand.draft.picks
        line.try_out(explore(np.array(places, np.int64), behind, board.ranked.doubt[picks[behind]], draws, share))
    groups = hand.groups
    board.use([groups[place] for place in line.places])
    return line


def _tails(stage: Stage, page: list[Line], columns: int) -> None:
    """Fill the rows with what else they hold, up to so many columns, from the top."""
    if columns <= stage.layout.head or not page:
        return
    ranked, used, share = stage.board.ranked, stage.board.used, stage.layout.rules.exploration
    draws = stage.chance.random((len(page), columns))
    tries = draws < share
    soonest = np.where(tries.any(axis=1), tries.argmax(axis=1), columns).tolist()
    for n, line in enumerate(page):
        wanted = columns - len(line.places)
        picks = line.draft.picks
        groups = ranked.group.take(picks)
        free = np.flatnonzero(~used.take(groups))
        if wanted <= 0 or not len(free):
            continue
        slots, pool = free[:wanted], free[wanted : wanted + POOL]
        if len(pool) and soonest[n] < len(slots):
            drawn = explore(slots, pool, ranked.doubt[picks[pool]], draws[n], share)
            slots = drawn.order
            line.try_out(drawn)
        else:
            line.put(slots.tolist(), 1.0 - share if len(pool) else 1.0)
        used[groups.take(slots)] = True
