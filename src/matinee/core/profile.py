"""A member's profile as columns: one touch per item they met, their hours, devices and searches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import DEVICES

PROFILE_SCHEMA: Final = 1
SHOWN_KEPT: Final = 8
"""How many impression times a touch keeps; frequency caps count within them."""

NEVER: Final = 0
"""A time that has not come: touches hold 0 where nothing of the kind happened."""

TOUCH: Final = np.dtype(
    [
        ("row", "<i4"),  # item row
        ("n_events", "<i4"),
        ("first_at", "<i8"),
        ("last_at", "<i8"),
        ("acted_at", "<i8"),  # last deliberate act: anything but impression, dwell, scroll
        ("plays", "<i4"),
        ("seconds", "<f8"),  # watched, all plays
        ("position", "<f8"),  # latest known position in seconds
        ("position_at", "<i8"),
        ("played_at", "<i8"),
        ("hour", "<i2"),  # local hour of the week of the last play, rating or purchase; -1 none
        ("device", "<i1"),  # device code of the same; -1 none
        ("hour_at", "<i8"),
        ("rating", "<f8"),  # latest; NaN none
        ("rated_at", "<i8"),
        ("thumb", "<f8"),  # latest; NaN none
        ("thumb_at", "<i8"),
        ("ranked", "<f8"),  # place in the latest own ranking, 1 best, towards 0 worst; NaN none
        ("ranked_at", "<i8"),
        ("opens", "<i4"),
        ("dwell", "<f8"),  # seconds
        ("scrolled", "<i4"),  # times scrolled past
        ("listed_at", "<i8"),
        ("unlisted_at", "<i8"),
        ("dismissed_at", "<i8"),
        ("carted", "<f8"),
        ("carted_at", "<i8"),
        ("bought", "<f8"),  # quantity
        ("purchases", "<i4"),
        ("bought_at", "<i8"),
        ("returned", "<f8"),
        ("shown", "<i8", (SHOWN_KEPT,)),  # the latest impression times, newest first
    ]
)
"""One row per item a member met. Sums, maxima and latest values only, so that merging is order-free."""

Touches = NDArray[Any]

SEARCHES_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one member, decays applied on reading.

    hours: (168,) events by local hour of the week, decayed to `last_at`; devices: (5,) the same by device code.
    touches: (n,) `TOUCH`, ascending by item row. searches: newest first, (at, query).
    """

    who: str
    n_events: int = 0
    first_at: int = NEVER
    last_at: int = NEVER
    hours: NDArray[np.float64] = field(default_factory=lambda: np.zeros(168))
    devices: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(DEVICES) + 1))
    touches: Touches = field(default_factory=lambda: np.zeros(0, TOUCH))
    searches: tuple[tuple[int, str], ...] = ()

    def touch(self, row: int) -> Any | None:
        """The touch of one item row, or None."""
        at = int(np.searchsorted(self.touches["row"], row))
        if at < len(self.touches) and self.touches["row"][at] == row:
            return self.touches[at]
        return None


def device_code(device: str) -> int:
    """The number of a device class; the last number stands for every other device, -1 for none given."""
    if not device:
        return -1
    return DEVICES.index(device) if device in DEVICES else len(DEVICES)
