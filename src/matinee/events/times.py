"""A time as people send it in, UTC microseconds out."""

from __future__ import annotations

from typing import Final

from matinee.core.clock import SECOND, from_iso

_SECONDS_BELOW: Final = 100_000_000_000  # the year 5138 in seconds, March 1973 in milliseconds
_MILLISECONDS_BELOW: Final = 100_000_000_000_000
_MICROSECONDS_BELOW: Final = 100_000_000_000_000_000


def to_micros(at: int | float | str) -> int:
    """ISO 8601, epoch seconds, milliseconds or microseconds -> UTC microseconds.

    A number is read by its size: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds.

    Raises:
        ValueError: this is no time, or one before 1970.

    Example:
        >>> to_micros("2016-10-16T17:57:24Z") == to_micros(1476640644) == to_micros(1476640644000)
        True
        >>> to_micros("1476640644.5")
        1476640644500000
    """
    if isinstance(at, str):
        digits = at.strip()
        if digits.replace(".", "", 1).isdigit() and len(digits) > 8:  # eight digits are a day: 20161016
            return to_micros(float(digits) if "." in digits else int(digits))
        try:
            found = from_iso(digits)
        except OverflowError as error:
            raise ValueError(str(error)) from error
    elif not 0 <= at < _MICROSECONDS_BELOW:  # NaN is not either
        raise ValueError("outside the times that there are")
    elif at < _SECONDS_BELOW:
        found = at * SECOND if isinstance(at, int) else round(at * SECOND)
    else:
        found = int(at * 1_000) if at < _MILLISECONDS_BELOW else int(at)
    if found < 0:
        raise ValueError("before 1970")
    return found
