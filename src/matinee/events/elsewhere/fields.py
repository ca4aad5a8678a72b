"""Fields of a record of another tool in; text, numbers and ids as our own form wants them, or a reason, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.made import Row

_GO_TIME = re.compile(r" ([+-]\d{4}) [A-Z]{3,4}$")  # as Go prints a time: 2021-10-24 06:42:20.2 +0000 UTC


def mapping(value: Any) -> Mapping[str, Any]:
    """A nested object, or an empty one where there is none.

    Example:
        >>> mapping({"a": 1}), mapping(None)
        ({'a': 1}, {})
    """
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """The words of a list; anything else in it is left out."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def text(value: Any, name: str) -> str:
    """An id or a word; '' where it is not given.

    Raises:
        InvalidInput: it is neither text nor a whole number.

    Example:
        >>> text(10086, "ItemId"), text(None, "ItemId")
        ('10086', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InvalidInput(f"{name}: expected text, got {type(value).__name__}", "send it as text")


def number(value: Any, name: str) -> float | None:
    """A number, also one written as text; None where it is not given.

    Raises:
        InvalidInput: it is no number.

    Example:
        >>> number("18.99", "price"), number("", "price")
        (18.99, None)
    """
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"{name}: {value!r} is no number", "send it as a number") from None


def time(value: Any, name: str, now: int | None = None) -> int | float | str:
    """A time as the door reads it; `now` where it is not given and may be left out.

    Raises:
        InvalidInput: it is not given, and must be.
    """
    if value is None or value == "":
        if now is None:
            raise InvalidInput(f"{name} is missing", "every record needs its time")
        return now
    return _GO_TIME.sub(r"\1", value) if isinstance(value, str) else value


def given(**fields: Any) -> Row:
    """A row without what is not given.

    Example:
        >>> given(kind="open", item="", price=None, column=0)
        {'kind': 'open', 'column': 0}
    """
    return {name: value for name, value in fields.items() if value is not None and value != "" and value != ()}


def numbered(event_id: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Several events of one record: each gets an id of its own made from the record's; one alone keeps it.

    Example:
        >>> [row["event_id"] for row in numbered("a", [{}, {}])]
        ['a:0', 'a:1']
    """
    made = list(rows)
    if not event_id:
        return tuple(made)
    if len(made) == 1:
        return ({**made[0], "event_id": event_id},)
    return tuple({**row, "event_id": f"{event_id}:{n}"} for n, row in enumerate(made))


def named_item(item: str, title: Any, **fields: Any) -> tuple[Row, ...]:
    """A product as an event names it: an item, where a name is given; nothing else says what it is called."""
    if not (item and isinstance(title, str) and title.strip()):
        return ()
    return (given(item=item, title=title, **fields),)
