"""`matinee bench ingest`: how fast events become durable on this machine, beside plain SQLite."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.show import AsJson, show_plain, to_json, working
from matinee.evaluation.ingest_speed import measure


def ingest(
    events: Annotated[int, typer.Option(min=5_000, help="how many events, in batches of 500")] = 100_000,
    seed: Annotated[int, typer.Option(help="of the events")] = 1,
    as_json: AsJson = False,
) -> None:
    """Events a second over HTTP from another process, plain SQLite's beside; single events from 64 clients."""
    with working("bench ingest") as tell:
        tell("over HTTP, in process and by plain SQLite, in turns")
        found = measure(events, seed)
    if as_json:
        to_json(found)
    else:
        show_plain(found, "Ingest on this machine")
