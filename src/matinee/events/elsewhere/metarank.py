"""A line of Metarank's event format in; our events, items, members and pages out.

Source: docs.metarank.ai, "Supported events" (doc/event-schema.md): item, user, ranking, interaction.
"""

from __future__ import annotations

from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, number, objects, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import kind_of
from matinee.events.times import to_micros

_OF_ITEMS: Final = ("title", "genres", "tags", "year", "price", "brand", "seconds", "synopsis")


def translate(record: Row, index: int, around: Around) -> Made:
    """By `event`. A ranking becomes an impression for each item, and a page that later interactions name."""
    kind = text(record.get("event"), "event")
    said = {str(one.get("name")): one.get("value") for one in objects(record.get("fields"))}
    if kind in ("item", "metadata"):
        return Made(index, items=(_item(record, said),))
    if kind == "user":
        return Made(index, members=(given(member=text(record.get("user"), "user"), attributes=said or None),))
    if kind == "ranking":
        return _ranking(record, index, said, around)
    if kind == "interaction":
        return _interaction(record, index, said, around)
    raise InvalidInput(f"event: there is none called '{kind}'", "there are item, user, ranking and interaction")


def _item(record: Row, said: Row) -> Row:
    item = text(record.get("item"), "item")
    own: dict[str, Any] = {name: said[name] for name in _OF_ITEMS if said.get(name) not in (None, "")}
    for name in ("genres", "tags"):
        if isinstance(own.get(name), str):
            own[name] = [own[name]]
    rest = {name: value for name, value in said.items() if name not in _OF_ITEMS}
    title = str(own.pop("title", "") or item)
    return given(item=item, title=title, kind="item", **own, attributes=rest or None)


def _who(record: Row) -> Row:
    member, session = text(record.get("user"), "user"), text(record.get("session"), "session")
    return given(
        at=time(record.get("timestamp"), "timestamp"), member=member, session=session,
        anonymous="" if member else session, source="metarank",
    )  # fmt: skip


def _ranking(record: Row, index: int, said: Row, around: Around) -> Made:
    ranking, who = text(record.get("id"), "id"), _who(record)
    surface = "search" if said.get("query") else "home"
    shown = [(text(one.get("id"), "items.id"), one) for one in objects(record.get("items"))]
    around.memory.update({(ranking, item): column for column, (item, _) in enumerate(shown)})
    rows = [
        {**who, **given(kind="impression", item=item, decision=ranking, row=0, column=column, surface=surface)}
        for column, (item, _) in enumerate(shown)
    ]
    slots = [given(item=item, score=number(one.get("relevancy"), "relevancy")) for item, one in shown]
    try:
        at = to_micros(who["at"])
    except ValueError as error:
        raise InvalidInput(f"timestamp: {error}", "send milliseconds since 1970") from error
    page = {
        "decision": ranking, "at": at, "member": who.get("member") or who.get("anonymous", ""), "surface": surface,
        "policy": "metarank", "source": "metarank", "rows": [{"items": slots}],
    }  # fmt: skip
    return Made(index, tuple(rows), pages=(page,))


def _interaction(record: Row, index: int, said: Row, around: Around) -> Made:
    kind, value = kind_of(text(record.get("type"), "type"), around.names, number(said.get("value"), "value"))
    if not kind:
        return Made(index)
    ranking, item = text(record.get("ranking"), "ranking"), text(record.get("item"), "item")
    column = around.memory.get((ranking, item))
    row = {
        **_who(record),
        **given(
            kind=kind, item=item, value=value, event_id=text(record.get("id"), "id"), decision=ranking,
            row=0 if column is not None else None, column=column,
            quantity=number(said.get("count"), "count") if kind in ("purchase", "cart_add", "return") else None,
        ),
    }  # fmt: skip
    return Made(index, (row,))
