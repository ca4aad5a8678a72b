"""Events in, profiles out: a profile is the merge of its events', so live, batch and guests use the same two steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.kinds import DEVICES
from matinee.core.profile import SEARCHES_KEPT, Profile, Touches
from matinee.members.columns import EventColumns
from matinee.members.touches import IN_USE, merge_touches, touches_of

N_DEVICES = len(DEVICES) + 1
Searches = Sequence[tuple[int, str]]


def profiles_of(
    names: Sequence[str], events: EventColumns, searches: Mapping[str, Searches], half_life_days: float
) -> list[Profile]:
    """The profiles that n events make, one per name.

    Args:
        names: `events.who` counts into these.
        events: n events of these members, in any order.
        searches: by name, (at, query).
        half_life_days: after how many days an hour or a device counts half.
    """
    n = len(names)
    last_at, first_at = np.zeros(n, np.int64), np.full(n, np.iinfo(np.int64).max)
    np.maximum.at(last_at, events.who, events.at)
    np.minimum.at(first_at, events.who, events.at)
    weight = np.exp2(-(last_at[events.who] - events.at) / (half_life_days * DAY))
    active = events.counts & np.isin(events.kind, IN_USE)
    hours = _tally(events.who, events.hour, weight, active, (n, 168))
    devices = _tally(events.who, events.device, weight, active & (events.device >= 0), (n, N_DEVICES))
    n_events = np.bincount(events.who[events.counts], minlength=n)
    owner, touches = merge_touches(*touches_of(events))
    ends = np.searchsorted(owner, np.arange(n + 1))
    return [
        Profile(
            who=name,
            n_events=int(n_events[k]),
            first_at=int(first_at[k]) if n_events[k] else 0,
            last_at=int(last_at[k]),
            hours=hours[k],
            devices=devices[k],
            touches=touches[ends[k] : ends[k + 1]],
            searches=_newest(searches.get(name, ())),
        )
        for k, name in enumerate(names)
    ]


def _tally(
    who: NDArray[np.int64],
    code: NDArray[np.int16] | NDArray[np.int8],
    weight: NDArray[np.float64],
    keep: NDArray[np.bool_],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Weights summed by (member, code), in the shape given."""
    flat = who[keep] * shape[1] + code[keep].astype(np.int64)
    return np.bincount(flat, weight[keep], shape[0] * shape[1]).astype(np.float64).reshape(shape)


def merge(who: str, profiles: Sequence[Profile], half_life_days: float) -> Profile:
    """Several profiles (earlier and later events, or guests that became this member) -> one, in any order."""
    parts = [p for p in profiles if p.n_events]
    if not parts:
        return Profile(who)
    last_at = max(p.last_at for p in parts)
    fade = [float(np.exp2(-(last_at - p.last_at) / (half_life_days * DAY))) for p in parts]
    touches: Touches = np.concatenate([p.touches for p in parts])
    return Profile(
        who=who,
        n_events=sum(p.n_events for p in parts),
        first_at=min(p.first_at for p in parts),
        last_at=last_at,
        hours=np.sum([f * p.hours for f, p in zip(fade, parts, strict=True)], axis=0, dtype=np.float64),
        devices=np.sum([f * p.devices for f, p in zip(fade, parts, strict=True)], axis=0, dtype=np.float64),
        touches=merge_touches(np.zeros(len(touches), np.int64), touches)[1],
        searches=_newest([s for p in parts for s in p.searches]),
    )


def _newest(searches: Searches) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(searches, reverse=True)[:SEARCHES_KEPT])
