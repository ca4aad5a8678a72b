"""Channels: a profile's touches in, what each kind of sign says of each touched item out, more or less than usual."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, MINUTE, hour_of_week
from matinee.core.profile import Touches, device_code
from matinee.core.values import Context
from matinee.table.marks import KINDS
from matinee.table.ranking.taste import known_or_0
from matinee.table.situation import Situation

CHANNELS: Final = (
    "liked", "opened", "watched", "dwelt", "passed", "ranked", "rated", "thumbed", "unmoved", "bought", "session",
    "daypart", "weekend", "device", "asked", "seeking",
)  # fmt: skip
"""What a member's doings speak of; the last two come from searches: all that are kept, and those of this session."""

USUAL_SHARE: Final = 0.5
USUAL_DWELL: Final = 1.2
"""log(1 + seconds) that a pointer usually rests."""
MOST: Final = 5.0


def said_of(s: Situation) -> NDArray[np.float64]:
    """(t, channels - 2): what each channel says of each touched item; 0 where it says nothing."""
    t, taste = s.profile.touches, s.taste
    fade = np.exp2(-(s.context.at - t["last_at"]) / (s.settings.profile.half_life_days * DAY))
    opened = np.minimum(t["opens"] + t["plays"] + t["purchases"], 3.0) * fade
    watched = (t["plays"] > 0) & (t["seconds"] > 0)
    rating = t["rating"]
    known = np.isfinite(rating)
    mean = (rating[known].sum() + 5.0 * 3.5) / (known.sum() + 5.0)
    shown = (t["shown"] > t["acted_at"][:, None]).sum(axis=1)
    daypart, weekend, device = alike(t, s.context)
    return np.column_stack(
        [
            taste.weight,
            opened,
            np.where(watched, np.minimum(taste.progress, 1.0) - USUAL_SHARE, 0.0),
            np.where(t["dwell"] > 0, np.log1p(t["dwell"]) - USUAL_DWELL, 0.0),
            -np.minimum(t["scrolled"], MOST),
            np.where(np.isfinite(t["ranked"]), known_or_0(t["ranked"]) - 0.5, 0.0),
            np.where(known, known_or_0(rating) - mean, 0.0),
            known_or_0(t["thumb"]),
            -np.minimum(shown, MOST) * (opened == 0),
            np.log2(1.0 + t["bought"]) - t["returned"],
            opened * taste.session,
            opened * daypart,
            opened * weekend,
            opened * device,
        ]
    ).astype(np.float64, copy=False)


def alike(touches: Touches, context: Context) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Whether each touch was at this daypart, on such a day, on this device: more (to 1) or less (to -1) than usual."""
    here = hour_of_week(context.at, context.time_zone)
    hour = touches["hour"].astype(np.int64)
    known = hour >= 0
    apart = np.abs(hour % 24 - here % 24)
    near = np.exp(-((np.minimum(apart, 24 - apart) / 3.0) ** 2))
    weekend = ((hour // 24 >= 5) == (here // 24 >= 5)) * 1.0
    device = (touches["device"] == device_code(context.device)) * 1.0
    return _centred(near, known), _centred(weekend, known), _centred(device, known)


def _centred(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    mean = values[known].sum() / max(int(known.sum()), 1)
    return np.where(known, values - mean, 0.0)


@lru_cache(maxsize=16)
def by_name(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Folded whole name, and each of its words of three letters or more -> codes that carry it."""
    found: dict[str, list[int]] = {}
    for code, name in enumerate(names):
        whole = name.casefold()
        for word in {whole, *(word for word in whole.split() if len(word) > 2)}:
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def named(query: str, s: Situation) -> list[int]:
    """Marks that a search named."""
    word, found = query.casefold().strip(), []
    for kind, begin in zip(KINDS, s.marks.first, strict=False):
        found += [begin + code for code in by_name(getattr(s.catalog, kind).names).get(word, ())]
    return found


def asked_of(s: Situation) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Marks that this member searched for, one for each time: all that are kept, and those of this session."""
    begun = s.context.at - s.settings.profile.session_minutes * MINUTE
    whole, now = [], []
    for at, query in s.profile.searches:
        codes = named(query, s)
        whole += codes
        now += codes if at > begun else []
    return np.array(whole, np.int64), np.array(now, np.int64)
