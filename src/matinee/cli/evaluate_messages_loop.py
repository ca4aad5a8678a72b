"""`matinee evaluate messages-loop`: worlds in; what messages and pages together bring over a hold-out, and cost."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from matinee.cli.show import AsJson, console, show_plain, table, to_json
from matinee.core.errors import UnknownName
from matinee.core.messaging import MessageSettings
from matinee.evaluation.messages_loop import Engine, over_hold_out
from matinee.evaluation.messages_policy import Mailer, planned
from matinee.worlds.params import PRESETS, load, preset, with_sizes
from matinee.worlds.policy import Stage

TOGETHER: Final = "matinee"
ALONE: Final = "popular"


def messages_loop(
    params: Annotated[list[Path] | None, typer.Option(help="parameter files")] = None,
    named: Annotated[list[str] | None, typer.Option("--preset", help="presets; all without any file")] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1_000, help="worlds of each")] = 2,
    first: Annotated[int, typer.Option(help="the first seed")] = 1,
    members: Annotated[int, typer.Option(min=50, max=100_000)] = 400,
    items: Annotated[int, typer.Option(min=50, max=100_000)] = 300,
    days: Annotated[int, typer.Option(min=7, max=400)] = 42,
    hold_out: Annotated[float, typer.Option(min=0.05, max=0.95, help="share with popular pages, no messages")] = 0.25,
    page: Annotated[str, typer.Option(help="matinee (pages and messages) or popular (messages alone)")] = TOGETHER,
    as_json: AsJson = False,
) -> None:
    """Messages and pages together over a permanent hold-out in closed loop: repeat purchases, retention, cost."""
    files = {path.stem: load(path) for path in params or []} | {name: preset(name) for name in named or []}
    files = files or {name: preset(name) for name in PRESETS}
    make, wanted = engine(page), range(first, first + seeds)
    found = {
        "source": "simulated",
        "page": page,
        "worlds": {
            name: over_hold_out(make, with_sizes(told, members, items), wanted, days, hold_out, _tell)
            for name, told in files.items()
        },
    }
    if as_json:
        to_json(found)
    else:
        _show(found)


def engine(page: str) -> Engine:
    """What fills pages and writes messages: the whole engine, or its messages over popular pages.

    Raises:
        UnknownName: neither.
    """
    if page == TOGETHER:
        made: Engine = importlib.import_module("matinee.app.simulated_messages").together
        return made
    if page != ALONE:
        raise UnknownName(f"there is no page '{page}'", f"use {TOGETHER} or {ALONE}")
    return lambda world, seed: Mailer(Stage(world), seed, planned, MessageSettings())


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _show(found: dict[str, Any]) -> None:
    console.print("SIMULATED; a member's mean, served and held out, with the 95 % interval of the difference")
    for world, told in found["worlds"].items():
        lines = [
            (name, group, f"{one['served']:.3f}", f"{one['held_out']:.3f}", _more(one), _more(one["beside_themselves"]))
            for name, groups in told["measures"].items()
            for group, one in groups.items()
        ]
        heads = ("measure", "members", "served", "held out", "more", "beside themselves")
        table(f"{world}: over the hold-out", heads, lines)
        show_plain({name: value for name, value in told.items() if name != "measures"}, f"{world}: what it took")


def _more(one: dict[str, float]) -> str:
    return f"{one['more']:+.3f} ({one['low']:+.3f} to {one['high']:+.3f})"
