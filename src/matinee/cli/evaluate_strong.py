"""`matinee evaluate strong --ratings DIR`: members held out whole; ours beside EASE, EDLAE, ALS and BPR."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matinee.evaluation.strong import METRICS, measure_strong


def strong(
    ratings: Annotated[Path, typer.Option(help="a MovieLens folder with ratings.csv")],
    seeds: Annotated[int, typer.Option(min=1, help="how many splits of the members")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Hold members out whole, fold in 80 % of what they did, and look for the rest."""
    result = measure_strong(ratings, seeds)
    if as_json:
        print(json.dumps(result))
        return
    table = Table("model", *METRICS, "ours minus it, ndcg@100")
    for name, found in result["models"].items():
        gap = result["differences"].get(name, {}).get("ndcg@100")
        interval = f"{gap['mean']:+.4f} ({gap['low']:+.4f} to {gap['high']:+.4f})" if gap else "ours"
        table.add_row(name, *(f"{found[metric]:.4f}" for metric in METRICS), interval)
    console = Console()
    console.print(table)
    console.print(f"{result['members']} members, {result['items']} items, {result['seeds']} splits; 95 % intervals")
