"""`matinee evaluate attribution FILE`: cases of pages and events in, how many acts are credited rightly out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from matinee.evaluation.attribution import evaluate_cases, read_cases


def attribution(
    file: Annotated[Path, typer.Argument(help="cases in JSON; docs/reference/attribution.md has the form")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Run attribution on cases whose right answers are stated; exit code 1 if any is wrong."""
    result = evaluate_cases(read_cases(file))
    if as_json:
        print(json.dumps(result))
    else:
        console = Console()
        for fault in result["wrong"]:
            console.print(f"[red]wrong[/red] {fault['case']}: expected {fault['expected']}, got {fault['got']}")
        console.print(
            f"{result['right']} of {result['cases']} cases right ({result['acts_right']} of {result['acts']} acts); "
            f"watch time of {result['watch_time']['plays']} plays within "
            f"{100 * result['watch_time']['largest_error']:.2f} %"
        )
    if result["wrong"]:
        raise typer.Exit(1)
