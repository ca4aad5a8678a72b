"""`matinee bench artwork`: how long the pictures of a page take, beside Vowpal Wabbit in the same run."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.show import AsJson, show_plain, to_json, working
from matinee.evaluation.artwork_bench import bench_artwork


def bench(
    items: Annotated[int, typer.Option(help="size of the catalogue, 3,000 at least", min=3_000)] = 9_000,
    pages: Annotated[int, typer.Option(help="pages, a member each", min=1)] = 200,
    peer_decisions: Annotated[int, typer.Option(help="decisions of Vowpal Wabbit", min=1)] = 3_000,
    as_json: AsJson = False,
) -> None:
    """A picture for each of 40 x 75 places out of eight, on one core, from the member's history on."""
    with working("bench artwork"):
        found = bench_artwork(items, pages, peer_decisions)
    if as_json:
        to_json(found)
    else:
        show_plain(found, "The pictures of a page")
