"""/artwork: pictures at fixed addresses, drawn ones made from the item itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from matinee.api.opened import OpenHome
from matinee.core.errors import UnknownName
from matinee.core.values import Item
from matinee.picture.drawn import STYLES, draw

_DAY: Final = {"Cache-Control": "public, max-age=86400"}


@get("/artwork/{artwork:str}", summary="A picture", tags=["artwork"], sync_to_thread=True, operation_id="get_artwork")
def get_artwork(artwork: FromPath[str], home: OpenHome) -> Response[bytes]:
    """A drawn poster, '<item>-<style>', as SVG."""
    item, _, style = artwork.rpartition("-")
    found = home.store.item(item) if style in STYLES else None
    if found is None:
        raise UnknownName(f"no artwork '{artwork}'", "addresses of pictures stand in the pages that were served")
    return Response(_drawn(msgspec.json.encode(found[1]), style), media_type="image/svg+xml", headers=_DAY)


@lru_cache(maxsize=4_096)
def _drawn(item: bytes, style: str) -> bytes:
    return draw(msgspec.json.decode(item, type=Item), style).encode()
