"""`matinee evaluate time-split --data DIR`: what happened after a day, predicted from what happened before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matinee.evaluation.time_split import measure_time_split

_METRICS = ("hit_rate@10", "ndcg@10", "effective_catalogue_size")


def time_split(
    data: Annotated[Path, typer.Option(help="a folder with transactions.parquet or ratings.csv")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Cut the log at a day, learn from what was before, and look for what came after."""
    result = measure_time_split(data)
    if as_json:
        print(json.dumps(result))
        return
    console = Console()
    for cut in result["cuts"]:
        table = Table("model", *_METRICS, title=f"cut at day {cut['cut_day']:.0f}: {cut['members']} members")
        for name, found in cut["models"].items():
            table.add_row(name, *(f"{found[metric]:.4g}" for metric in _METRICS))
        for name, gaps in cut["ours_minus"].items():
            cells = (
                f"{gaps[metric]['mean']:+.3g} ({gaps[metric]['low']:+.3g}, {gaps[metric]['high']:+.3g})"
                for metric in _METRICS
            )
            table.add_row(f"ours minus {name}", *cells)
        console.print(table)
