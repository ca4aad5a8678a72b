"""The shelf: the catalogue as it was looked at last and as it is in; what got cheaper or came back, with times, out."""

from __future__ import annotations

import threading
from typing import Final

import msgspec

from matinee.app.home import Home
from matinee.messages.candidates import DROP, SHELF, Shelf

NAME: Final = "messages:shelf"
_lock = threading.Lock()


class Looked(msgspec.Struct):
    """By item id: the price and whether it was there when last looked at; (price before, time) of falls; returns."""

    price: dict[str, float] = {}
    there: dict[str, bool] = {}
    fell: dict[str, tuple[float, int]] = {}
    back: dict[str, int] = {}


def look(home: Home, now: int) -> Shelf:
    """What changed since the last look, added to what changed in the days before; remembered for the next look."""
    world = home.live.world()
    with _lock:
        body = home.store.nearline_get(NAME)
        held = msgspec.json.decode(body, type=Looked) if body else Looked()
        seen = Looked()
        for item in world.catalog.items:
            if item.item:
                _compare(held, seen, item.item, (item.price, item.stock != 0 and item.available), now)
        after = msgspec.json.encode(seen)
        if after != body:
            home.store.nearline_put(NAME, after)
    row = world.catalog.row_of
    return Shelf({row[i]: told for i, told in seen.fell.items()}, {row[i]: at for i, at in seen.back.items()})


def _compare(held: Looked, seen: Looked, item: str, now_is: tuple[float | None, bool], now: int) -> None:
    price, there = now_is
    before = held.price.get(item)
    if price is not None:
        seen.price[item] = price
        fall = held.fell.get(item)
        if before is not None and price <= before * (1 - DROP):
            fall = (before, now)
        if fall and now - fall[1] <= SHELF and price < fall[0]:
            seen.fell[item] = fall
    if not there:
        seen.there[item] = False
    back = now if there and held.there.get(item) is False else held.back.get(item, 0)
    if there and back and now - back <= SHELF:
        seen.back[item] = back
