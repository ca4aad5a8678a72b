"""`matinee evaluate repeat`: a file of purchases and a day in, how well each model foretells who comes back out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from matinee.core.errors import InvalidInput
from matinee.evaluation.repeat import WEEKS, evaluate_repeat, read_file, rejected_by_reason


def repeat(
    transactions: Annotated[Path, typer.Option(help="purchases: customer, day, pieces, money on each line")],
    until: Annotated[str, typer.Option(help="last day to learn from, YYYY-MM-DD")],
    weeks: Annotated[float, typer.Option(min=1, help="how far ahead to judge, at most")] = WEEKS,
    seed: Annotated[int, typer.Option(help="of the intervals")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Fit BG/NBD, MBG/NBD, Pareto/NBD and ours to the purchases until a day, and judge them on the weeks after."""
    try:
        day = dt.date.fromisoformat(until)
    except ValueError as error:
        raise InvalidInput(f"--until {until}: {error}", "write a day as 1997-09-30") from error
    purchases, rejected = read_file(transactions)
    result = evaluate_repeat(purchases, day, weeks, seed) | {"left_out": rejected_by_reason(rejected)}
    if as_json:
        print(json.dumps(result))
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    console = Console()
    console.print(
        f"{result['customers']} customers until {result['until']}; {result['actual_total']} purchase days in the "
        f"{result['weeks']:.1f} weeks after; chosen: {result['chosen']}"
    )
    table = Table("model", "total", "miss %", "RMSE", "MAE", "correlation", "rolling total MAE", "fit s")
    for name, model in result["models"].items():
        numbers = (model["total"], 100 * model["total_miss"], model["rmse"], model["mae"], model["correlation"])
        rolling = model["rolling_total_mae"]
        table.add_row(name, *(f"{n:.4g}" for n in numbers), f"{rolling or 0:.0f}", f"{model['fit_seconds']:.3f}")
    console.print(table)
    low, high = result["models"][result["chosen"]]["total_interval"]
    console.print(f"95 % interval of {result['chosen']}'s total: {low:.0f} to {high:.0f}")
    if result["left_out"]["lines"]:
        console.print(f"{result['left_out']['lines']} lines left out: {result['left_out']['reasons']}")
