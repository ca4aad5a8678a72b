"""`matinee bench learn`: seconds and memory of learning by number of events, beside implicit ALS."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.app.learn_bench import bench_learn
from matinee.cli.show import AsJson, show_plain, to_json, working
from matinee.core.errors import InvalidInput


def bench(
    events: Annotated[str, typer.Option(help="sizes, by comma")] = "1000000,3000000,10000000",
    items: Annotated[int, typer.Option(help="size of the catalogue")] = 20_000,
    seed: Annotated[int, typer.Option(help="seed of the world")] = 1,
    as_json: AsJson = False,
) -> None:
    """Learning from events of a world, each size in a process of its own."""
    try:
        sizes = [int(size) for size in events.split(",")]
    except ValueError as error:
        raise InvalidInput(f"'{events}' is no list of sizes", "write it as 1000000,3000000") from error
    if min(sizes) < 1_000 or items < 10:
        raise InvalidInput(
            f"{min(sizes)} events of {items} items teach nothing", "give 1,000 events of 10 items or more"
        )
    with working("bench learn") as tell:
        found = bench_learn(sizes, items, seed, tell)
    if as_json:
        to_json(found)
    else:
        show_plain(found, "Learning")
