"""The home's clock: the wall's, or for imported history one that stands at the data's end and runs on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from matinee.core.clock import DAY, wall_now
from matinee.core.values import Event

STALE: int = 30 * DAY


@dataclass(frozen=True, slots=True)
class HomeClock:
    """`offset` is how far the home's now lies behind the wall's, in microseconds; 0 for the wall clock itself."""

    kind: Literal["wall", "data"]
    offset: int = 0

    def now(self) -> int:
        """The home's now, UTC microseconds."""
        return wall_now() - self.offset

    def settle(self, events: Sequence[Event]) -> list[Event]:
        """Live events as the home dates them: a time within a day of the wall's is moved by the offset."""
        if not self.offset:
            return list(events)
        wall = wall_now()
        return [msgspec.structs.replace(e, at=e.at - self.offset) if abs(e.at - wall) < DAY else e for e in events]


def standing_at(at: int) -> HomeClock:
    """A data clock that stands at this moment now and runs on from there."""
    return HomeClock("data", wall_now() - at)


def start(kind: str, latest_at: int) -> HomeClock:
    """The clock of a home whose latest event is at `latest_at` (0: none yet)."""
    behind = wall_now() - latest_at
    if kind == "data" or (kind == "auto" and latest_at and behind > STALE):
        return HomeClock("data", behind if latest_at else 0)
    return HomeClock("wall")
