"""A batch as sent in any format in; events that may be kept, and refused ones with their reason, out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from matinee.core.clock import SECOND
from matinee.core.errors import InvalidInput, TooLarge
from matinee.core.ids import stable_id
from matinee.core.settings import EventSettings
from matinee.core.values import Event
from matinee.events.check import Door, KnownItem, reason_against
from matinee.events.formats import BOM, Row, csv_events, format_of, json_events, parquet_events
from matinee.events.sent import Sent
from matinee.events.times import to_micros

_decode: Final = msgspec.json.Decoder(Sent).decode
_set: Final = msgspec.structs.force_setattr
_KEPT_TEXT: Final = 4_096  # of an event that is too large, this much is kept to recognise it by


class Rejected(msgspec.Struct, frozen=True):
    """An event that was refused: its place in the batch, its text, why, and the ids that could be read from it."""

    index: int
    body: str
    reason: str
    event_id: str
    member: str


class Checked(msgspec.Struct, frozen=True):
    """A batch after the door: what may be kept, in the order sent, and what may not."""

    events: list[Event]
    rejected: list[Rejected]
    passed: int = 0  # records of another tool that say nothing which is kept


def read_events(
    raw: bytes,
    now: int,
    is_known: KnownItem,
    settings: EventSettings | None = None,
    content_type: str = "",
    most: int = 0,
) -> Checked:
    """Check a batch: an object, a list, JSON lines, CSV or Parquet.

    Args:
        raw: the bytes as sent.
        now: UTC microseconds; a time more than `settings.max_ahead_seconds` after it is refused.
        is_known: whether there is an item of this id.
        settings: bounds of the door.
        content_type: as sent, or a file name; where it is empty, the bytes tell.
        most: so many events at most; 0 for any number.

    Raises:
        InvalidInput: there is nothing in it, or it is no CSV or Parquet at all. A single bad event never raises.
        TooLarge: there are more than `most` events in it.
    """
    bounds = settings or EventSettings()
    if not raw.removeprefix(BOM).strip():
        raise InvalidInput("there are no events in this", "send one event, a list of them, or JSON lines")
    form = format_of(content_type, raw)
    if form == "csv":
        if most and raw.count(b"\n") > most + 1:
            raise _too_many(most)
        return read_rows(csv_events(raw), now, is_known, bounds)
    if form == "parquet":
        return read_rows(parquet_events(raw), now, is_known, bounds)
    door = Door(now + int(bounds.max_ahead_seconds * SECOND), is_known)
    checked = Checked([], [])
    texts = json_events(raw)
    if most and len(texts) > most:
        raise _too_many(most)
    for index, text in enumerate(texts):
        if len(text) > bounds.max_bytes:
            reason = f"{len(text)} bytes are more than the {bounds.max_bytes} that an event may have"
            checked.rejected.append(refused(index, text, reason, _KEPT_TEXT))
        else:
            _admit(checked, index, text, door)
    return checked


def _too_many(most: int) -> TooLarge:
    return TooLarge(f"there are more than {most} events in this", "send it in smaller parts")


def only_of(checked: Checked, owner: str, is_guest: Callable[[str], bool]) -> Checked:
    """The same, with what a token's holder may not say among the refused ones: events of others, and that somebody
    was this member who is no unclaimed guest. Their text is left out: nothing of it is kept, or could be replayed."""
    mine, others = [], [one if _is_own(one, owner) else _unkept(one) for one in checked.rejected]
    out = {one.index for one in others}
    places = [index for index in range(len(checked.events) + len(others)) if index not in out]
    for index, event in zip(places, checked.events, strict=True):
        reason = _not_theirs(event, owner, is_guest)
        if reason:
            others.append(Rejected(index, "", reason, event.event_id, ""))
        else:
            mine.append(event)
    return Checked(mine, sorted(others, key=lambda one: one.index))


def _unkept(one: Rejected) -> Rejected:
    return msgspec.structs.replace(one, body="", member="")


def _is_own(one: Rejected, owner: str) -> bool:
    """Whether a refused event, once mended and replayed, could say nothing that a token's holder may not."""
    try:
        fields = json.loads(one.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and one.member == owner and fields.get("kind") != "identify"


def _not_theirs(event: Event, owner: str, is_guest: Callable[[str], bool]) -> str:
    """Why a token's holder may not say this; '' where they may."""
    if owner != (event.member or event.anonymous):
        return "the token is another member's"
    if event.kind == "identify" and not is_guest(event.anonymous):
        return "this guest cannot be claimed with a token; let your server send identify with its key"
    return ""


def _admit(checked: Checked, index: int, text: bytes, door: Door) -> None:
    """Put one JSON event with the kept or with the refused."""
    try:
        sent = _decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        found = _without_nulls(text)
        if found is None:
            checked.rejected.append(refused(index, text, _said(error)))
            return
        sent = found
    reason = _completed(sent, door)
    if reason:
        checked.rejected.append(refused(index, text, reason))
    else:
        checked.events.append(sent)


def _completed(sent: Sent, door: Door) -> str:
    """Give the event its time and id; why it cannot be kept, or ''."""
    try:
        at = to_micros(sent.at)
    except ValueError as error:
        return f"bad time {str(sent.at)[:64]!r}: {error}"
    reason = reason_against(sent, at, door)
    if not reason:
        _set(sent, "at", at)
        if not sent.event_id:
            _set(sent, "event_id", stable_id(sent.who, sent.item, sent.kind, at, sent.value))
    return reason


def read_rows(rows: Iterable[Row], now: int, is_known: KnownItem, settings: EventSettings | None = None) -> Checked:
    """Check events given as rows, column -> value."""
    bounds = settings or EventSettings()
    door = Door(now + int(bounds.max_ahead_seconds * SECOND), is_known)
    checked = Checked([], [])
    for index, row in enumerate(rows):
        admit_row(checked, index, row, door, bounds.max_bytes)
    return checked


def admit_row(checked: Checked, index: int, row: Row, door: Door, max_bytes: int) -> None:
    """Put one event given as a row with the kept or with the refused."""
    try:
        sent = msgspec.convert(row, Sent)
        reason = _completed(sent, door)
    except msgspec.ValidationError as error:
        reason = _said(error)
    if reason:
        text = json.dumps(row, ensure_ascii=False, default=str).encode(errors="replace")
        checked.rejected.append(refused(index, text, reason, max_bytes))
    else:
        checked.events.append(sent)


def _without_nulls(text: bytes) -> Sent | None:
    """An event whose only fault is that what is not given was sent as null."""
    fields = _fields(text)
    given = {name: value for name, value in fields.items() if value is not None}
    if len(given) == len(fields):
        return None
    try:
        return msgspec.convert(given, Sent)
    except msgspec.ValidationError:
        return None


def _fields(text: bytes) -> dict[str, Any]:
    """The fields of a JSON object, as far as it is one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(error: Exception) -> str:
    """What the decoder said, the field first."""
    said, _, path = str(error).partition(" - at ")
    if not isinstance(error, msgspec.ValidationError):
        return f"not JSON: {said}"
    return f"{path.strip('`$.')}: {said}" if path else said


def refused(index: int, text: bytes, reason: str, keep: int | None = None) -> Rejected:
    """A refused event with the ids that can be read from its text."""
    fields = _fields(text)
    ids = [_id(fields.get(name)) for name in ("event_id", "member")]
    return Rejected(index, text[:keep].decode(errors="replace"), reason, *ids)


def _id(value: object) -> str:
    """An id as far as it is one, in a form that can be stored and printed."""
    return value[:256].encode(errors="replace").decode() if isinstance(value, str) else ""
