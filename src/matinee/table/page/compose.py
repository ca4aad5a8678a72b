"""Composing: drafts in, a plan of rows and columns out. Row by row, each the best one given the rows above it.

The value of a row at place r is attention(r) x sum over columns of attention(c) x chance of the item there, times the
row's lift, less where it is like its neighbour above or one of many of its kind. Values only fall while the page fills,
so a row whose stale value is below the best fresh one need not be looked at again (lazy greedy, Minoux 1978).
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.attention import column_attention
from matinee.table.page.drafts import WHY, Draft, Ranked, Whys

POOL = 8
"""How many items beyond a row's end exploration may draw from."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the plan: its draft, and per slot (k,) the position into `Ranked`, chance, propensity and reason."""

    draft: Draft
    picks: NDArray[np.int64]
    scores: NDArray[np.float64]
    propensity: NDArray[np.float64]
    whys: Whys
    value: float
    displaced: tuple[str, float] = ("", 0.0)  # the next best row for this place, and its value


@dataclass(frozen=True, slots=True)
class Filled:
    """What a draft would put on the page now: positions into its picks (k,) and of the pool behind them."""

    slots: NDArray[np.int64]
    pool: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row after exploration: places in the draft, propensities and which slots were tried, (k,)."""

    order: NDArray[np.int64]
    propensity: NDArray[np.float64]
    tried: NDArray[np.bool_]


def fill(draft: Draft, ranked: Ranked, family: NDArray[np.int32], used: NDArray[np.bool_], columns: int) -> Filled:
    """The first items of a draft whose family is not on the page yet; one per family."""
    rows = ranked.rows[draft.picks]
    families = family[rows]
    free = np.flatnonzero(~used[families])[: 4 * (columns + POOL)]
    if (families != rows).any():
        free = free[np.sort(np.unique(families[free], return_index=True)[1])]
    free = free[: columns + POOL]
    return Filled(free[:columns], free[columns:])


def compose(
    drafts: list[Draft],
    ranked: Ranked,
    family: NDArray[np.int32],
    device: DeviceSettings,
    rules: PageSettings,
    seed: int,
) -> list[PlannedRow]:
    """Choose and order rows for the greatest expected reward of the page.

    Args:
        family: (n,) the family of each item row; no family stands twice.
        seed: of the exploration's draws; the same seed gives the same page.
    """
    chance = np.random.Generator(np.random.PCG64(seed))
    look = column_attention(device, device.columns)
    used = np.zeros(len(family), bool)
    kinds: Counter[str] = Counter()
    heap = [(-np.inf, number) for number in range(len(drafts))]
    page: list[PlannedRow] = []
    pinned = pinned_first(drafts, rules)
    while heap and len(page) < device.rows:
        above = page[-1].draft if page else None
        worth = Worth(drafts, ranked, family, used, look, kinds, above, device.columns)
        forced = next((d for d, place in pinned if place == len(page)), None)
        number, value, second = next_row(heap, worth, forced)
        if number < 0:
            break
        draft, filled = drafts[number], worth.filled(number)
        if len(filled.slots) < least_of(draft, rules):
            continue
        drawn = explore(filled.slots, filled.pool, rules.exploration, chance)
        planned = plan_row(draft, drawn, ranked, value, second)
        used[family[ranked.rows[planned.picks]]] = True
        kinds.update((draft.kind, f"genre {draft.about.get('genre')}"))
        page.append(planned)
    return page


def pinned_first(drafts: list[Draft], rules: PageSettings) -> list[tuple[int, int]]:
    """Rows that the house pinned: (draft, place)."""
    return [(n, rules.pinned_rows[d.kind]) for n, d in enumerate(drafts) if d.kind in rules.pinned_rows]


def least_of(draft: Draft, rules: PageSettings) -> int:
    """How many items a row must hold to stand: one's own things may be few, everything else fills a row."""
    return 1 if draft.kind in ("continue", "list") else rules.min_row


@dataclass(frozen=True, slots=True)
class Worth:
    """What each draft is worth as the next row."""

    drafts: list[Draft]
    ranked: Ranked
    family: NDArray[np.int32]
    used: NDArray[np.bool_]
    look: NDArray[np.float64]
    kinds: Counter[str]
    above: Draft | None
    columns: int

    def filled(self, number: int) -> Filled:
        """What this draft would put on the page now."""
        return fill(self.drafts[number], self.ranked, self.family, self.used, self.columns)

    def bound(self, number: int) -> float:
        """Value without regard to the rows beside it; it only falls while the page fills."""
        draft = self.drafts[number]
        slots = self.filled(number).slots
        return draft.lift * float(self.look[: len(slots)] @ draft.chances_of(self.ranked, slots))

    def fit(self, number: int) -> float:
        """Factor in (0, 1] for variety: less below a row of the same kind, and for each of its kind or genre."""
        draft = self.drafts[number]
        same = 0.7 if self.above is not None and self.above.kind == draft.kind else 1.0
        genre = draft.about.get("genre")
        return float(same * 0.9 ** self.kinds[draft.kind] * (0.75 ** self.kinds[f"genre {genre}"] if genre else 1.0))


def next_row(heap: list[tuple[float, int]], worth: Worth, forced: int | None) -> tuple[int, float, tuple[str, float]]:
    """Take the best row off the heap: (its number or -1, its value, the runner-up's name and value)."""
    fresh: list[tuple[float, float, int]] = []
    while heap and (not fresh or -heap[0][0] > max(value for value, _, _ in fresh)):
        number = heapq.heappop(heap)[1]
        bound = worth.bound(number)
        if bound > 0:
            fresh.append((bound * worth.fit(number), bound, number))
    fresh.sort(key=lambda line: (-line[0], line[2]))
    wanted = next((line for line in fresh if line[2] == forced), None)
    chosen = wanted or (fresh[0] if fresh else None)
    for _, bound, number in fresh:
        if chosen is not None and number != chosen[2]:
            heapq.heappush(heap, (-bound, number))
    if chosen is None:
        return -1, 0.0, ("", 0.0)
    other = next((line for line in fresh if line is not chosen), None)
    second = (worth.drafts[other[2]].key or worth.drafts[other[2]].kind, other[0]) if other else ("", 0.0)
    return chosen[2], chosen[0], second


def explore(slots: NDArray[np.int64], pool: NDArray[np.int64], share: float, chance: np.random.Generator) -> Drawn:
    """Fill slots from left to right: with probability 1 - share the next best item, else one of the pool at random.

    Given the slots before it, the propensity of a slot is 1 - share for the next best item and share / len(pool) for
    an item of the pool; 1 where the pool is empty. A drawn item leaves the pool; an item passed over moves on a slot.
    """
    queue, behind = list(slots), list(pool)
    order: list[int] = []
    propensity, tried = np.ones(len(slots)), np.zeros(len(slots), bool)
    draws = chance.random(len(slots)) if share > 0 and behind else np.ones(len(slots))
    for slot in range(len(slots)):
        if behind and draws[slot] < share:
            propensity[slot], tried[slot] = share / len(behind), True
            order.append(behind.pop(int(chance.integers(len(behind)))))
        else:
            propensity[slot] = 1.0 - share if behind else 1.0
            order.append(queue.pop(0))
    return Drawn(np.array(order, np.int64), propensity, tried)


def plan_row(draft: Draft, drawn: Drawn, ranked: Ranked, value: float, second: tuple[str, float]) -> PlannedRow:
    """The row as it will stand: its items, and the true reason of each, exploration named as such."""
    picks = draft.picks[drawn.order]
    whys = draft.whys.take(drawn.order) if draft.whys else ranked.whys.take(picks)
    if drawn.tried.any():
        code, ref, n = whys.code.copy(), whys.ref.copy(), whys.n.copy()
        code[drawn.tried], ref[drawn.tried], n[drawn.tried] = WHY["explore"], -1, 0
        whys = Whys(code, ref, n)
    return PlannedRow(draft, picks, draft.chances_of(ranked, drawn.order), drawn.propensity, whys, value, second)
