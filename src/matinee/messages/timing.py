"""When: a member's active hours, shrunk to everybody's, and a day in; a UTC time outside their quiet hours out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import MINUTE, SECOND, zone
from matinee.core.errors import InvalidInput

Floats = NDArray[np.float64]
PULL: Final = 10.0
"""Events' worth of belief that a member keeps everybody's hours, and each weekday those of the others."""
AHEAD: Final = 2
"""Hours after a message in which it is mostly read."""
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours from `begin` up to `end` in which nobody is written to, over midnight if begin > end."""

    begin: int
    end: int

    def holds(self, hour: int) -> bool:
        """Whether a local hour in [0, 24) is quiet.

        Example:
            >>> [Quiet(21, 8).holds(hour) for hour in (20, 21, 3, 7, 8)]
            [False, True, True, True, False]
        """
        if self.begin <= self.end:
            return self.begin <= hour < self.end
        return hour >= self.begin or hour < self.end


def known_zone(name: str, usual: str) -> ZoneInfo:
    """The member's zone, the home's where none is given.

    Raises:
        InvalidInput: there is no zone of that name, so nobody knows when it is night there.
    """
    found = zone(name or usual)
    if found is None:
        raise InvalidInput(f"time zone '{name or usual}' does not exist", "names are like Europe/Berlin")
    return found


def active_hours(own: Floats, everybody: Floats) -> Floats:
    """Chance (168,) of each local hour of the week to be an active one, sum 1.

    A member's own hours of the day are pulled towards everybody's, each hour of the week towards the member's own day.

    Args:
        own: (168,) the member's decayed counts by local hour of the week, Monday 00:00 first.
        everybody: (168,) the same summed over all members.
    """
    day_all = everybody.reshape(7, 24).sum(0) + 1.0
    day = own.reshape(7, 24).sum(0) + PULL * day_all / day_all.sum()
    week = own.reshape(7, 24) + PULL * day / day.sum() / 7.0
    return np.asarray((week / week.sum()).ravel(), np.float64)


def best_hours(chance: Floats, quiet: Quiet) -> NDArray[np.int64]:
    """(7,) for each weekday the local hour after which most of the member's hours come; -1 where all are quiet."""
    ahead = sum((np.roll(chance, -step) for step in range(AHEAD)), np.zeros(168)).reshape(7, 24)
    open_hours = np.array([not quiet.holds(hour) for hour in range(24)])
    if not open_hours.any():
        return np.full(7, -1)
    return np.asarray(np.where(open_hours, ahead, -1.0).argmax(1), np.int64)


def moment(day: int, hour: int, minute: int, where: ZoneInfo, quiet: Quiet) -> int:
    """UTC microseconds of a local time on a local day (days since 1970); the next open hour where the clocks' change
    has put it into quiet hours, -1 where all hours are quiet."""
    naive = dt.datetime(1970, 1, 1) + dt.timedelta(days=day, hours=hour, minutes=minute)
    found = micros(naive.replace(tzinfo=where).astimezone(dt.UTC))
    return next_open(found, where, quiet)


def next_open(at: int, where: ZoneInfo, quiet: Quiet) -> int:
    """The first time from `at` on (UTC microseconds) that is not in quiet hours there; -1 if there is none."""
    for _ in range(200):  # a quarter of an hour each: zones differ by quarters, and two days hold 192
        local = wall_clock(at, where)
        if not quiet.holds(local.hour):
            return at
        at += 15 * MINUTE - (local.minute % 15 * MINUTE + local.second * SECOND + local.microsecond)
    return -1


def wall_clock(at: int, where: ZoneInfo) -> dt.datetime:
    """The time on the wall there."""
    return (EPOCH + dt.timedelta(microseconds=at)).astimezone(where)


def local_day(at: int, where: ZoneInfo) -> int:
    """The local date as days since 1970."""
    return wall_clock(at, where).toordinal() - EPOCH.toordinal()


def micros(moment: dt.datetime) -> int:
    """A time with a zone -> UTC microseconds."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def everybody(hours: Sequence[Floats]) -> Floats:
    """(168,) hours summed over members, each counting alike however active."""
    return np.asarray(sum((own / max(float(own.sum()), 1.0) for own in hours), np.zeros(168)), np.float64)
