"""The week: members with their numbers of messages in; who is written to when and by which channel out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput
from matinee.core.ids import seed_of
from matinee.messages.caps import Cap
from matinee.messages.timing import Quiet, best_hours, known_zone, local_day, moment

DAYS: Final = 7
AT_HAND: Final = {"push": (3, 2), "email": (1, 0), "file": (1, 0)}
"""Channel -> device codes on which it is mostly read (phone and tablet, or desktop and television)."""


@dataclass(frozen=True, slots=True)
class Person:
    """One member: zone, channels they can be reached by, chance of each hour of the week (168,), use of devices (5,),
    how many messages they get, and the times of those that they have got or will get (ascending)."""

    member: str
    zone: str
    channels: tuple[str, ...]
    hours: NDArray[np.float64]
    devices: NDArray[np.float64]
    number: int
    times: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned message: whose, the number within the plan, the channel and the time (UTC microseconds)."""

    member: str
    number: int
    channel: str
    at: int


@dataclass(frozen=True, slots=True)
class Rules:
    """When nobody is written to, how often at most, and whose clock holds where a member has none."""

    quiet: Quiet
    cap: Cap
    usual_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Planned:
    """Slots by time, and why members got none: member -> reason."""

    slots: list[Slot] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def weekly(people: Sequence[Person], begin: int, rules: Rules, seed: str, days: int = DAYS) -> Planned:
    """Messages of the `days` days from `begin` on. The days are drawn by lot, so that what a message brings can be
    told from what the day would have brought; the hour is the one after which most of the member's own hours come."""
    planned = Planned()
    for person in people:
        if person.number > 0 and person.channels:
            try:
                planned.slots.extend(_of(person, begin, rules, seed, days))
            except InvalidInput as error:
                planned.refused[person.member] = str(error)
    planned.slots.sort(key=lambda slot: (slot.at, slot.member, slot.number))
    return planned


def _of(person: Person, begin: int, rules: Rules, seed: str, days: int) -> list[Slot]:
    where = known_zone(person.zone, rules.usual_zone)
    hours = best_hours(person.hours, rules.quiet)
    rng = np.random.default_rng(seed_of("week", seed, person.member))
    first, taken = local_day(begin, where), list(person.times)
    found: list[Slot] = []
    for offset in rng.permutation(days + 1).tolist():
        if len(found) == person.number:
            break
        day = first + offset
        hour = int(hours[(day + 3) % 7])  # the epoch was a Thursday
        if hour < 0:
            break
        at = moment(day, hour, int(rng.integers(0, 60)), where, rules.quiet)
        if begin <= at < begin + days * DAY and rules.cap.fits(taken, at):
            found.append(Slot(person.member, len(found), channel_of(person, rng), at))
    return found


def channel_of(person: Person, rng: np.random.Generator) -> str:
    """A channel by how much the member uses the devices on which it is read; all have some chance."""
    used = person.devices / max(float(person.devices.sum()), 1e-9)
    weights = np.array([0.1 + sum(float(used[code]) for code in AT_HAND[channel]) for channel in person.channels])
    return person.channels[int(rng.choice(len(weights), p=weights / weights.sum()))]
