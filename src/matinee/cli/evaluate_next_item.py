"""`matinee evaluate next-item --sequences FILE`: what each member did next, predicted; quality and cost out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matinee.evaluation.next_item import measure_next_item
from matinee.evaluation.next_item_file import read_sequences


def next_item(
    sequences: Annotated[Path, typer.Option(help="a member a line: id, then item ids in order of time")],
    seed: Annotated[int, typer.Option(help="seed of everything drawn by chance")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Fit on all but the last two items, tune on the one before last, test on the last among the whole catalogue."""
    read = read_sequences(sequences)
    result = {**measure_next_item(read.sequences, seed), "members_too_short": read.n_too_short}
    if as_json:
        print(json.dumps(result))
        return
    table = Table("model", "recall@10", "ndcg@10")
    for name, found in {"matinee": result, **result["baselines"]}.items():
        cells = (f"{found[key]:.4f} +- {found[key + '_standard_error']:.4f}" for key in ("recall@10", "ndcg@10"))
        table.add_row(name, *cells)
    console = Console()
    console.print(table)
    console.print(
        f"{result['members']} members, {result['items']} items; fitted in {result['fit_seconds']:.0f} s "
        f"({result['cpu_seconds']:.0f} s of processor), tested in {result['query_seconds']:.0f} s, "
        f"at most {result['peak_bytes'] / 1e9:.1f} GB"
    )
