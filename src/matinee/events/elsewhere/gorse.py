"""A record of Gorse in (feedback, item or user, as its dump, its exports and its API write them); ours out.

Sources: gorse.io/docs/concepts/data-source, gorse.io/docs/gorse-dashboard (export as JSON lines).
"""

from __future__ import annotations

from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.fields import given, number, strings, text, time
from matinee.events.elsewhere.made import Around, Made, Row
from matinee.events.elsewhere.words import kind_of, plain

_FALSE: Final = (None, "", False, 0, "0", "false", "False")


def translate(record: Row, index: int, around: Around) -> Made:
    """By its fields, in any spelling (FeedbackType, feedback_type)."""
    row = {plain(str(name)): value for name, value in record.items()}
    if "feedbacktype" in row:
        return Made(index, _feedback(row, around))
    if "itemid" in row:
        return Made(index, items=(_item(row),))
    if "userid" in row:
        labels = row.get("labels")
        member = given(member=text(row["userid"], "UserId"), attributes={"labels": labels} if labels else None)
        return Made(index, members=(member,))
    raise InvalidInput("no FeedbackType, ItemId or UserId", "give users, items or feedback as Gorse exports them")


def _feedback(row: Row, around: Around) -> tuple[Row, ...]:
    value = number(row.get("value"), "Value")
    kind, value = kind_of(text(row["feedbacktype"], "FeedbackType"), around.names, value)
    if not kind:
        return ()
    at = time(row.get("timestamp"), "Timestamp")
    return (
        given(kind=kind, item=text(row.get("itemid"), "ItemId"), member=text(row.get("userid"), "UserId"), at=at,
              value=value, source="gorse"),
    )  # fmt: skip


def _item(row: Row) -> Row:
    """`Comment` is what the dashboard shows as its text; it is the title where there is one."""
    item = text(row["itemid"], "ItemId")
    labels: Any = row.get("labels")
    if isinstance(labels, str):
        labels = [label for label in labels.split("|") if label]
    return given(
        item=item, title=text(row.get("comment"), "Comment") or item, kind="item", tags=strings(labels) or None,
        genres=strings(row.get("categories")) or None,
        available=False if row.get("ishidden") not in _FALSE else None,
        added_at=time(row.get("timestamp"), "", 0) or None,
        attributes={"labels": labels} if isinstance(labels, dict) and labels else None,
    )  # fmt: skip
