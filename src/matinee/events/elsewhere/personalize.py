"""A row of an Amazon Personalize dataset, or a PutEvents request, in; our events, items and members out.

Sources: docs.aws.amazon.com/personalize/latest/dg: interactions-datasets, items-datasets, users-datasets,
API_UBS_PutEvents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, mapping, number, objects, strings, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import kind_of

_TITLES = ("TITLE", "ITEM_NAME", "PRODUCT_NAME", "NAME")
_OF_ITEMS = ("ITEM_ID", "CREATION_TIMESTAMP", "GENRES", "PRICE", "PRODUCT_DESCRIPTION", "TEXTUAL_METADATA", *_TITLES)


def translate(record: Row, index: int, around: Around) -> Made:
    """By its columns: USER_ID with ITEM_ID is an interaction, ITEM_ID alone an item, USER_ID alone a member;
    `eventList` is a PutEvents request."""
    if "eventList" in record:
        events = [row for event in objects(record["eventList"]) for row in _sent(event, record, around)]
        return Made(index, tuple(events))
    row = {str(name).upper(): value for name, value in record.items()}
    if "USER_ID" in row and "ITEM_ID" in row:
        return Made(index, tuple(_interaction(row, around)))
    if "ITEM_ID" in row:
        return Made(index, items=(_item(row),))
    if "USER_ID" in row:
        rest = {name.lower(): value for name, value in row.items() if name != "USER_ID"}
        return Made(index, members=(given(member=text(row["USER_ID"], "USER_ID"), attributes=rest or None),))
    raise InvalidInput("neither USER_ID nor ITEM_ID", "columns are named as in the dataset's schema")


def _interaction(row: Row, around: Around) -> list[Row]:
    who = {
        "at": time(row.get("TIMESTAMP"), "TIMESTAMP"),
        "member": text(row["USER_ID"], "USER_ID"),
        "source": "personalize",
    }
    value = number(row.get("EVENT_VALUE"), "EVENT_VALUE")
    word = text(row.get("EVENT_TYPE"), "EVENT_TYPE") or "interaction"
    shown = str(row.get("IMPRESSION") or "").split("|")
    return _events(word, text(row["ITEM_ID"], "ITEM_ID"), value, shown, who, around)


def _sent(event: Row, request: Row, around: Around) -> list[Row]:
    """An event of a request; before the member is known, the session stands for the guest."""
    said = _properties(event.get("properties"))
    member, session = text(request.get("userId"), "userId"), text(request.get("sessionId"), "sessionId")
    who = given(
        at=time(event.get("sentAt"), "sentAt"), member=member, session=session, anonymous="" if member else session,
        event_id=text(event.get("eventId"), "eventId"), source="personalize",
    )  # fmt: skip
    value = number(event.get("eventValue", said.get("eventValue")), "eventValue")
    item = text(event.get("itemId") or said.get("itemId"), "itemId")
    shown = strings(event.get("impression"))
    return _events(text(event.get("eventType"), "eventType"), item, value, shown, who, around)


def _properties(said: Any) -> Mapping[str, Any]:
    """Further fields of an event: an object, or its JSON as text."""
    try:
        return mapping(json.loads(said) if isinstance(said, str) else said)
    except (ValueError, RecursionError):
        raise InvalidInput("properties: not JSON", "send an object") from None


def _events(word: str, item: str, value: float | None, shown: list[str], who: Row, around: Around) -> list[Row]:
    """What was shown as impressions, then what was done."""
    rows = [
        {**who, **given(kind="impression", item=one, column=column), **_apart(who, column)}
        for column, one in enumerate(shown)
        if one
    ]
    kind, value = kind_of(word, around.names, value)
    return [*rows, {**who, **given(kind=kind, item=item, value=value)}] if kind else rows


def _apart(who: Row, column: int) -> Row:
    return {"event_id": f"{who['event_id']}:{column}"} if "event_id" in who else {}


def _item(row: Row) -> Row:
    """Columns that our items know by another name; the rest as attributes. Without a title the id has to do."""
    item = text(row["ITEM_ID"], "ITEM_ID")
    title = next((row[name] for name in _TITLES if row.get(name)), item)
    levels = [row.get(name) for name in ("CATEGORY_L1", "CATEGORY_L2", "CATEGORY_L3")]
    genres = [part for name in (row.get("GENRES"), *levels) if name for part in str(name).split("|")]
    created = row.get("CREATION_TIMESTAMP")
    others = {name.lower(): value for name, value in row.items() if name not in _OF_ITEMS and value not in (None, "")}
    return given(
        item=item, title=str(title), kind="item", genres=genres or None, price=number(row.get("PRICE"), "PRICE"),
        synopsis=row.get("PRODUCT_DESCRIPTION") or row.get("TEXTUAL_METADATA"),
        added_at=number(created, "CREATION_TIMESTAMP"), attributes=others or None,
    )  # fmt: skip
