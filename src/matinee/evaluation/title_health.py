"""Title health in worlds: planted faults in, which were found in the next run, and false alarms on clean days, out."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.judging import HealthTerms
from matinee.core.kinds import DEVICES
from matinee.evaluation.verdict_teeth import Watched, times_before
from matinee.verdict.feedback.expected import Codes, Floats
from matinee.verdict.feedback.health import (
    BROKEN_PICTURE,
    DOUBLED_EVENTS,
    LOST_EVENTS,
    UNAVAILABLE,
    Counts,
    Fault,
    Shown,
    daily_counts,
    feed_faults,
    item_faults,
)
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.columns import KIND, Happened, joined
from matinee.worlds.faults import afflicted
from matinee.worlds.params import Fault as Planted
from matinee.worlds.params import WorldParams, preset, with_sizes
from matinee.worlds.world import World, make_world

SEVERE = 30.0
SEVERE_SHARE = 0.6
"""Successes, and what share of its own, a fault takes from an item on its first day if it must be found at once."""


class Days(msgspec.Struct, frozen=True):
    """A closed loop's events in columns, with the number of their day."""

    world: World
    events: Happened
    day: Codes


def run_days(told: WorldParams, policy: str, seed: int, days: int) -> Days:
    """A closed loop of `days` days after three of history."""
    world = make_world(told, seed)
    watched = Watched(BUILT_IN[policy](world, seed))
    for _ in simulate(world, watched, days, seed):
        pass
    events = joined(watched.events).in_order()
    return Days(world, events, np.asarray((events.at - told.start_at) // DAY, np.int64))


def alarms(run: Days, day: int, terms: HealthTerms) -> list[Fault]:
    """The run of the morning after `day`: what is wrong, by that day beside the days before it."""
    known = (run.day <= day) & (run.events.decision >= 0)
    events, days = run.events.take(known), run.day[known]
    return [*_items(run.world, events, days, day, terms), *_feed(run, day, terms)]


def _key(some: Happened) -> NDArray[np.int64]:
    return (some.decision.astype(np.int64) * 64 + some.row) * 256 + some.column


def _items(world: World, events: Happened, days: Codes, day: int, terms: HealthTerms) -> list[Fault]:
    """Opens of what was in view, and plays of what was opened."""
    keys = _key(events)
    faults = []
    for kind, base, then in ((BROKEN_PICTURE, "impression", "open"), (UNAVAILABLE, "open", "play")):
        places, first = np.unique(keys[events.kind == KIND[base]], return_index=True)
        where = np.flatnonzero(events.kind == KIND[base])[first]
        success = np.isin(places, keys[events.kind == KIND[then]]).astype(np.float64)
        order = np.argsort(events.at[where], kind="stable")
        counts = _counts(world, events.take(where[order]), success[order], days[where[order]])
        faults += item_faults(kind, world.item_ids, counts, terms)
    return faults


def _counts(world: World, shown: Happened, success: Floats, days: Codes) -> Counts:
    item, member, device = (np.asarray(c, np.int64) for c in (shown.item, shown.member, shown.device))
    row, column = np.asarray(shown.row, np.int64), np.asarray(shown.column, np.int64)
    before = np.minimum(times_before(member, item), 15)
    factors = (device * 64 + row, device * 256 + column, member, before)
    return daily_counts(Shown(success, item, member, days, factors), len(world.item_ids))


def _feed(run: Days, day: int, terms: HealthTerms) -> list[Fault]:
    """Events by day and device; repeats are equal in everything."""
    seen = run.events.take((run.day <= day) & (run.day > day - 15))
    days = run.day[(run.day <= day) & (run.day > day - 15)]
    size = len(DEVICES)
    table = np.zeros((int(days.max()) - int(days.min()) + 1, size), np.int64)
    np.add.at(table, (days - days.min(), seen.device), 1)
    last = seen.take(days == day)
    columns = [last.at, last.kind, last.member, last.item, last.decision, last.row, last.column, last.play]
    _, first = np.unique(np.stack([np.asarray(c, np.int64) for c in columns]), axis=1, return_index=True)
    again = np.ones(len(last), bool)
    again[first] = False
    repeats = np.bincount(last.device[again], minlength=size)
    return feed_faults(DEVICES, table[:-1], table[-1], np.asarray(repeats, np.int64), terms)


class Found(msgspec.Struct, frozen=True):
    """One run: severe faults planted, those named (kind and place right), all alarms, and those on nothing planted."""

    severe: int
    named: int
    alarms: int
    false_alarms: int


def plant_and_look(seed: int, day: int = 9, members: int = 1_500) -> Found:
    """A fault of a kind, place and strength from the seed begins on `day`; the next run looks at that day."""
    rng = np.random.default_rng(seed)
    kind = ("broken_picture", "unavailable", "lost_device", "doubled_feed")[seed % 4]
    strength = float(rng.uniform(0.02, 0.2) if seed % 4 < 2 else rng.uniform(0.1, 1.0))
    fault = Planted(kind=kind, from_day=day, strength=strength, device=str(rng.choice(DEVICES)))  # type: ignore[arg-type]
    told = with_sizes(preset("stream"), members=members, items=150)
    run = run_days(msgspec.structs.replace(told, faults=(fault,)), "popular-window", seed, day - 2)
    found = {(f.kind, f.where) for f in alarms(run, day, HealthTerms())}
    planted, severe = _planted(run, fault, day)
    return Found(len(severe), len(severe & found), len(found), len(found - planted))


def _planted(run: Days, fault: Planted, day: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """All that the fault may be named, and of that what is severe."""
    if fault.kind == "lost_device":
        whole = {(LOST_EVENTS, fault.device)}
        return whole, whole if fault.strength >= 0.5 else set()
    if fault.kind == "doubled_feed":
        whole = {(DOUBLED_EVENTS, device) for device in DEVICES}
        return whole, whole if fault.strength >= 0.1 else set()
    name, base, then = {
        "broken_picture": (BROKEN_PICTURE, "impression", "open"),
        "unavailable": (UNAVAILABLE, "open", "play"),
    }[fault.kind]
    hit = afflicted(run.world, fault.kind, day)
    struck = [int(k) for k in np.flatnonzero(hit)]
    whole = {(name, run.world.item_ids[k]) for k in struck}
    severe = {(name, run.world.item_ids[k]) for k in struck if _is_severe(run, k, day, (base, then))}
    return whole, severe


def _is_severe(run: Days, item: int, day: int, kinds: tuple[str, str]) -> bool:
    """Whether the item lost enough of the successes that its own rate before would have given it on the day."""
    base, then = kinds
    here = (run.events.item == item) & (run.events.decision >= 0)

    def count(kind: str, some: NDArray[np.bool_]) -> int:
        return int((here & some & (run.events.kind == KIND[kind])).sum())

    before, today = run.day < day, run.day == day
    rate = count(then, before) / max(count(base, before), 1)
    due = rate * count(base, today)
    lost = due - count(then, today)
    return lost >= SEVERE and lost >= SEVERE_SHARE * due


def clean_days(seed: int, days: int = 30, members: int = 1_500) -> dict[str, Any]:
    """Days of a world without faults, looked at every morning; the alarms that were raised."""
    told = with_sizes(preset("stream"), members=members, items=150)
    run = run_days(told, "popular-window", seed, days)
    raised = [(day, f.kind, f.where) for day in range(6, days + 3) for f in alarms(run, day, HealthTerms())]
    return {"days": days - 3, "alarms": len(raised), "raised": raised}
