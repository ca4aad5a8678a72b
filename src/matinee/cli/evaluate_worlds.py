"""`matinee evaluate worlds`: the worlds' activity, popularity and repeat curves beside real data, a distance each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from matinee.core.errors import InvalidInput
from matinee.evaluation.closed_loop_chart import check_place, write_chart
from matinee.evaluation.plausible import Plausible, chart, compare_complete_journey, compare_movielens


def worlds(
    movielens: Annotated[Path | None, typer.Option(help="a folder with ratings.csv")] = None,
    complete_journey: Annotated[Path | None, typer.Option(help="a folder with transactions.parquet")] = None,
    seed: Annotated[int, typer.Option(help="of the worlds")] = 1,
    plot: Annotated[Path | None, typer.Option(help="draw the curves: .svg, .png or .json")] = None,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """How like real data the worlds are."""
    if plot is not None:
        check_place(plot)
    if movielens is None and complete_journey is None:
        raise InvalidInput("there is nothing to compare with", "give --movielens DIR, --complete-journey DIR or both")
    curves = compare_movielens(movielens, seed) if movielens else []
    curves += compare_complete_journey(complete_journey, seed) if complete_journey else []
    found = Plausible(seed=seed, curves=curves)
    if plot is not None:
        write_chart(chart(found), plot)
    if json:
        print(msgspec.json.encode(found).decode())
        return
    table = Table("data", "preset", "curve", "distance", box=None, pad_edge=False)
    for one in found.curves:
        table.add_row(one.data, one.preset, one.curve, f"{one.distance:.3f}")
    Console().print(table)
