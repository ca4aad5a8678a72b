"""A user event of Google's Retail API (Vertex AI Search for commerce) in; our events out.

Source: cloud.google.com/retail/docs/user-events, .../reference/rest/v2/projects.locations.catalogs.userEvents.
"""

from __future__ import annotations

from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, mapping, named_item, number, objects, strings, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import own_kind

_KINDS: Final = {
    "detail-page-view": "open",
    "add-to-cart": "cart_add",
    "purchase-complete": "purchase",
    "category-page-view": "impression",
    "search": "impression",
    "media-play": "play",
    "media-complete": "play",
}
_PHASES: Final = {"media-play": "start", "media-complete": "stop"}
_PASSED: Final = ("home-page-view", "shopping-cart-page-view", "remove-from-cart")


def translate(record: Row, index: int, around: Around) -> Made:
    """One user event. `visitorId` is the guest, `userInfo.userId` the member; without `eventTime` it is of now."""
    name = text(record.get("eventType"), "eventType")
    if name in _PASSED:
        return Made(index)
    kind, value = own_kind(name, around.names)
    kind = kind or _KINDS.get(name, "")
    if not kind:
        raise InvalidInput(f"eventType: there is none called '{name}'", f"there are: {', '.join((*_KINDS, *_PASSED))}")
    who = given(
        at=time(record.get("eventTime"), "eventTime", around.now),
        member=text(mapping(record.get("userInfo")).get("userId"), "userInfo.userId"),
        anonymous=text(record.get("visitorId"), "visitorId"),
        session=text(record.get("sessionId"), "sessionId"),
        source="google-retail",
    )
    details = objects(record.get("productDetails"))
    if kind != "impression" and not details:
        raise InvalidInput(f"a {name} needs productDetails", "name the product in it")
    query = text(record.get("searchQuery"), "searchQuery")
    rows = [{**who, "kind": "search", "query": query}] if name == "search" and query else []
    rows += [
        {**who, **_detail(detail, record, kind, column), **given(value=value)} for column, detail in enumerate(details)
    ]
    items = [item for detail in details for item in _item(mapping(detail.get("product")))]
    return Made(index, tuple(rows), tuple(items))


def _detail(detail: Any, record: Row, kind: str, column: int) -> Row:
    product = mapping(detail.get("product"))
    paid = mapping(record.get("purchaseTransaction"))
    price = mapping(product.get("priceInfo"))
    sold = kind in ("cart_add", "purchase")
    return given(
        kind=kind,
        item=text(product.get("id"), "product.id"),
        quantity=number(detail.get("quantity"), "quantity") if sold else None,
        price=number(price.get("price"), "price") if sold else None,
        currency=text(paid.get("currencyCode") or price.get("currencyCode"), "currencyCode") if sold else "",
        session=text(paid.get("id"), "purchaseTransaction.id") if kind == "purchase" and paid.get("id") else None,
        column=column if kind == "impression" else None,
        phase=_PHASES.get(text(record.get("eventType"), "eventType"), ""),
        surface="search" if text(record.get("eventType"), "eventType") == "search" else "",
    )


def _item(product: Any) -> tuple[Row, ...]:
    price = mapping(product.get("priceInfo"))
    categories = strings(product.get("categories"))
    return named_item(
        text(product.get("id"), "product.id"), product.get("title"), kind="product",
        price=number(price.get("price"), "price"), synopsis=text(product.get("description"), "description"),
        genres=[part.strip() for name in categories for part in name.split(">")] or None,
    )  # fmt: skip
