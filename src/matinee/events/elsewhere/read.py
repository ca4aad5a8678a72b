"""A batch in another tool's format in; events that may be kept, and refused ones with their reason, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from matinee.core.clock import SECOND
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.settings import EventSettings
from matinee.events.check import Door, KnownItem
from matinee.events.elsewhere import ga4, google_retail, gorse, metarank, personalize, segment
from matinee.events.elsewhere.gorse_dump import dump_records, is_dump
from matinee.events.elsewhere.made import Around, Made, Translate, Unread
from matinee.events.elsewhere.records import as_text, records
from matinee.events.formats import BOM
from matinee.events.read import Checked, admit_row, refused

FORMS: Final[Mapping[str, Translate]] = {
    "gorse": gorse.translate,
    "metarank": metarank.translate,
    "personalize": personalize.translate,
    "segment": segment.translate,
    "ga4": ga4.translate,
    "google-retail": google_retail.translate,
}
"""Format -> what makes our events of one of its records."""


def translate(
    raw: bytes, form: str, settings: EventSettings, now: int, content_type: str = ""
) -> Iterator[Made | Unread]:
    """What each record of a batch becomes.

    Args:
        raw: the bytes as the tool wrote them: JSON, JSON lines, CSV, Parquet, or a dump of Gorse.
        form: a name of FORMS.
        settings: the house's words for kinds of events, and bounds.
        now: UTC microseconds, for records that may come without a time.
        content_type: as sent, or a file name.

    Raises:
        UnknownName: there is no such format.
        InvalidInput: there is nothing in it, or it cannot be read at all.
    """
    if form not in FORMS:
        raise UnknownName(f"there is no format '{form[:64]}'", f"there are: {', '.join(FORMS)}")
    if not raw.removeprefix(BOM).strip():
        raise InvalidInput("there are no events in this", "send one record, a list of them, or JSON lines")
    around = Around(settings.names, now, {})
    dump = form == "gorse" and is_dump(raw)
    for found in dump_records(raw) if dump else records(raw, form, content_type, settings.max_bytes):
        if isinstance(found, Unread):
            yield found
            continue
        index, record = found
        try:
            yield FORMS[form](record, index, around)
        except InvalidInput as error:
            yield Unread(index, as_text(record)[: settings.max_bytes], f"{error.message}; {error.way_out}")


def check_made(found: Iterable[Made | Unread], now: int, is_known: KnownItem, settings: EventSettings) -> Checked:
    """Hold what records became against the door, as our own form is. An event of ours that is refused is kept in our
    form, so that a replay takes it in once it is mended (an item imported since)."""
    door = Door(now + int(settings.max_ahead_seconds * SECOND), is_known)
    checked = Checked([], [])
    passed = 0
    for one in found:
        if isinstance(one, Unread):
            checked.rejected.append(refused(one.index, one.text, one.reason))
            continue
        passed += not one.events and not one.items and not one.members
        for row in one.events:
            admit_row(checked, one.index, row, door, settings.max_bytes)
    return Checked(checked.events, checked.rejected, passed)


def read_elsewhere(
    raw: bytes, form: str, now: int, is_known: KnownItem, settings: EventSettings, content_type: str = ""
) -> Checked:
    """Check a batch of another tool's events; its items and members are left out here (`matinee import` takes them).

    Raises:
        UnknownName: there is no such format.
        InvalidInput: there is nothing in it, or it cannot be read at all. A single bad record never raises.
    """
    return check_made(translate(raw, form, settings, now, content_type), now, is_known, settings)
