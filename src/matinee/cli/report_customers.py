"""`matinee report customers`: the CRM sheet of a home, as a table, JSON, or CSV that a spreadsheet opens as it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.app.customers import customers as make
from matinee.app.home import open_home
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, table, to_json, working
from matinee.core.errors import InvalidInput
from matinee.verdict.reports.customers import HEADER, to_csv

SHOWN = ("member", "alive_chance", "due", "expected_purchases", "value", "won_in_season", "product", "hold_out")


def customers(
    home: HomeDir = HERE,
    csv: Annotated[bool, typer.Option("--csv", help="print the sheet as CSV")] = False,
    out: Annotated[Path | None, typer.Option(help="write the sheet to this file")] = None,
    limit: Annotated[int, typer.Option(min=0, help="only so many, the most valuable; 0: all")] = 0,
    as_json: AsJson = False,
) -> None:
    """Each customer: chance of being alive, next purchase, value, season, what to offer when, hold-out and consent."""
    opened = open_home(require_home(home))
    try:
        with working("report customers") as tell:
            sheet = make(opened, tell, limit)
    finally:
        opened.close()
    if sheet.foreign_lines:
        print(f"matinee: {sheet.foreign_lines} lines not in {sheet.currency} are not in its sums", file=sys.stderr)
    if out is not None:
        _write(out, to_csv(sheet.rows))
    if as_json:
        told = {"weeks": sheet.weeks, "currency": sheet.currency, "foreign_lines": sheet.foreign_lines}
        to_json({**told, "customers": sheet.rows})
    elif csv:
        sys.stdout.buffer.write(to_csv(sheet.rows).encode())
    else:
        _show(sheet.rows, out)


def _show(rows: list[dict[str, Any]], out: Path | None) -> None:
    table(f"{len(rows)} customers", SHOWN, [tuple(row[name] for name in SHOWN) for row in rows[:25]])
    if out is not None:
        console.print(f"{len(HEADER)} columns of all of them in {out}", highlight=False)


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}", "name a file in a folder of yours") from error
