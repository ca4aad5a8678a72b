"""When members come: a world and a day in, sessions with their hour, device and mood out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import moods
from matinee.worlds.trade import alive
from matinee.worlds.world import World

WEEKEND, HOLIDAY = np.float32(1.25), np.float32(1.3)
"""Sessions on a weekend day, and on a holiday, beside an ordinary working day."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """n sessions in order of member: who, when (UTC microseconds), on what, in which mood, with which number."""

    who: Ints
    at: NDArray[np.int64]
    device: NDArray[np.int8]
    mood: Ints
    number: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.who)

    def take(self, where: NDArray[np.integer] | NDArray[np.bool_]) -> Sessions:
        """The sessions at these places."""
        return Sessions(self.who[where], self.at[where], self.device[where], self.mood[where], self.number[where])


def rates(world: World, day: int) -> Floats:
    """Sessions (m,) to be expected of each member on a day: activity, free days, season, and who is a customer yet."""
    date = world.params.start_at // DAY + day
    free = WEEKEND if (date + 3) % 7 >= 5 else np.float32(1)
    free = HOLIDAY if date in world.holidays else free
    rate = world.truth.members.activity * free * np.float32(world.season(float(day)))
    shop = world.truth.shop
    if shop is None:
        return np.asarray(rate, dtype=np.float32)
    return np.asarray(rate * alive(shop, float(day)), dtype=np.float32)


def draw_sessions(world: World, day: int, rate: Floats, first: int, rng: np.random.Generator) -> Sessions:
    """Sessions of a day: how many by `rate` (m,), at the members' own hours, on their devices."""
    who = np.repeat(np.arange(len(rate), dtype=np.int32), rng.poisson(rate))
    members, n = world.truth.members, len(who)
    hour = pick(members.hours, who, rng)
    clock = (hour * HOUR + (rng.random(n) * HOUR).astype(np.int64) - world.offsets[who]) % DAY
    at = world.params.start_at + day * DAY + clock
    order = np.lexsort((at, who))
    who, at = who[order], at[order]
    device = pick(members.devices, who, rng).astype(np.int8)
    return Sessions(who, at, device, moods(world, who, at, device, rng), first + np.arange(n, dtype=np.int64))


def pick(chances: Floats, who: Ints, rng: np.random.Generator) -> NDArray[np.int64]:
    """A place (n,) drawn by each member's own chances (m, k)."""
    cumulated = np.cumsum(chances, axis=1)[who]
    place = (cumulated < rng.random((len(who), 1), dtype=np.float32) * cumulated[:, -1:]).sum(1)
    return np.asarray(place, dtype=np.int64)
