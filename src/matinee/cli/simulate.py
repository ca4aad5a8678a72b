"""`matinee simulate`: a world with planted truth, as events at any size or in closed loop with policies."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from matinee.core.errors import InvalidInput
from matinee.worlds import params as world_params
from matinee.worlds.open_loop import write_open_loop
from matinee.worlds.params import WorldParams
from matinee.worlds.world import World, make_world

_MOST = 2_000_000_000


def simulate(
    preset: Annotated[str, typer.Option(help="stream or shop")] = "",
    events: Annotated[int | None, typer.Option(help="how many events to write, without a policy")] = None,
    seed: Annotated[int, typer.Option(help="the same seed gives the same bytes")] = 1,
    out: Annotated[Path | None, typer.Option(help="a directory, or a file ending in .parquet")] = None,
    members: Annotated[int | None, typer.Option(help="how many members; default by the number of events")] = None,
    items: Annotated[int | None, typer.Option(help="how many items, episodes too")] = None,
    days: Annotated[int | None, typer.Option(help="how many days; 60, or 14 in closed loop")] = None,
    params: Annotated[Path | None, typer.Option(help="a parameter file (docs/worlds.md)")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="let policies fill pages, and members answer")] = False,
    policies: Annotated[
        str,
        typer.Option(help="by comma: random, popular, popular-window, clickbait, oracle, matinee, matinee-http, ..."),
    ] = ("random,popular,popular-window,oracle"),
    seeds: Annotated[int, typer.Option(help="how many worlds; five give intervals")] = 5,
    catalog: Annotated[Path | None, typer.Option(help="a home whose items and ratings the world is fitted to")] = None,
    plot: Annotated[Path | None, typer.Option(help="draw the comparison: .svg, .png or .json")] = None,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Draw a world with planted truth: write its events (--events, --out), or judge policies in it (--closed)."""
    told = sized(read(params, preset), events if params is None else None, members, items)
    if not closed and (catalog is None or events is not None or out is not None):
        asked = _asked(events, 60 if days is None else days, out)
        open_loop(_world(told, catalog, seed), *asked, json)
        return
    if events is not None or out is not None:
        raise InvalidInput("--closed writes no events", "leave --events and --out away, or --closed")
    from matinee.cli.simulate_closed import closed_loop, show, worlds
    from matinee.evaluation.closed_loop_chart import check_place

    if plot is not None:
        check_place(plot)
    show(closed_loop(worlds(told, catalog), policies, seeds, seed, 14 if days is None else days), json, plot)


def _world(told: WorldParams, catalog: Path | None, seed: int) -> World:
    """The world, drawn or over a home's catalogue."""
    if catalog is None:
        return make_world(told, seed)
    from matinee.cli.simulate_closed import worlds

    return worlds(told, catalog)(seed)


def open_loop(world: World, n_events: int, days: int, place: Path, json: bool) -> None:
    """Write events of a world without a policy and say what was written."""
    began, told = time.perf_counter(), world.params
    n_days = write_open_loop(world, n_events, days, place)
    seconds = time.perf_counter() - began
    answer = {
        "source": "simulated",
        "preset": told.preset,
        "seed": world.seed,
        "out": str(place),
        "events": n_events,
        "members": told.members.n,
        "items": told.items.n,
        "days": n_days,
        "seconds": round(seconds, 3),
        "events_per_second": round(n_events / seconds),
    }
    if json:
        print(msgspec.json.encode(answer).decode())
        return
    text = "SIMULATED {events:,} events of {members:,} members and {items:,} items over {days} days in {out}"
    Console().print(text.format(**answer) + f" ({seconds:.1f} s)", highlight=False)


def read(path: Path | None, preset: str) -> WorldParams:
    """The parameters of a file or a preset; a preset given beside a file must be the file's own."""
    if path is None:
        return world_params.preset(preset or "stream")
    if preset:
        world_params.preset(preset)
    told = world_params.load(path, preset)
    if preset and told.preset != preset:
        raise InvalidInput(f"{path} plants the preset '{told.preset}', not '{preset}'", "leave --preset away")
    return told


def sized(told: WorldParams, events: int | None, members: int | None, items: int | None) -> WorldParams:
    """The parameters with sizes as asked for, else made for so many events, some 200 to a member; None: as they are."""
    if events is not None:
        members = members if members is not None else min(max(events // 200, 100), 50_000)
        items = items if items is not None else min(max(events // 500, 500), 20_000)
    return world_params.with_sizes(told, members, items)


def _asked(events: int | None, days: int, out: Path | None) -> tuple[int, int, Path]:
    if events is None or out is None:
        raise InvalidInput("it is not said what to write and where", "give --events N and --out PATH")
    if not 1 <= events <= _MOST:
        raise InvalidInput(f"{events} events cannot be written", f"ask for 1 to {_MOST}")
    if not 1 <= days <= 36_500:
        raise InvalidInput(f"a world cannot last {days} days", "give --days from 1 to 36500")
    return events, days, out
