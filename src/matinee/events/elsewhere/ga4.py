"""An event of Google Analytics 4 in, as its BigQuery export or its Measurement Protocol write it; our events out.

Sources: support.google.com/analytics/answer/7029846 (BigQuery export schema),
developers.google.com/analytics/devguides/collection/protocol/ga4/reference/events.
"""

from __future__ import annotations

from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, mapping, named_item, number, objects, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import own_kind

_KINDS: Final = {
    "view_item": "open",
    "select_item": "open",
    "view_item_list": "impression",
    "add_to_cart": "cart_add",
    "add_to_wishlist": "list_add",
    "purchase": "purchase",
    "refund": "return",
}
_SEARCHES: Final = ("search", "view_search_results")
_UNSET: Final = ("", "(not set)")


def translate(record: Row, index: int, around: Around) -> Made:
    """An exported row (`event_name`), or a request of the Measurement Protocol (`events`). Events that name no item and
    no search are passed over."""
    if "event_name" in record:
        device = {"mobile": "phone"}.get(category := str(mapping(record.get("device")).get("category", "")), category)
        who = given(
            at=time(record.get("event_timestamp"), "event_timestamp"),
            member=text(record.get("user_id"), "user_id"),
            anonymous=text(record.get("user_pseudo_id"), "user_pseudo_id"),
            device=device,
            source="ga4",
        )
        return _made(index, [(text(record["event_name"], "event_name"), _params(record), who)], around)
    if not isinstance(record.get("events"), list):
        raise InvalidInput("neither event_name nor events", "send rows of the export or Measurement Protocol requests")
    who = given(
        member=text(record.get("user_id"), "user_id"),
        anonymous=text(record.get("client_id") or record.get("app_instance_id"), "client_id"),
        source="ga4",
    )
    at = time(record.get("timestamp_micros"), "timestamp_micros", around.now)
    found = [
        (
            text(one.get("name"), "name"),
            mapping(one.get("params")),
            {**who, "at": time(one.get("timestamp_micros"), "", _micros(at))},
        )
        for one in objects(record["events"])
    ]
    return _made(index, found, around)


def _micros(at: int | float | str) -> int:
    """Microseconds, as the protocol has them; sent as text too."""
    try:
        return int(at)
    except ValueError:
        raise InvalidInput(f"timestamp_micros: {at!r} is no number", "send microseconds since 1970") from None


def _params(record: Row) -> dict[str, Any]:
    """`event_params` is a list of {key, value: {string_value | int_value | ...}}; items stand beside them."""
    found: dict[str, Any] = {}
    for one in objects(record.get("event_params")):
        values = [value for value in mapping(one.get("value")).values() if value is not None]
        if values:
            found[str(one.get("key"))] = values[0]
    transaction = mapping(record.get("ecommerce")).get("transaction_id")
    return {**found, **given(items=record.get("items"), transaction_id=found.get("transaction_id") or transaction)}


def _made(index: int, found: list[tuple[str, Any, Row]], around: Around) -> Made:
    rows: list[Row] = []
    items: list[Row] = []
    for name, params, who in found:
        kind, value = own_kind(name, around.names)
        kind = kind or _KINDS.get(name, "")
        if name in _SEARCHES:
            rows.append({**who, "kind": "search", "query": text(params.get("search_term"), "search_term")})
        elif name == "select_content" and params.get("content_id"):
            rows.append({**who, "kind": "open", "item": text(params["content_id"], "content_id")})
        elif kind:
            products = objects(params.get("items"))
            rows += [
                {**who, **_sold(product, params, kind, column), **given(value=value)}
                for column, product in enumerate(products)
            ]
            items += [item for product in products for item in _item(product)]
    return Made(index, tuple(rows), tuple(items))


def _product_id(product: Any) -> str:
    item = text(product.get("item_id"), "item_id")
    return "" if item in _UNSET else item


def _sold(product: Any, params: Any, kind: str, column: int) -> Row:
    sold = kind in ("cart_add", "purchase", "return")
    transaction = text(params.get("transaction_id"), "transaction_id")
    return given(
        kind=kind,
        item=_product_id(product),
        quantity=number(product.get("quantity"), "quantity") if sold else None,
        price=number(product.get("price"), "price") if sold else None,
        currency=text(params.get("currency"), "currency") if sold else "",
        session=transaction if kind == "purchase" and transaction not in _UNSET else "",
        column=column if kind == "impression" else None,
    )


def _item(product: Any) -> tuple[Row, ...]:
    names = [product.get(name) for name in ("item_category", "item_category2", "item_category3")]
    genres = [name for name in names if isinstance(name, str) and name not in _UNSET]
    brand = text(product.get("item_brand"), "item_brand")
    return named_item(
        _product_id(product), product.get("item_name"), kind="product", price=number(product.get("price"), "price"),
        brand="" if brand in _UNSET else brand, genres=genres or None,
    )  # fmt: skip
