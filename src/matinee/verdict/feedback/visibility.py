"""Visibility: what is known of each title and who saw it in; the titles that nobody can find, and why, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.judging import VisibilityTerms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY_US: Final = 86_400_000_000


class Titles(msgspec.Struct, frozen=True):
    """Columns (n,), one line a title.

    available; available_from (UTC microseconds, 0 open); candidates: pages that considered it; slots: pages with it;
    reached: members who had it in view; column: mean column where it stood (NaN if nowhere); audience_share: share of
    those reached to whose taste it speaks, and audience_base: that share of all members; has_picture, has_tags,
    has_synopsis, has_rights: what a title needs before its launch.
    """

    items: Sequence[str]
    available: NDArray[np.bool_]
    available_from: Ints
    candidates: Ints
    slots: Ints
    reached: Ints
    column: Floats
    audience_share: Floats
    audience_base: Floats
    has_picture: NDArray[np.bool_]
    has_tags: NDArray[np.bool_]
    has_synopsis: NDArray[np.bool_]
    has_rights: NDArray[np.bool_]


def findings(titles: Titles, now: int, terms: VisibilityTerms) -> list[tuple[str, str]]:
    """(title, what is wrong with it), a title may have several.

    never considered, considered but never shown, shown but never seen, seen by too few, shown only far to the right,
    reaches the wrong audience; new and starving; and before launch missing picture, tags, synopsis or rights.
    """
    age = (now - titles.available_from) / DAY_US
    out = titles.available & (age >= terms.grace_days)
    new = out & (titles.available_from > 0) & (age <= terms.new_days)
    few = titles.reached < terms.reached
    checks = (
        (out & (titles.candidates == 0), "never considered"),
        (out & (titles.candidates > 0) & (titles.slots == 0), "considered but never shown"),
        (out & (titles.slots > 0) & (titles.reached == 0), "shown but never seen"),
        (out & (titles.reached > 0) & few & ~new, "seen by too few"),
        (new & (titles.reached > 0) & few, "new and starving"),
        (out & (titles.slots > 0) & (titles.column > terms.low_column), "shown only far to the right"),
        (
            out & ~few & (titles.audience_share < terms.audience_lift * titles.audience_base),
            "reaches the wrong audience",
        ),
        (~titles.has_picture, "no picture"),
        (~titles.has_tags, "no genres or tags"),
        (~titles.has_synopsis, "no synopsis"),
        (~titles.has_rights, "no rights"),
    )
    found = [(int(k), what) for mask, what in checks for k in np.flatnonzero(mask)]
    return [(titles.items[k], what) for k, what in sorted(found, key=lambda pair: pair[0])]
