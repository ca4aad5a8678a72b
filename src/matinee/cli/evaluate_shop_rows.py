"""`matinee evaluate shop-rows`: what goes with a basket and what is due, as served, on the weeks that came after."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

from matinee.cli.evaluate_basket import Baskets, Plot, UntilWeek
from matinee.evaluation.basket_chart import draw_reliability
from matinee.evaluation.basket_data import read_baskets
from matinee.evaluation.shop_rows import evaluate_shop_rows


def shop_rows(
    data: Baskets,
    until_week: UntilWeek = None,
    plot: Plot = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Find the product hidden from each later basket, and hold what is said to be due against what was bought."""
    baskets, left_out = read_baskets(data)
    found = evaluate_shop_rows(baskets, until_week) | {"lines_left_out": left_out}
    if plot:
        draw_reliability(found["due"]["reliability"], plot)
    if as_json:
        print(json.dumps(found))
        return
    console, with_it, due = Console(), found["goes_with"], found["due"]
    console.print(f"goes with: recall@10 {with_it['recall@10']:.4f} on {with_it['baskets']} baskets", highlight=False)
    for name, value in with_it["baselines"].items():
        gain = with_it["paired"][name]
        told = f"ours above by {gain['gain']:.4f} ({gain['low']:.4f} to {gain['high']:.4f})"
        console.print(f"  {name}: {value:.4f}; {told}", highlight=False)
    console.print(f"due: {due['pairs']:,} pairs, ECE {due['ece']:.4f}, Brier {due['brier']:.4f}", highlight=False)
