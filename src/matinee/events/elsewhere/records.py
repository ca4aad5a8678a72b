"""Bytes of any of the formats in; one record after the other, with its place and text, out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from matinee.events.elsewhere.made import Row, Unread
from matinee.events.formats import csv_events, format_of, json_events, parquet_events

_HOLDERS: Final = {
    "segment": ("batch",),
    "google-retail": ("userEventInlineSource", "userEvents", "inputConfig"),
    "gorse": ("Feedback", "Items", "Users"),
}
"""Format -> fields under which a request holds a list of its records."""


def records(raw: bytes, form: str, content_type: str, max_bytes: int) -> Iterator[tuple[int, Row] | Unread]:
    """Each record as (its place, its fields); what is no object, or too large, as Unread.

    Raises:
        InvalidInput: it is no CSV or Parquet at all.
    """
    found = format_of(content_type, raw)
    if found == "json" and _looks_like_csv(raw):
        found = "csv"
    if found != "json":
        rows = csv_events(raw) if found == "csv" else parquet_events(raw)
        yield from enumerate(dict(row) for row in rows)
        return
    index = 0
    for text in json_events(raw):
        for one in _opened(text, _HOLDERS.get(form, ())):
            if isinstance(one, dict) and len(text) <= max_bytes:
                yield index, one
            else:
                yield Unread(index, text[:4_096], _why(one, text, max_bytes))
            index += 1


def _looks_like_csv(raw: bytes) -> bool:
    first = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return bool(first) and first not in b"{["


def _why(one: Any, text: bytes, max_bytes: int) -> str:
    if len(text) > max_bytes:
        return f"{len(text)} bytes are more than the {max_bytes} that an event may have"
    return one if isinstance(one, str) else f"expected an object, got {type(one).__name__}"


def _opened(text: bytes, holders: tuple[str, ...]) -> list[Any]:
    """The records of a JSON text: those that a request holds, else the object itself; a reason where it is no JSON."""
    try:
        one = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [f"not JSON: {error}"]
    for _ in range(2):
        name = next((name for name in holders if isinstance(one, dict) and name in one), None)
        if name is None:
            break
        if isinstance(one[name], list):
            return list(one[name])
        one = one[name]
    return [one]


def as_text(record: Row) -> bytes:
    """A record as it is kept in quarantine."""
    return msgspec.json.encode(record, enc_hook=str)
