"""`matinee evaluate off-policy --log FILE --target FILE`: two logs in, the target judged from the first out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from matinee.evaluation.off_policy import judge_files


def off_policy(
    log: Annotated[Path, typer.Option(help="the logged policy's file, of the Open Bandit Dataset")],
    target: Annotated[Path, typer.Option(help="the target policy's file; its clicks serve for the comparison only")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Judge the target policy on the logged one's rewards, by six estimators, beside the plain mean of the log."""
    result = judge_files(log, target)
    if as_json:
        print(json.dumps(result))
        return
    table = Table("estimator", "estimate", "95 % interval", "effective samples", "relative error")
    for found in result["estimators"]:
        low, high = found["interval"]
        mark = " <- chosen" if found["name"] == result["chosen"] else ""
        table.add_row(
            found["name"] + mark,
            f"{found['estimate']:.5f}",
            f"{low:.5f} to {high:.5f}",
            f"{found['effective_sample_size']:.0f}",
            f"{found['relative_error']:.3f}" if found["relative_error"] is not None else "-",
        )
    console = Console()
    console.print(table)
    console.print(
        f"{result['rounds']} rounds with {result['rewards']} rewards; the target's own log says {result['truth']:.5f} "
        f"({result['target_rewards']} rewards). Verdict: {result['verdict']}."
    )
