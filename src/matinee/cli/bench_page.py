"""`matinee bench page`: how long a page takes on this machine, as a ratio to one exact scan of the catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.show import AsJson, show_plain, to_json, working
from matinee.evaluation.page_bench import bench_page


def bench(
    items: Annotated[int, typer.Option(help="size of the catalogue")] = 60_000,
    members: Annotated[int, typer.Option(help="different members, a page each")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """From profile to page, 40 rows x 75 columns, in process, on one core."""
    with working("bench page") as tell:
        found = bench_page(items, members, tell)
    if as_json:
        to_json(found)
    else:
        show_plain(found, "A page")
