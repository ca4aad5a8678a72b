"""Time as the project keeps it: integers of UTC microseconds in, days, hours and ISO text out."""

from __future__ import annotations

import datetime as dt
import time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def wall_now() -> int:
    """The wall clock in UTC microseconds."""
    return time.time_ns() // 1000


def to_iso(at: int) -> str:
    """UTC microseconds -> ISO 8601 with a Z; whole seconds stay whole.

    Example:
        >>> to_iso(1_476_640_644_000_000)
        '2016-10-16T17:57:24Z'
    """
    moment = _EPOCH + dt.timedelta(microseconds=at)
    return moment.isoformat().replace("+00:00", "Z")


def from_iso(text: str) -> int:
    """ISO 8601 -> UTC microseconds; a time without a zone is UTC.

    Raises:
        ValueError: the text is no time.

    Example:
        >>> from_iso("2016-10-16T19:57:24+02:00")
        1476640644000000
    """
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The time zone of this name, or None where there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=65_536)
def _offset(name: str, hour: int) -> int:
    found = zone(name)
    if found is None:
        return 0
    offset = (_EPOCH + dt.timedelta(hours=hour)).astimezone(found).utcoffset()
    return int(offset.total_seconds()) * SECOND if offset else 0


def local(at: int, time_zone: str) -> int:
    """UTC microseconds -> the member's wall clock in microseconds (an unknown or empty zone is UTC)."""
    return at + _offset(time_zone, at // HOUR) if time_zone else at


def hour_of_week(at: int, time_zone: str = "") -> int:
    """Local hour of the week in [0, 168), Monday 00:00 is 0.

    Example:
        >>> hour_of_week(from_iso("2016-10-16T19:30:00Z"))  # a Sunday
        163
    """
    return (local(at, time_zone) // HOUR + 72) % 168  # the epoch was a Thursday


def day_of(at: int) -> str:
    """The UTC day of a time, as in the names of partitions.

    Example:
        >>> day_of(0)
        '1970-01-01'
    """
    return (_EPOCH + dt.timedelta(microseconds=at)).strftime("%Y-%m-%d")
