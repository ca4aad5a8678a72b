"""`matinee evaluate basket`: a folder of baskets in, how well the next four weeks are foretold out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from matinee.evaluation.basket import evaluate_basket
from matinee.evaluation.basket_chart import draw_reliability
from matinee.evaluation.basket_data import read_baskets

Baskets = Annotated[Path, typer.Option(help="folder with transactions.parquet and products.parquet")]
UntilWeek = Annotated[int | None, typer.Option(help="last week to learn from; default: all but 13")]
Plot = Annotated[Path | None, typer.Option(help="write the reliability chart here, .svg or .png")]


def basket(
    data: Baskets,
    until_week: UntilWeek = None,
    plot: Plot = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Foretell what each household buys in the next four weeks and when each product is due, beside simpler rules."""
    baskets, left_out = read_baskets(data)
    result = evaluate_basket(baskets, until_week) | {"lines_left_out": left_out}
    if plot:
        draw_reliability(result["due"]["reliability"], plot)
    if as_json:
        print(json.dumps(result))
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    console = Console()
    console.print(f"{result['households']} households that buy in the 4 weeks after week {result['until_week']}")
    table = Table("rule", "recall@10", "capped", "ours is above by (95 %)")
    table.add_row("ours", f"{result['recall@10']:.4f}", f"{result['capped_recall@10']:.4f}", "")
    for name, found in result["baselines"].items():
        gain = result["paired"][name]
        text = f"{gain['gain']:.4f} ({gain['low']:.4f} to {gain['high']:.4f})"
        table.add_row(name, f"{found['recall@10']:.4f}", f"{found['capped_recall@10']:.4f}", text)
    console.print(table)
    due = result["due"]
    console.print(f"due next week: {due['pairs']} pairs, ECE {due['ece']:.4f}, Brier {due['brier']:.4f}")
