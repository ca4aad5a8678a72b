"""Near-line: each new event once in; what is met more often now than its own past would say out; kept by version."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

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
CHUNK: Final = 100_000
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


@dataclass(frozen=True, slots=True)
class Met:
    """Deliberate events as columns (n,), in the order in which they came: time (UTC microseconds), code of the item,
    hash of the member."""

    at: NDArray[np.int64]
    item: NDArray[np.int32]
    who: NDArray[np.int64]

    def take(self, keep: NDArray[Any]) -> Met:
        """These only."""
        return Met(self.at[keep], self.item[keep], self.who[keep])

    def and_then(self, later: Met) -> Met:
        """These, then the others."""
        return Met(np.r_[self.at, later.at], np.r_[self.item, later.item], np.r_[self.who, later.who])


_NONE: Final = Met(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))


class Trend:
    """Deliberate events of the last two weeks by item and time; every event of the log is looked at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seq = -1
        self._code: dict[str, int] = {}
        self._met = _NONE
        self._tail = _NONE  # events of the last hour, also those that were keyed in: what a next one is held against

    def state(self, catalog: CatalogView, now: int) -> Nearline:
        """The state at the edge of the bucket that is over: events of the last hours against an item's usual number."""
        edge = now // BUCKET
        self._take(now)
        bucket, n_items = self._met.at // BUCKET, len(self._code)
        recent = self._met.take((bucket >= edge - NOW) & (bucket < edge))
        events = np.bincount(recent.item, minlength=n_items)
        each = np.unique(np.stack([recent.item, recent.who]), axis=1)[0]  # a member counts once an item
        members = np.bincount(each, minlength=n_items)
        usual = (np.bincount(self._met.item, minlength=n_items) - events) * NOW / (PAST - NOW)
        rows = np.fromiter((catalog.row_of.get(item, -1) for item in self._code), np.int64, n_items)
        bursts = np.flatnonzero((rows >= 0) & (members >= LEAST) & (events > 2.0 * usual + 2.0))
        lift = (events[bursts] - usual[bursts]) / np.sqrt(usual[bursts] + 1.0)
        family = catalog.family[rows[bursts]]
        best = np.lexsort((events[bursts], family, -lift))[:MOST]
        columns = (family[best].astype(np.int32), lift[best].astype(np.float32), events[bursts][best].astype(np.int32))
        return Nearline(edge, edge * BUCKET, *columns)

    def _take(self, now: int) -> None:
        """Look at the events that came since the last time, and let go of what is too old."""
        sql = files("matinee.app").joinpath("trending.sql").read_text("utf-8")
        since, kinds = now - PAST * BUCKET, msgspec.json.encode(KINDS).decode()
        with self._store.reading() as reader:
            found = reader.execute(sql, {"after": self._seq, "since": since, "kinds": kinds})
            while lines := found.fetchmany(CHUNK):
                self._add(self._in_columns(lines))
            self._seq = reader.execute("SELECT coalesce(max(seq), ?) FROM events", (self._seq,)).fetchone()[0]
        self._met = self._met.take(self._met.at // BUCKET >= now // BUCKET - PAST)
        self._tail = self._tail.take(self._tail.at > now - HOUR)

    def _in_columns(self, lines: list[tuple[str, str, int]]) -> Met:
        code = self._code
        return Met(
            np.fromiter((at for _, _, at in lines), np.int64, len(lines)),
            np.fromiter((code.setdefault(item, len(code)) for _, item, _ in lines), np.int32, len(lines)),
            np.fromiter((hash(who) for who, _, _ in lines), np.int64, len(lines)),
        )

    def _add(self, came: Met) -> None:
        """Keep the events that stand apart: not more than `ENTRY` of a member within a gap."""
        whole = self._tail.and_then(came)
        order = np.argsort(whole.who, kind="stable")
        who, at = whole.who[order], whole.at[order]
        keyed_in = np.zeros(len(order), bool)
        same = who[ENTRY:] == who[:-ENTRY]
        keyed_in[order[ENTRY:]] = same & (np.abs(at[ENTRY:] - at[:-ENTRY]) <= ENTRY_GAP)
        self._met = self._met.and_then(came.take(~keyed_in[len(self._tail.at) :]))
        self._tail = whole if len(whole.at) < CHUNK else whole.take(whole.at > int(whole.at.max()) - HOUR)
