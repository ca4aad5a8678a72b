"""`matinee bench page`: how long a page takes on this machine, as a ratio to one exact scan of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.cli.show import AsJson, show_plain, table, to_json, working


def bench(
    items: Annotated[int, typer.Option(help="size of the catalogue")] = 60_000,
    members: Annotated[int, typer.Option(help="different members, a page each")] = 1_000,
    growth: Annotated[
        Path | None, typer.Option(help="instead: chart of growth by items and rows, .svg or .png")
    ] = None,
    http: Annotated[Path | None, typer.Option(help="instead: GET home over HTTP on this home")] = None,
    clients: Annotated[int, typer.Option(min=1, help="with --http: clients at once when loaded")] = 8,
    as_json: AsJson = False,
) -> None:
    """From profile to page, 40 rows x 75 columns, in process, on one core."""
    with working("bench page") as tell:
        if growth is not None:
            found = _growth(members, growth, tell)
        elif http is not None:
            found = _http(http, members, clients)
        else:
            from matinee.evaluation.page_bench import bench_page

            found = bench_page(items, members, tell)
    if as_json:
        to_json(found)
    elif "lines" in found:
        heads = ("part", "at", "p50_ms", "p99_ms", "scan_ms")
        table("Growth", heads, [tuple(line[head] for head in heads) for line in found["lines"]])
    else:
        show_plain(found, "A page")


def _growth(members: int, plot: Path, tell: Any) -> dict[str, Any]:
    from matinee.evaluation.closed_loop_chart import check_place, write_chart
    from matinee.evaluation.page_chart import growth_chart
    from matinee.evaluation.page_growth import ITEMS, growth

    check_place(plot)
    lines = growth(members, ITEMS, tell)
    write_chart(growth_chart(lines), plot)
    return {"lines": lines}


def _http(path: Path, members: int, clients: int) -> dict[str, Any]:
    from matinee.cli.look import opened
    from matinee.evaluation.page_http import http_ms

    with opened(path) as h:
        whose = h.store.active(members)
    return http_ms(path, whose, clients)
