"""Reports over HTTP: what recommendations brought, what works and what fails, as JSON, a chart or a sheet."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from matinee.api.opened import OpenHome
from matinee.app.report_table import REPORTS, Asked, as_csv, draw, lines_of, made
from matinee.app.report_table import report as named
from matinee.core.errors import InvalidInput

Word = Annotated[str, QueryParameter(max_length=200)]
Lines = Annotated[int, QueryParameter(ge=0, le=100_000)]
Form = Annotated[str, QueryParameter(name="format", max_length=8)]

TYPES = {"json": "application/json", "vega": "application/json", "csv": "text/csv; charset=utf-8",
         "svg": "image/svg+xml", "png": "image/png"}  # fmt: skip


@get("/v1/reports", summary="Which reports there are", tags=["reports"], sync_to_thread=False, operation_id="reports")
def reports() -> dict[str, dict[str, str]]:
    """The reports' names, a line on each."""
    return {"reports": {name: found.about for name, found in REPORTS.items()}}


@get("/v1/reports/{report:str}", summary="A report", tags=["reports"], sync_to_thread=True, operation_id="report")
def report(
    report: FromPath[str], home: OpenHome, of: Word = "", region: Word = "", limit: Lines = 0, form: Form = "json"
) -> Response[bytes]:
    """A report by its name: `format` json (default), vega (its chart as a Vega-Lite specification), csv, svg or png.

    `of` says what verdicts are on (item, row, position, picture, reason, segment, device), `region` zooms the map.
    """
    if form not in TYPES:
        raise InvalidInput(f"format: '{form}' is none", f"choose one of {', '.join(TYPES)}")
    told = named(report)
    found = made(home, report, Asked(of, region, limit))
    if form == "json":
        body = msgspec.json.encode(found, enc_hook=_plain)
    elif form == "csv":
        body = as_csv(lines_of(found, told.lines)).encode()
    else:
        spec = told.chart(found)
        body = msgspec.json.encode(spec, enc_hook=_plain) if form == "vega" else draw(spec, form)
    return Response(body, headers={"Content-Type": TYPES[form]})


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else str(value)
