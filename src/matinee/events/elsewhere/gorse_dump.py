"""The binary file of `gorse-cli dump` in; its users, items and feedback as records out.

A little-endian 64-bit number opens each part (-1 users, -2 items, -3 feedback, 0 the end); in it each record is its
length and a Protocol Buffers message. Sources: gorse master/rest.go (writeDump, dump), protocol/protocol.proto;
protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, Final

from matinee.core.errors import InvalidInput
from matinee.events.elsewhere.made import Row, Unread

_PARTS: Final = {-1: "users", -2: "items", -3: "feedback"}
_NAMES: Final[dict[str, dict[int, str]]] = {
    "users": {1: "UserId", 2: "Labels", 3: "Comment"},
    "items": {2: "ItemId", 3: "IsHidden", 4: "Categories", 6: "Labels", 7: "Comment"},
    "feedback": {2: "FeedbackType", 3: "UserId", 4: "ItemId"},
}
_TIMES: Final = {"items": (5,), "feedback": (5, 6)}  # a later version puts the feedback's value before its time
_WAY_OUT: Final = "take the dump again, or export users, items and feedback as JSON lines"


def is_dump(raw: bytes) -> bool:
    """Whether these bytes open as a dump does."""
    return len(raw) >= 8 and struct.unpack_from("<q", raw)[0] in _PARTS


def dump_records(raw: bytes) -> Iterator[tuple[int, Row] | Unread]:
    """Each record of a dump with its place; one that cannot be read as Unread.

    Raises:
        InvalidInput: the file ends before it should, or holds a part that is not known.
    """
    at, part, index = 0, "", 0
    while True:
        (size,) = _unpack(raw, at)
        at += 8
        if size == 0:
            return
        if size < 0:
            part = _part(size)
            continue
        body = raw[at : at + size]
        if len(body) < size or not part:
            raise InvalidInput(f"the dump breaks off at byte {at}", _WAY_OUT)
        try:
            yield index, record_of(part, body)
        except (ValueError, IndexError, struct.error) as error:
            yield Unread(index, repr(body[:200]).encode(), f"not a record of {part}: {error}")
        at, index = at + size, index + 1


def _unpack(raw: bytes, at: int) -> tuple[int]:
    if at + 8 > len(raw):
        raise InvalidInput(f"the dump breaks off at byte {at}", _WAY_OUT)
    found: tuple[int] = struct.unpack_from("<q", raw, at)
    return found


def _part(size: int) -> str:
    if size not in _PARTS:
        raise InvalidInput(f"the dump holds a part {size} that is not known", _WAY_OUT)
    return _PARTS[size]


def record_of(part: str, body: bytes) -> Row:
    """One message -> its fields by name.

    Raises:
        ValueError, IndexError, struct.error: it is no such message.
    """
    row: Row = {"Categories": []} if part == "items" else {}
    for number, value in message(body):
        name = _NAMES[part].get(number)
        if number in _TIMES.get(part, ()) and isinstance(value, bytes) and "Timestamp" not in row:
            row["Timestamp"] = _moment(value)
        elif number == 5 and isinstance(value, float):
            row["Value"] = value
        elif name == "Labels" and isinstance(value, bytes):
            row[name] = json.loads(value or b"null")
        elif name == "Categories" and isinstance(value, bytes):
            row[name].append(value.decode())
        elif name:
            row[name] = value.decode() if isinstance(value, bytes) else bool(value)
    return row


def message(body: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of each field: whole numbers, floats and bytes.

    Example:
        >>> list(message(bytes([0x0A, 3]) + b"bob" + bytes([0x18, 1])))
        [(1, b'bob'), (3, 1)]
    """
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(body, at)
            yield key >> 3, value
        elif kind == 2:
            size, at = _varint(body, at)
            if at + size > len(body):
                raise ValueError("a field is longer than its record")
            yield key >> 3, body[at : at + size]
            at += size
        elif kind in (1, 5):
            form, size = ("<d", 8) if kind == 1 else ("<f", 4)
            yield key >> 3, float(struct.unpack_from(form, body, at)[0])
            at += size
        else:
            raise ValueError(f"wire type {kind}")


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = body[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
        if shift > 63:
            raise ValueError("a number without end")


def _moment(body: bytes) -> int:
    """google.protobuf.Timestamp -> UTC microseconds."""
    fields = dict(message(body))
    seconds = fields.get(1, 0)
    return int(seconds if seconds < 1 << 63 else seconds - (1 << 64)) * 1_000_000 + int(fields.get(2, 0)) // 1_000
