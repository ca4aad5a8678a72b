"""Planning: a situation in, ranked candidates, row drafts and the page's plan out; the table's stages in one line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.candidates.sources import Gathered, gather, is_off
from matinee.table.page.compose import PlannedRow, compose
from matinee.table.page.drafts import Desk, Draft, Ranked
from matinee.table.page.kinds import ROW_KINDS, propose
from matinee.table.page.reasons import reasons
from matinee.table.ranking.blend import score
from matinee.table.situation import Situation


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page came about: what was gathered, what was removed by which rule, what is off, and the rows."""

    gathered: Gathered
    ranked: Ranked
    removed: dict[str, NDArray[np.int32]]
    off: dict[str, str]
    drafts: list[Draft]
    rows: list[PlannedRow]


def geometry(s: Situation) -> DeviceSettings:
    """Rows and columns on this device; an unknown device is laid out like a desktop."""
    devices = s.settings.page.devices
    found: DeviceSettings = getattr(devices, s.context.device, devices.desktop)
    return found


def rank(s: Situation, gathered: Gathered) -> tuple[Ranked, dict[str, NDArray[np.int32]]]:
    """Filter, score and give reasons: (ranked candidates, what each rule removed)."""
    house = apply(HOUSE, s, gathered.rows)
    rows = gathered.rows[house.kept]
    new = apply(DISCOVERY, s, rows)
    discovery = np.zeros(len(rows), bool)
    discovery[new.kept] = True
    return Ranked(rows, score(s, rows), discovery, reasons(s, rows)), house.removed | new.removed


def plan(s: Situation, device: DeviceSettings | None = None) -> Plan:
    """The whole way from a situation to a page's plan."""
    device = device or geometry(s)
    gathered = gather(s)
    ranked, removed = rank(s, gathered)
    depth = min(s.settings.page.max_columns, device.columns) * 3 + 8
    drafts, off = propose(Desk(s, ranked, depth), ROW_KINDS, is_off)
    rows = compose(drafts, ranked, s.catalog.family, device, s.settings.page, s.context.seed)
    return Plan(gathered, ranked, removed, gathered.off | off, drafts, rows)
