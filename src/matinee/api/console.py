"""The operator's console: its page, its files, the Vega bundle out of the wheel, and what only the console asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from litestar import MediaType, Response, get, post
from litestar.params import FromPath, QueryParameter

from matinee.api.opened import OpenHome
from matinee.app import looking
from matinee.app.members import member_id
from matinee.core.errors import UnknownName
from matinee.core.values import Page
from matinee.web import static_folder

FOLDER: Final = static_folder().parent / "console"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
Count = Annotated[int, QueryParameter(ge=1, le=500)]
Text = Annotated[str, QueryParameter(max_length=64)]


@get("/console", include_in_schema=False, sync_to_thread=True)
def console() -> Response[bytes]:
    """The console's page; it holds no data."""
    return Response((FOLDER / "index.html").read_bytes(), media_type=MediaType.HTML)


@get("/console/files/{name:str}", include_in_schema=False, sync_to_thread=True)
def console_file(name: FromPath[str]) -> Response[bytes]:
    """A script or style sheet of the console; vega.js is the bundle of the wheel vl-convert-python."""
    if name == "vega.js":
        return Response(_vega(), headers={"Content-Type": TYPES[".js"], "Cache-Control": "max-age=86400"})
    path = FOLDER / Path(name).name
    if path.suffix not in TYPES or not path.is_file():
        raise UnknownName(f"there is no file '{name}'", "the console is at /console")
    return Response(path.read_bytes(), headers={"Content-Type": TYPES[path.suffix]})


@cache
def _vega() -> bytes:
    import vl_convert

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")).encode()


@get("/v1/snapshots", summary="Snapshots", tags=["operation"], sync_to_thread=True, operation_id="snapshots")
def snapshots(home: OpenHome) -> dict[str, Any]:
    """The versions there are, the current one, and what the gate said of the latest ones."""
    return looking.snapshots(home)


@post("/v1/snapshots/{version:str}/use", status_code=200, summary="Serve from a snapshot", tags=["operation"],
      sync_to_thread=True, operation_id="use_snapshot")  # fmt: skip
def use_snapshot(version: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """From the next request on."""
    return looking.use_snapshot(home, version)


@get("/v1/members/{member:str}/decisions", summary="A member's pages", tags=["members"], sync_to_thread=True,
     operation_id="member_decisions")  # fmt: skip
def member_decisions(member: FromPath[str], home: OpenHome, before: Text = "", limit: Count = 50) -> dict[str, Any]:
    """Pages that were sent to a member, the latest first, those at or before a time."""
    return looking.pages_of(home, member_id(member), before, limit)


@get("/v1/decisions/{decision:str}", summary="A page as it was sent", tags=["pages"], sync_to_thread=True,
     operation_id="get_decision")  # fmt: skip
def get_decision(decision: FromPath[str], home: OpenHome) -> Page:
    """A page that was sent, made again from the log, with the reason of every row and slot."""
    return home.made(decision).page


ROUTES: Final = (console, console_file, snapshots, use_snapshot, member_decisions, get_decision)
