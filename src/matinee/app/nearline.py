"""Near-line: each new event once in; what is met more often now than its own past would say out; kept by version."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, HOUR, MINUTE
from matinee.core.snapshot import Nearline
from matinee.storage import Store

BUCKET: Final = 5 * MINUTE
"""A new state at the most this often, counted by the home's clock."""
NOW: Final = 3 * HOUR // BUCKET
PAST: Final = 14 * DAY // BUCKET
"""Buckets that count as now, and as the past that now is held against."""
LEAST: Final = 5
"""Members who must have met an item in the last hours before it may trend."""
KINDS: Final = ("play", "open", "purchase", "rate", "thumb", "list_add", "cart_add")
MOST: Final = 60
ENTRY: Final = 3
ENTRY_GAP: Final = MINUTE
"""More than `ENTRY` events of a member within a gap are old opinions being keyed in, not a trend."""


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    version: int
    at: int
    rows: bytes
    lift: bytes
    events: bytes


def pack_nearline(state: Nearline) -> bytes:
    """Nearline -> bytes."""
    packed = _Packed(state.version, state.at, state.rows.tobytes(), state.lift.tobytes(), state.events.tobytes())
    return msgspec.msgpack.encode(packed)


def unpack_nearline(blob: bytes) -> Nearline:
    """Bytes -> Nearline."""
    p = msgspec.msgpack.decode(blob, type=_Packed)
    columns = (np.frombuffer(p.rows, np.int32), np.frombuffer(p.lift, np.float32), np.frombuffer(p.events, np.int32))
    return Nearline(p.version, p.at, *columns)


def read_nearline(store: Store, version: int) -> Nearline:
    """The near-line state of a version; the empty one for version 0 or one that was not kept."""
    body = store.nearline_get(f"trending:{version}") if version else None
    return unpack_nearline(body) if body else Nearline()


class Trend:
    """Counts of deliberate events by item and bucket; every event of the log is looked at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seq = -1
        self._now: list[tuple[int, str, str]] = []  # (bucket, item, who) of the last hours, by arrival
        self._past: dict[int, Counter[str]] = defaultdict(Counter)
        self._usual: Counter[str] = Counter()
        self._last: dict[str, deque[int]] = {}

    def state(self, catalog: CatalogView, now: int) -> Nearline:
        """The state at the edge of the bucket that is over: events of the last hours against an item's usual number."""
        edge = now // BUCKET
        self._take(now)
        recent, members = self._recent(edge)
        found = []
        for item, n in recent.items():
            usual = (self._usual[item] - n) * NOW / (PAST - NOW)
            row = catalog.row_of.get(item, -1)
            if row >= 0 and members[item] >= LEAST and n > 2.0 * usual + 2.0:
                found.append((-(n - usual) / np.sqrt(usual + 1.0), int(catalog.family[row]), n))
        found = sorted(found)[:MOST]
        rows, lift, events = ([line[k] for line in found] for k in (1, 0, 2))
        return Nearline(
            edge, edge * BUCKET, np.array(rows, np.int32), -np.array(lift, np.float32), np.array(events, np.int32)
        )

    def _take(self, now: int) -> None:
        """Look at the events that came since the last time, and let go of what is too old."""
        sql = files("matinee.app").joinpath("trending.sql").read_text("utf-8")
        kinds = msgspec.json.encode(KINDS).decode()
        with self._store.reading() as reader:
            found = reader.execute(sql, {"after": self._seq, "since": now - PAST * BUCKET, "kinds": kinds}).fetchall()
            self._seq = reader.execute("SELECT coalesce(max(seq), ?) FROM events", (self._seq,)).fetchone()[0]
        for who, item, at in found:
            if self._stands_apart(who, at):
                self._past[at // BUCKET][item] += 1
                self._usual[item] += 1
                self._now.append((at // BUCKET, item, who))
        for bucket in [bucket for bucket in self._past if bucket < now // BUCKET - PAST]:
            self._usual.subtract(self._past.pop(bucket))

    def _stands_apart(self, who: str, at: int) -> bool:
        times = self._last.setdefault(who, deque(maxlen=ENTRY))
        apart = len(times) < ENTRY or abs(at - times[0]) > ENTRY_GAP
        times.append(at)
        return apart

    def _recent(self, edge: int) -> tuple[Counter[str], Counter[str]]:
        """(events, members) by item in the last hours before the edge."""
        self._now = [line for line in self._now if line[0] >= edge - NOW]
        inside = [line for line in self._now if line[0] < edge]
        return Counter(item for _, item, _ in inside), Counter(item for item, _ in {(i, w) for _, i, w in inside})
