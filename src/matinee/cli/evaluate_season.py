"""`matinee evaluate season`: what the calendar brings in a shop world once its season is over."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from matinee.app.seasonal import aware, blind
from matinee.core.errors import InvalidInput
from matinee.evaluation.season import AWARE, BLIND, evaluate_season
from matinee.worlds import params as world_params
from matinee.worlds.world import make_world


def season(
    params: Annotated[Path | None, typer.Option(help="a world's parameters; default: the shop preset")] = None,
    seeds: Annotated[int, typer.Option(min=2, help="how many worlds")] = 5,
    seed: Annotated[int, typer.Option(help="the first world's seed")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="days after the season")] = 14,
    members: Annotated[int | None, typer.Option(min=20, help="customers; default: as the file says")] = None,
    items: Annotated[int | None, typer.Option(min=50, help="products; default: as the file says")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Revenue after a season with the engine that knows its days beside the same engine that does not; simulated."""
    told = world_params.load(params, "shop") if params is not None else world_params.preset("shop")
    if told.preset != "shop" or told.season is None:
        raise InvalidInput("this world has no season in a shop", "give the shop preset, or a file with [season]")
    sized = world_params.with_sizes(told, members, items)
    tell = partial(print, file=sys.stderr)
    found = evaluate_season(
        partial(make_world, sized), {AWARE: aware, BLIND: blind}, range(seed, seed + seeds), days, tell
    )
    if as_json:
        print(json.dumps(found))
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    table = Table("engine", "revenue", "a session", "bought a session", "staying")
    for name, engine in found["engines"].items():
        names = ("revenue", "revenue_per_session", "purchases_per_session", "staying")
        table.add_row(name, *(f"{engine[one]['mean']:.3f}" for one in names))
    gain = found["revenue_gain_share"]
    console = Console()
    console.print(f"SIMULATED: {found['days_after']} days after the season, {len(found['seeds'])} worlds")
    console.print(table)
    console.print(f"knowing the season brings {gain['mean']:+.2%} ({gain['low']:+.2%} to {gain['high']:+.2%}) revenue")
