"""`matinee evaluate signals`: one line per signal, its gain where it matters and its loss where it tells nothing."""

from __future__ import annotations

import importlib
import sys
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from matinee.core.errors import InvalidInput, UnknownName
from matinee.evaluation.closed_loop import Interval
from matinee.evaluation.signals import Ranker, SignalReport, evaluate
from matinee.evaluation.signals_worlds import SIGNALS

RANKERS = {
    "matinee": "matinee.app.signal_ranker:signal_ranker",
    "reference": "matinee.evaluation.signals_reference:rank",
}
"""Rankers by name; one of yours is named as package.module:function."""


def signals(
    ranker: Annotated[str, typer.Option(help="matinee, reference, or package.module:function")] = "matinee",
    only: Annotated[str, typer.Option(help="some signals, by comma; default all")] = "",
    seeds: Annotated[int, typer.Option(help="worlds per signal; five give honest intervals")] = 5,
    seed: Annotated[int, typer.Option(help="the first seed")] = 1,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """What each signal brings in a world where it matters, and what it costs in one where it tells nothing."""
    wanted = tuple(name.strip() for name in only.split(",") if name.strip()) or SIGNALS
    for name in wanted:
        if name not in SIGNALS:
            raise UnknownName(f"there is no signal '{name}'", f"use some of: {', '.join(SIGNALS)}")
    if seeds < 2:
        raise InvalidInput(f"{seeds} seeds give no interval", "give --seeds 2 or more, best 5")
    rank = named(ranker)
    report = evaluate(rank, ranker, range(seed, seed + seeds), wanted, lambda line: print(line, file=sys.stderr))
    if json:
        print(msgspec.json.encode(report).decode())
        return
    show(report)


def named(ranker: str) -> Ranker:
    """The ranker of this name.

    Raises:
        UnknownName: there is none such, or its package is missing.
    """
    module, _, attribute = RANKERS.get(ranker, ranker).partition(":")
    try:
        found: Ranker = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        text = f"there is no ranker '{ranker}' ({error})"
        raise UnknownName(text, f"use {', '.join(RANKERS)} or package.module:function") from error
    return found


def show(report: SignalReport) -> None:
    """Print the lines as a table."""
    table = Table("signal", "gain where it matters", "where it tells nothing", "passes", box=None, pad_edge=False)
    for line in report.signals:
        table.add_row(line.signal, _cell(line.matters), _cell(line.matters_not), "yes" if line.passes else "no")
    console = Console()
    console.print(f"SIMULATED worlds of {len(report.seeds)} seeds, ranker {report.ranker}", highlight=False)
    console.print(table)
    apart = report.scrolled_apart
    pages = "different" if apart.different else "the same"
    console.print(f"Two members alike but for what they scrolled past get {pages} pages ({apart.shared:.0%} shared)")


def _cell(found: Interval) -> str:
    if found.low is None or found.high is None:
        return f"{found.mean:+.2%}"
    return f"{found.mean:+.2%} [{found.low:+.2%}, {found.high:+.2%}]"
