"""Caps: times of messages already there and a new one in, whether it may stand beside them out; hold-outs."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matinee.core.clock import DAY, HOUR
from matinee.core.ids import seed_of

PERMANENT: Final = "messages"
"""Salt of the permanent hold-out: who is in it stays in it."""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` messages in any `days` days, all channels together, and at least `gap_hours` between two."""

    most: int
    days: int
    gap_hours: int

    def allows(self, times: Sequence[int], at: int) -> bool:
        """Whether a message at `at` may stand beside those at `times` (ascending, UTC microseconds)."""
        if self.most == 0:
            return False
        place = bisect_left(times, at)
        near = times[max(place - 1, 0) : place + 1]
        if any(abs(at - other) < self.gap_hours * HOUR for other in near):
            return False
        around = sorted([*times[max(place - self.most, 0) : place + self.most], at])
        span = self.days * DAY
        return all(around[k + self.most] - around[k] >= span for k in range(len(around) - self.most))

    def fits(self, times: list[int], at: int) -> bool:
        """The same, and the message is put among the others where it may stand there."""
        if not self.allows(times, at):
            return False
        insort(times, at)
        return True


def place(salt: str, member: str) -> float:
    """Where a member stands in [0, 1) under a salt; the same answer everywhere and for ever."""
    return seed_of(salt, member) / 2.0**63


def held_out(member: str, share: float, salt: str = PERMANENT) -> bool:
    """Whether a member is held out. A larger share holds out those of a smaller one, and more."""
    return place(salt, member) < share
