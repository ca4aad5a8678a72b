"""The event log: events in, durable once acknowledged; a member's events out, in the order in which they came."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

import msgspec

from matinee.core.values import Event
from matinee.storage.people import link
from matinee.storage.segments import SegmentTable, sealed_events
from matinee.storage.values import Appended
from matinee.storage.writer import EventRow, append_rows, last_seq

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Event).decode


def event_rows(events: Sequence[Event]) -> list[EventRow]:
    """Events -> (event_id, who, at, canonical JSON)."""
    return [(event.event_id, event.member or event.anonymous, event.at, _encode(event)) for event in events]


class EventLog(SegmentTable):
    """Append and read events."""

    def append_async(self, events: Sequence[Event]) -> Future[Appended]:
        """Queue events; the future is done when they are durable. `identify` links its guest in the same commit.

        Raises:
            TooBusy: more events wait than settings.server.queue_events.
            StoreError: (from the future) the store could not take them; none of them was kept.
        """
        rows = event_rows(events)
        links = [(event.anonymous, event.member) for event in events if event.kind == "identify"]
        if not links:
            return self._writer.submit(rows)
        return self._writer.submit(rows, lambda connection: append_linking(connection, rows, links))

    def append(self, events: Sequence[Event]) -> Appended:
        """Append events and return when they are durable; an event_id that is known already changes nothing."""
        return self.append_async(events).result()

    def events_of(self, who: str, after_seq: int = 0, *, include_sealed: bool = False) -> list[tuple[int, Event]]:
        """Events of a member or guest with a seq above `after_seq`, oldest seq first.

        Args:
            who: member id or anonymous id.
            after_seq: only events that came later than this one.
            include_sealed: read the sealed partitions too (milliseconds to seconds; not for the request path).
        """
        found = self._rows("SELECT seq, body FROM events WHERE who = ? AND seq > ? ORDER BY seq", who, after_seq)
        live = [(seq, _decode(body)) for seq, body in found]
        if not include_sealed:
            return live
        paths = [self.home / segment.path for segment in self.segments("events") if segment.last_seq > after_seq]
        sealed = sealed_events(paths, "who = ? AND seq > ?", (who, after_seq))
        return sorted({**dict(sealed), **dict(live)}.items())

    def event(self, event_id: str) -> tuple[int, Event] | None:
        """The event of this id with its seq, sealed or not; None where there is none."""
        found = self._row("SELECT seq, body FROM events WHERE event_id = ?", event_id)
        if found:
            return int(found[0]), _decode(found[1])
        known = self._row("SELECT seq FROM sealed WHERE event_id = ?", event_id)
        if not known:
            return None
        paths = [self.home / s.path for s in self.segments("events") if s.first_seq <= known[0] <= s.last_seq]
        return next(iter(sealed_events(paths, "seq = ?", (known[0],))), None)

    def last_seq(self) -> int:
        """The seq of the newest event, 0 before the first."""
        with self.reading() as reader:
            return last_seq(reader)

    def n_events(self) -> int:
        """How many events the home holds, sealed and not."""
        return int(self._row("SELECT value FROM counters WHERE name = 'events'")[0])

    def latest_at(self) -> int:
        """The time of the latest event in UTC microseconds, 0 before the first; the home's clock starts here."""
        return int(self._row("SELECT value FROM counters WHERE name = 'latest_at'")[0])


def append_linking(connection: sqlite3.Connection, rows: list[EventRow], links: list[tuple[str, str]]) -> Appended:
    """Append events among which a guest becomes known."""
    for anonymous, member in links:
        link(connection, anonymous, member)
    return append_rows(connection, rows)
