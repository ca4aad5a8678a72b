"""/trailer: the trailer of an item that has one, in parts as players ask for them."""

from __future__ import annotations

import re
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import FromPath, HeaderParameter

from matinee.api.opened import OpenHome
from matinee.app.film import look_for_stills, trailer_of

_RANGE: Final = re.compile(r"bytes=(\d+)-(\d*)$")


@get("/trailer/{item:str}", summary="A trailer", tags=["artwork"], sync_to_thread=True, operation_id="get_trailer")
def get_trailer(
    item: FromPath[str], home: OpenHome, asked: Annotated[str, HeaderParameter(name="range")] = ""
) -> Response[bytes]:
    """The film's trailer as it lies in the home; while it is watched, stills are looked for in it."""
    path = trailer_of(home, item)
    look_for_stills(home, item)
    whole = path.read_bytes()
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "public, max-age=86400"}
    span = _RANGE.match(asked)
    if span is None or int(span[1]) >= len(whole):
        return Response(whole, media_type="video/mp4", headers=headers)
    first, last = int(span[1]), min(int(span[2] or len(whole) - 1), len(whole) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
    return Response(whole[first : last + 1], status_code=206, media_type="video/mp4", headers=headers)
