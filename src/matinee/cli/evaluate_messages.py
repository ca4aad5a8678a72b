"""`matinee evaluate messages`: parameter files in; what messages by uplift bring beside other rules, in worlds, out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from matinee.cli.show import AsJson, console, table, to_json
from matinee.core.messaging import MessageSettings
from matinee.evaluation.messages import Trial, evaluate
from matinee.worlds.params import PRESETS, WorldParams, load, preset


def messages(
    params: Annotated[list[Path] | None, typer.Option(help="parameter files; the presets without any")] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1_000, help="worlds of each; eight give intervals")] = 8,
    first: Annotated[int, typer.Option(help="the first seed")] = 1,
    members: Annotated[int, typer.Option(min=50, max=100_000)] = 1_500,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="weeks under each rule")] = 4,
    opt_out: Annotated[float | None, typer.Option(min=0, max=1, help="plant this chance of an opt-out")] = None,
    cost: Annotated[float, typer.Option(min=0, max=1, help="visits that a message costs")] = MessageSettings().cost,
    as_json: AsJson = False,
) -> None:
    """Qini of uplift beside a response model, true value beside other rules, who gets and who gains; simulated."""
    files = {path.stem: load(path) for path in params or []} or {name: preset(name) for name in PRESETS}
    if opt_out is not None:
        files = {name: _with_opt_out(found, opt_out) for name, found in files.items()}
    settings = MessageSettings(cost=cost)
    found = evaluate(files, range(first, first + seeds), Trial(members=members, weeks=weeks), settings, _tell)
    if as_json:
        to_json(found)
    else:
        _show(found)


def _with_opt_out(params: WorldParams, share: float) -> WorldParams:
    told = msgspec.structs.replace(params.messages, opt_out=share)
    return msgspec.structs.replace(params, messages=told)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _show(found: dict[str, Any]) -> None:
    console.print(
        f"SIMULATED; mean and 95 % interval over seeds {found['seeds']}; a message costs {found['cost']} visits"
    )
    rows = [
        (world, part, name, _cell(cell))
        for world, figures in found["worlds"].items()
        for part in ("qini", "qini_by_coin", "gain", "value", "messages", "sent_to", "apart")
        for name, cell in figures[part].items()
    ]
    table("Messages by uplift", ("world", "figure", "of", "mean and interval"), rows)


def _cell(cell: dict[str, float | None]) -> str:
    if cell["low"] is None or cell["high"] is None:
        return f"{cell['mean']:.4f}"
    return f"{cell['mean']:.4f} ({cell['low']:.4f} to {cell['high']:.4f})"
