"""Events at any size without a policy: a world and a number in, Parquet parts and the visible catalogue out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from matinee.core.errors import InvalidInput, StoreError
from matinee.worlds.columns import Happened, joined
from matinee.worlds.exports import items_of, members_of
from matinee.worlds.open_shop import ShopState, shop_day
from matinee.worlds.open_stream import StreamState, stream_day
from matinee.worlds.parquet import merge, write_events
from matinee.worlds.sessions import rates
from matinee.worlds.shelves import Shelves, make_shelves
from matinee.worlds.world import World

PART = 1_000_000
"""Events in a file of a directory; memory holds no more than this and a day."""

_PILOT_SESSIONS = 3_000
_IDLE_DAYS = 1_000

Day = Callable[[float, int], Happened]
"""Pace and day -> that day's events by time."""


def daily(world: World, n_events: int, days: int) -> Iterator[Happened]:
    """Exactly `n_events` events in blocks of one day; the pace is set so that they fill about `days` days.

    Raises:
        InvalidInput: the world's members do nothing.
    """
    shelves = make_shelves(world)
    sessions = [float(rates(world, day).sum()) for day in range(days)]
    make, pace = _maker(world, shelves), _first_pace(world, shelves, n_events, sessions)
    left, day, idle = n_events, 0, 0
    while left > 0:
        events = make(pace, day)
        idle = 0 if len(events) else idle + 1
        if idle > _IDLE_DAYS:
            raise InvalidInput(f"nothing happens for {_IDLE_DAYS} days", "raise the activity or the number of members")
        yield events.take(slice(0, left))
        pace = _next_pace(pace, len(events), left, sessions[day:])
        left -= len(events)
        day += 1


def first_days(world: World, shelves: Shelves, days: int) -> Iterator[Happened]:
    """The first days of a world at its own pace, without a policy; the history that a policy may start from."""
    make = _maker(world, shelves)
    return (make(1.0, day) for day in range(days))


def write_open_loop(world: World, n_events: int, days: int, out: Path) -> int:
    """Write events to a file (`out` ends in .parquet) or to a directory of parts with items and members beside.

    Returns: the number of days that they fill.

    Raises:
        StoreError: `out` cannot be written.
    """
    if out.suffix != ".parquet":
        _make_place(out)
        n_days, _ = _write_parts(world, daily(world, n_events, days), out)
        write_catalogue(world, out)
        return n_days
    _make_place(out.parent)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".parts-") as place:
        n_days, parts = _write_parts(world, daily(world, n_events, days), Path(place))
        merge(parts, out)
    return n_days


def write_catalogue(world: World, out: Path) -> None:
    """Items and members, as an engine may see them, as JSON lines in a directory."""
    encode = msgspec.json.Encoder().encode
    for name, lines in (("items.jsonl", items_of(world)), ("members.jsonl", members_of(world))):
        with (out / name).open("wb") as file:
            file.writelines(encode(line) + b"\n" for line in lines)


def _make_place(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{place} cannot be made: {error}", "give another place with --out") from error
    if any(place.glob("events-*.parquet")):
        raise StoreError(f"{place} holds events already", "give an empty place with --out, or remove them")


def _write_parts(world: World, days: Iterator[Happened], place: Path) -> tuple[int, list[Path]]:
    """Blocks of days -> parts of about PART events each; how many days, and the files."""
    held: list[Happened] = []
    parts: list[Path] = []
    written = n_days = 0
    for events in days:
        n_days += 1
        held.append(events)
        if sum(map(len, held)) >= PART:
            written += _write_part(world, held, place, parts, written)
    if held:
        _write_part(world, held, place, parts, written)
    return n_days, parts


def _write_part(world: World, held: list[Happened], place: Path, parts: list[Path], first: int) -> int:
    events = joined(held)
    held.clear()
    parts.append(place / f"events-{len(parts):04d}.parquet")
    write_events(events, world, parts[-1], first)
    return len(events)


def _maker(world: World, shelves: Shelves) -> Day:
    if world.shop:
        return partial(shop_day, world, shelves, ShopState.fresh(world))
    return partial(stream_day, world, shelves, StreamState.fresh(world))


def _first_pace(world: World, shelves: Shelves, n_events: int, sessions: list[float]) -> float:
    """How much more than in the parameters must happen a day; events per session are measured on a pilot day."""
    if sessions[0] <= 0:
        return 1.0
    pilot = min(1.0, _PILOT_SESSIONS / sessions[0])
    found = max(1, len(_maker(world, shelves)(pilot, 0)))
    return n_events * sessions[0] * pilot / (found * sum(sessions))


def _next_pace(pace: float, found: int, left: int, sessions: list[float]) -> float:
    """The pace that brings what is left into the days that are left; `sessions` are those of today and of later days.

    It changes by a tenth a day at most, so that peaks and dips stay what they are.
    """
    later = sum(sessions[1:])
    if found == 0 or later <= 0 or sessions[0] <= 0:
        return pace
    per_session = found / (pace * sessions[0])
    return min(max((left - found) / (per_session * later), 0.9 * pace), 1.1 * pace)
