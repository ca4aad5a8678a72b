"""Ways to lay out the same rows: a situation's drafts in, grids of item rows out; ours, a fixed order, sorted rows.

The two simpler ways rank each row alone, as is usual: an item may stand in several rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings
from matinee.serving.plan import rank
from matinee.table.candidates.sources import gather, is_off
from matinee.table.page.attention import attention_of
from matinee.table.page.board import least
from matinee.table.page.compose import compose, layout_of
from matinee.table.page.desk import desk_of
from matinee.table.page.drafts import Draft, Ranked
from matinee.table.page.kinds import kinds_with, propose
from matinee.table.situation import Situation

Grid = NDArray[np.int64]
Learned = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a page may be made of: the situation, ranked candidates, and drafts by name ("genre 2" is the second genre
    row of this member)."""

    situation: Situation
    ranked: Ranked
    drafts: dict[str, Draft]


def proposed(s: Situation, depth: int = 60) -> Proposed:
    """Candidates, scores and drafts as serving would have them."""
    ranked = rank(s, gather(s))
    drafts, _ = propose(desk_of(s, ranked, depth), kinds_with(s.settings.page.rows), is_off)
    count: Counter[str] = Counter()
    named: dict[str, Draft] = {}
    for draft in drafts:
        count[draft.kind] += 1
        if len(draft.picks) >= least(draft, s.settings.page):
            named[f"{draft.kind} {count[draft.kind]}"] = draft
    return Proposed(s, ranked, named)


def grid_of(rows: Sequence[NDArray[Any]], shape: tuple[int, int]) -> Grid:
    """Item rows of each row -> (rows, columns), -1 where nothing stands."""
    grid = np.full(shape, -1, np.int64)
    for n, row in enumerate(rows[: shape[0]]):
        grid[n, : min(len(row), shape[1])] = row[: shape[1]]
    return grid


def composed(p: Proposed, device: DeviceSettings, learned: Learned) -> Grid:
    """Our page, without exploration: the policy that is meant, not one draw of it."""
    s = p.situation
    rules = msgspec.structs.replace(s.settings.page, exploration=0.0)
    layout = layout_of(attention_of(learned, s.context.device, device), device, rules, learned)
    page = compose([list(p.drafts.values())], p.ranked, layout, [], s.context.seed)
    return grid_of([p.ranked.rows[row.picks] for row in page], (device.rows, device.columns))


def alone(p: Proposed, name: str, columns: int) -> NDArray[Any]:
    """The first items of a row that is ranked alone; none where the member has no such row."""
    draft = p.drafts.get(name)
    return p.ranked.rows[draft.picks[:columns]] if draft is not None else np.zeros(0, np.int32)


def in_order(p: Proposed, order: Sequence[str], device: DeviceSettings) -> Grid:
    """Rows in a fixed order, those that the member has."""
    rows = [alone(p, name, device.columns) for name in order if name in p.drafts]
    return grid_of(rows, (device.rows, device.columns))


def by_mean_score(p: Proposed, device: DeviceSettings) -> Grid:
    """The same rows, those of the highest mean score of what is in view first."""

    def mean(draft: Draft) -> float:
        at = np.arange(min(len(draft.picks), device.view_columns))
        return float(draft.chances_of(p.ranked, at).mean())

    names = sorted(p.drafts, key=lambda name: -mean(p.drafts[name]))
    return in_order(p, names, device)


def best_order(
    cases: Sequence[Proposed], value: Callable[[int, Grid], float], device: DeviceSettings, rows: int
) -> list[str]:
    """The fixed order of rows of the highest mean value on training cases, found place by place; behind the first
    `rows` places the rest follow by how often they are there.

    Args:
        value: (number of the case, its grid) -> what the grid is worth.
    """
    there = Counter(name for case in cases for name in case.drafts)
    order: list[str] = []
    while len(order) < min(rows, len(there)):
        left = [name for name in there if name not in order]
        worth = {
            name: sum(value(n, in_order(case, [*order, name], device)) for n, case in enumerate(cases)) for name in left
        }
        order.append(max(sorted(worth), key=worth.__getitem__))
    return [*order, *(name for name, _ in there.most_common() if name not in order)]
