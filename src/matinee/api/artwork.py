"""/artwork: pictures at fixed addresses, drawn ones made from the item itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from matinee.api.opened import OpenHome
from matinee.app.artwork import PICTURES, picture_file
from matinee.core.values import Item
from matinee.picture.drawn import STYLES, draw

_DAY: Final = {"Cache-Control": "public, max-age=86400"}


@get("/artwork/{artwork:str}", summary="A picture", tags=["artwork"], sync_to_thread=True, operation_id="get_artwork")
def get_artwork(artwork: FromPath[str], home: OpenHome) -> Response[bytes]:
    """A drawn poster, '<item>-<style>', as SVG; an imported picture as its file in the home."""
    item, _, style = artwork.rpartition("-")
    found = home.store.item(item) if style in STYLES else None
    if found is not None:
        return Response(_drawn(msgspec.json.encode(found[1]), style), media_type="image/svg+xml", headers=_DAY)
    path = picture_file(home.live.world().catalog, home.path / "artwork", artwork)
    return Response(path.read_bytes(), media_type=PICTURES[path.suffix.lower()], headers=_DAY)


@lru_cache(maxsize=4_096)
def _drawn(item: bytes, style: str) -> bytes:
    return draw(msgspec.json.decode(item, type=Item), style).encode()
