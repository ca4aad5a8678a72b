"""`matinee evaluate time-split --data DIR | --worlds stream`: what happened after a day, from what was before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from matinee.core.errors import InvalidInput
from matinee.evaluation.time_split import measure_time_split
from matinee.evaluation.time_split_worlds import measure_worlds
from matinee.worlds.params import preset, with_sizes

_METRICS = ("hit_rate@10", "ndcg@10", "effective_catalogue_size")


def time_split(
    data: Annotated[Path | None, typer.Option(help="a folder with transactions.parquet or ratings.csv")] = None,
    worlds: Annotated[str, typer.Option(help="instead of data: worlds of this preset, stream or shop")] = "",
    members: Annotated[int, typer.Option(help="members of each world")] = 300,
    days: Annotated[int, typer.Option(help="days of each world")] = 42,
    seeds: Annotated[int, typer.Option(help="how many worlds")] = 10,
    seed: Annotated[int, typer.Option(help="the first seed")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Cut the log at a day, learn from what was before, and look for what came after."""
    if worlds:
        if seeds < 2 or days < 15:
            raise InvalidInput(f"{seeds} worlds of {days} days prove nothing", "give 2 worlds of 15 days or more")
        result = measure_worlds(with_sizes(preset(worlds), members), days, range(seed, seed + seeds))
    elif data is None:
        raise InvalidInput("there is nothing to cut", "give --data DIR or --worlds stream")
    else:
        result = measure_time_split(data)
    if as_json:
        print(json.dumps(result))
    elif worlds:
        _show(f"{seeds} SIMULATED worlds", result)
    else:
        for cut in result["cuts"]:
            _show(f"cut at day {cut['cut_day']:.0f}: {cut['members']} members", cut)


def _show(title: str, cut: dict[str, Any]) -> None:
    table = Table("model", *_METRICS, title=title)
    for name, found in cut["models"].items():
        table.add_row(name, *(f"{found[metric]:.4g}" for metric in _METRICS))
    for name, gaps in cut["ours_minus"].items():
        cells = (
            f"{gaps[metric]['mean']:+.3g} ({gaps[metric]['low']:+.3g}, {gaps[metric]['high']:+.3g})"
            for metric in _METRICS
        )
        table.add_row(f"ours minus {name}", *cells)
    Console().print(table)
