"""`matinee bench live`: from an event sent to a page that shows it, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.app.live_speed import measure
from matinee.cli.show import AsJson, show_plain, to_json, working


def live(
    items: Annotated[int, typer.Option(min=100, help="items in the catalogue")] = 60_000,
    members: Annotated[int, typer.Option(min=10, help="members with events in the store")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=20, help="events sent, each followed by a page")] = 1_000,
    seed: Annotated[int, typer.Option(help="of the rounds")] = 1,
    home: Annotated[Path | None, typer.Option(help="keep the home here and use it again")] = None,
    as_json: AsJson = False,
) -> None:
    """Plays, dismissals, a maturity change, an item made unavailable: milliseconds until the page shows it."""
    with working("bench live") as tell:
        found = measure(items, members, rounds, seed, home, tell)
    if as_json:
        to_json(found)
    else:
        show_plain({name: getattr(found, name) for name in found.__struct_fields__}, "From an event to its page")
