"""Planted faults: a world, items and a day in, what is broken then out; which items they hit comes from the seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import DEVICES
from matinee.worlds.columns import Happened, joined
from matinee.worlds.items import Floats, Ints, stream
from matinee.worlds.world import World

FAILING = 0.5
"""What is left of the chance to open, and of the liking, of an item that fails."""


def afflicted(world: World, kind: str, day: float) -> NDArray[np.bool_]:
    """(pages,): the items that faults of this kind hit on a day."""
    pages = world.truth.items.pages
    hit = np.zeros(pages, dtype=bool)
    for number, fault in enumerate(world.params.faults):
        if fault.kind == kind and fault.from_day <= day < fault.to_day:
            hit |= stream(world.seed, "fault", number).random(pages) < fault.strength
    return hit


def broken_pictures(world: World, item: Ints, day: float) -> Floats:
    """Log-odds (n,) of opening lost behind a picture that does not load."""
    if not world.params.faults:
        return np.zeros(len(item), dtype=np.float32)
    return np.asarray(3.0 * afflicted(world, "broken_picture", day)[item], dtype=np.float32)


def failing(world: World, item: Ints, day: float) -> Floats:
    """(n,): 1, or the part of opening and liking that is left of an item that fails for everybody."""
    if not world.params.faults:
        return np.ones(len(item), dtype=np.float32)
    return np.where(afflicted(world, "failing", day)[item], FAILING, 1.0).astype(np.float32)


def unavailable(world: World, item: Ints, day: float) -> NDArray[np.bool_]:
    """(n,): can be opened, but does not play."""
    if not world.params.faults:
        return np.zeros(len(item), dtype=bool)
    return afflicted(world, "unavailable", day)[item]


def delivered(world: World, events: Happened, day: float) -> Happened:
    """The events that arrive: those of a device may be lost, and a share of the feed may come twice."""
    for number, fault in enumerate(world.params.faults):
        if not fault.from_day <= day < fault.to_day:
            continue
        rng = stream(world.seed, "delivery", number, int(day), len(events))
        struck = rng.random(len(events)) < fault.strength
        if fault.kind == "lost_device":
            events = events.take(~(struck & (events.device == DEVICES.index(fault.device))))
        if fault.kind == "doubled_feed":
            events = joined([events, events.take(struck)]).in_order()
    return events


def mistaken(world: World) -> NDArray[np.bool_]:
    """(n,): the items, episodes with their series, that are exported under the next genre instead of their own."""
    parent = world.truth.items.parent
    page = np.where(parent >= 0, parent, np.arange(len(parent)))
    days = [fault.from_day for fault in world.params.faults if fault.kind == "wrong_genre"]
    hit = np.zeros(world.truth.items.pages, dtype=bool)
    for day in days:
        hit |= afflicted(world, "wrong_genre", day)
    return np.asarray(hit[page])
