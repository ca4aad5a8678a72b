"""/v1/items: items in, one or as JSON lines; an item with its row out."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, JSONBody

from matinee.api.limits import body_of
from matinee.api.opened import OpenHome
from matinee.app.home import Home
from matinee.app.importing import doubtful
from matinee.app.ingest import Refused
from matinee.catalog.records import item_from
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Item
from matinee.events.formats import json_events


class ItemsTaken(msgspec.Struct, frozen=True):
    """How many items were read, which were refused, the catalogue's version after it, parts without their parent."""

    accepted: int
    refused: list[Refused]
    version: int
    doubts: list[dict[str, str]]


@put("/v1/items/{item:str}", summary="Write an item", tags=["items"], sync_to_thread=True, operation_id="put_item")
def put_item(item: FromPath[str], data: JSONBody[dict[str, Any]], home: OpenHome) -> Item:
    """Write an item; it is in force from the next request on, on every server of the home."""
    found = item_from({**data, "item": item})
    home.put_items([found])
    return found


@get("/v1/items/{item:str}", summary="Read an item", tags=["items"], sync_to_thread=True, operation_id="get_item")
def get_item(item: FromPath[str], home: OpenHome) -> Item:
    """An item as it is held."""
    found = home.store.item(item)
    if found is None:
        raise UnknownName(f"no item '{item}'", "'matinee search' finds items by their words")
    return found[1]


@post("/v1/items", status_code=200, summary="Write many items", tags=["items"], operation_id="post_items")
async def post_items(request: Request[Any, Any, Any], home: OpenHome) -> ItemsTaken:
    """Write many items: a JSON list or JSON lines; a bad one is named in the answer, the others are kept."""
    raw = await body_of(request, home.settings.events.max_batch_bytes)
    return await sync_to_thread(_take, home, raw)


def _take(home: Home, raw: bytes) -> ItemsTaken:
    good: list[Item] = []
    refused: list[Refused] = []
    for index, record in enumerate(json_events(raw)):
        try:
            good.append(item_from(msgspec.json.decode(record, type=dict[str, Any])))
        except (InvalidInput, msgspec.DecodeError, RecursionError) as error:
            refused.append(Refused(index, "", str(error)))
    version = home.put_items(good)
    return ItemsTaken(len(good), refused, version, doubtful(home, good))
