"""Planning: a situation in, ranked candidates, row drafts and the page's plan out; the table's stages in one line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.kept import kept
from matinee.core.settings import DeviceSettings
from matinee.core.snapshot import Snapshot
from matinee.table.candidates.rules import allowed, is_new
from matinee.table.candidates.sources import Gathered, gather, is_off
from matinee.table.page.attention import attention_of
from matinee.table.page.board import AHEAD
from matinee.table.page.compose import compose, layout_of
from matinee.table.page.desk import desk_of
from matinee.table.page.drafts import Draft, Ranked, Whys, ranked_of
from matinee.table.page.kinds import kinds_with, propose
from matinee.table.page.lines import PlannedRow
from matinee.table.page.reasons import reasons
from matinee.table.ranking.blend import score
from matinee.table.situation import Situation

STEP_BACK: Final = 0.8
"""What each showing beyond the patience of the settings leaves of the chance of an item that nobody touched."""


@dataclass(frozen=True)
class Plan:
    """How a page came about: what was gathered and ranked, what is off, the drafts and the rows; and the true reason of
    each slot, worked out when it is asked for."""

    situation: Situation
    gathered: Gathered
    ranked: Ranked
    off: dict[str, str]
    drafts: list[Draft]
    rows: list[PlannedRow]

    @cached_property
    def whys(self) -> list[Whys]:
        """The true reason of each slot, row by row."""
        return whys_of(self.situation, self.ranked, self.rows)


def geometry(s: Situation) -> DeviceSettings:
    """Rows and columns on this device; an unknown device is laid out like a desktop."""
    devices = s.settings.page.devices
    found: DeviceSettings = getattr(devices, s.context.device, devices.desktop)
    return found


def rank(s: Situation, gathered: Gathered) -> Ranked:
    """Filter and score what was gathered."""
    named = gathered.rows
    pinned = [row for row, _ in pinned_rows(s)]
    if pinned:
        named = np.union1d(named, np.array(pinned, np.int32)).astype(np.int32)
    rows = named[allowed(s)[named]]
    discovery = is_new(s)[rows]
    chances = np.round(score(s, rows) * stepped_back(s, rows), 7)
    return ranked_of(rows, chances, discovery, s.catalog.family[rows], doubts(s.catalog, s.snapshot)[rows])


@kept
def doubts(catalog: CatalogView, snapshot: Snapshot) -> NDArray[np.float64]:
    """(n,) how little is known of each item, by how few liked it."""
    counts = np.zeros(len(catalog))
    counts[: len(snapshot.counts)] = snapshot.counts[: len(catalog)]
    return np.asarray(1.0 / (1.0 + np.log1p(counts)), np.float64)


def stepped_back(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64] | float:
    """(m,) what is left of each chance: less for each time that an item was shown in vain, beyond the patience."""
    vain = s.taste.ignored - s.settings.page.patience
    if not (vain > 0).any():
        return 1.0
    left = np.ones(s.n)
    left[s.profile.touches["row"]] = STEP_BACK ** np.maximum(vain, 0)
    return np.asarray(left[rows], np.float64)


def pinned_rows(s: Situation) -> list[tuple[int, int]]:
    """(item row, column) of what the house pinned and the catalogue has; families stand for their parts."""
    found = ((s.catalog.row_of.get(item, -1), column) for item, column in s.settings.page.pinned_items.items())
    return [(int(s.catalog.family[row]), column) for row, column in found if row >= 0]


def plan(s: Situation, device: DeviceSettings | None = None) -> Plan:
    """The whole way from a situation to a page's plan. The head of a smaller plan is that of a larger one: what is in
    view first may be planned first."""
    device = device or geometry(s)
    gathered = gather(s)
    ranked = rank(s, gathered)
    depth = s.settings.page.max_columns * 3 + 8
    desk = desk_of(s, ranked, depth)
    kinds = kinds_with(s.settings.page.rows)
    drafts, off = propose(desk, kinds, is_off)
    batches = [drafts]
    if device.rows > AHEAD:
        batches.append(propose(replace(desk, wide=True), kinds, is_off)[0])
        drafts = [*drafts, *batches[1]]
    learned = s.snapshot.learned
    layout = layout_of(attention_of(learned, s.context.device, device), device, s.settings.page, learned)
    place = {int(row): n for n, row in enumerate(ranked.rows)} if s.settings.page.pinned_items else {}
    pins = [(column, place[row]) for row, column in pinned_rows(s) if row in place]
    rows = compose(batches, ranked, layout, pins, s.context.seed)
    return Plan(s, gathered, ranked, gathered.off | off, drafts, rows)


def whys_of(s: Situation, ranked: Ranked, rows: list[PlannedRow]) -> list[Whys]:
    """The true reason of each slot, row by row."""
    whole = [ranked.rows[row.picks] for row in rows]
    found = reasons(s, np.concatenate([np.zeros(0, np.int32), *whole]))
    ends = np.cumsum([0, *map(len, whole)])
    return [row.whys(found.take(slice(ends[n], ends[n + 1]))) for n, row in enumerate(rows)]
