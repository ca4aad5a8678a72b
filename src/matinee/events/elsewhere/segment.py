"""A call of Segment's spec in; our events out.

Sources: segment.com/docs/connections/spec/{common,track,identify,alias,ecommerce/v2,video}.
"""

from __future__ import annotations

from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, mapping, named_item, number, numbered, objects, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import own_kind

_ONE: Final = {
    "product clicked": "open",
    "product viewed": "open",
    "product added": "cart_add",
    "wishlist product added to cart": "cart_add",
    "product added to wishlist": "list_add",
    "product removed from wishlist": "list_remove",
    "product reviewed": "rate",
}
_MANY: Final = {
    "product list viewed": "impression",
    "product list filtered": "impression",
    "order completed": "purchase",
    "order refunded": "return",
    "order cancelled": "return",
}
_PHASES: Final = {
    "video content started": "start",
    "video content playing": "heartbeat",
    "video playback paused": "pause",
    "video playback interrupted": "pause",
    "video content completed": "stop",
}
HEARTBEAT_SECONDS: Final = 10.0
"""How far heartbeats lie apart, as the video spec's own example has them; used where the one before is not known."""


def translate(record: Row, index: int, around: Around) -> Made:
    """A track, identify or alias call; page, screen and group calls say nothing of an item and are passed over."""
    kind = text(record.get("type") or record.get("action"), "type") or ("track" if record.get("event") else "")
    if kind not in ("track", "identify", "alias", "page", "screen", "group"):
        raise InvalidInput(f"type: there is no call '{kind}'", "calls are track, identify, alias, page, screen, group")
    if kind == "track":
        return _tracked(record, index, around)
    member, guest = text(record.get("userId"), "userId"), text(record.get("anonymousId"), "anonymousId")
    if kind == "alias":
        guest = text(record.get("previousId"), "previousId")
    if kind not in ("identify", "alias") or not (member and guest):
        return Made(index)
    return Made(
        index, numbered(_id(record), [{**_who(record), "kind": "identify", "member": member, "anonymous": guest}])
    )


def _who(record: Row) -> Row:
    """What every call says: whose, when, where."""
    context = mapping(record.get("context"))
    at = next(
        (record[name] for name in ("timestamp", "originalTimestamp", "sentAt", "receivedAt") if record.get(name)), ""
    )
    return given(
        at=time(at, "timestamp"),
        member=text(record.get("userId"), "userId"),
        anonymous=text(record.get("anonymousId"), "anonymousId"),
        time_zone=context.get("timezone"),
        device={"ios": "phone", "android": "phone"}.get(str(mapping(context.get("device")).get("type", "")).lower()),
        source="segment",
    )


def _id(record: Row) -> str:
    return text(record.get("messageId"), "messageId")


def _tracked(record: Row, index: int, around: Around) -> Made:
    name = text(record.get("event"), "event").lower()
    said = mapping(record.get("properties"))
    who = _who(record)
    if name == "products searched":
        rows = [{**who, "kind": "search", "query": text(said.get("query"), "query")}]
        return Made(index, numbered(_id(record), rows))
    if name in _PHASES:
        return _played(record, index, around, _PHASES[name])
    kind, value = own_kind(name, around.names)
    kind = kind or _ONE.get(name) or _MANY.get(name, "")
    if not kind:
        return Made(index)
    products = [said] if name not in _MANY else objects(said.get("products"))
    rows = [
        {**who, **_bought(product, said, kind, column), **given(value=value)} for column, product in enumerate(products)
    ]
    items = [item for product in products for item in _item(product)]
    return Made(index, numbered(_id(record), rows), tuple(items))


def _product_id(product: Any) -> str:
    return next(
        (text(product[name], name) for name in ("product_id", "sku", "asset_id", "id") if product.get(name)), ""
    )


def _bought(product: Any, said: Any, kind: str, column: int) -> Row:
    sold = kind in ("cart_add", "purchase", "return")
    return given(
        kind=kind,
        item=_product_id(product),
        value=number(product.get("rating"), "rating") if kind == "rate" else None,
        quantity=number(product.get("quantity"), "quantity") if sold else None,
        price=number(product.get("price"), "price") if sold else None,
        currency=text(said.get("currency"), "currency") if sold else "",
        session=text(said.get("order_id"), "order_id") if kind == "purchase" else "",
        column=column if kind == "impression" else None,
    )


def _item(product: Any) -> tuple[Row, ...]:
    category = product.get("category")
    return named_item(
        _product_id(product), product.get("name"), kind="product", price=number(product.get("price"), "price"),
        brand=text(product.get("brand"), "brand"),
        genres=[category] if isinstance(category, str) and category else None,
    )  # fmt: skip


def _played(record: Row, index: int, around: Around, phase: str) -> Made:
    """A play's phase; its seconds are the way from the position before, as far as the same batch tells it."""
    said = mapping(record.get("properties"))
    item = text(said.get("asset_id") or said.get("content_asset_id"), "asset_id")
    play, position = text(said.get("session_id"), "session_id"), number(said.get("position"), "position")
    before = around.memory.get((play, item))
    around.memory[(play, item)] = position
    seconds = None
    if position is not None and phase != "start":
        seconds = max(position - before, 0.0) if before is not None else None
        if before is None and phase == "heartbeat":
            seconds = min(position, HEARTBEAT_SECONDS)
    row = {
        **_who(record),
        **given(kind="play", item=item, play=play, phase=phase, seconds=seconds, position_seconds=position),
    }
    genre = said.get("genre")
    titled = named_item(
        item, said.get("title"), seconds=number(said.get("total_length"), "total_length"),
        synopsis=text(said.get("description"), "description"), tags=said.get("keywords"),
        genres=[genre] if genre else None,
    )  # fmt: skip
    return Made(index, numbered(_id(record), [row]), titled)
