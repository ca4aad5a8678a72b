"""Near-line: the log's last hours in, what is met more often now than its own past would say out; kept by version."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, HOUR, MINUTE
from matinee.core.snapshot import Nearline
from matinee.storage.store import Store

BUCKET: Final = 5 * MINUTE
"""A new state at the most this often, counted by the home's clock."""
NOW: Final = 3 * HOUR
PAST: Final = 14 * DAY
LEAST: Final = 5
"""Members who must have met an item in the last hours before it may trend."""
KINDS: Final = ("play", "open", "purchase", "rate", "thumb", "list_add", "cart_add")
MOST: Final = 60


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


def counted(store: Store, catalog: CatalogView, now: int) -> Nearline:
    """Count the log up to the edge of the last bucket: events now against the item's own usual number."""
    edge = now // BUCKET * BUCKET
    recent = _counts(store, edge - NOW, edge)
    past = _counts(store, edge - PAST, edge - NOW)
    rows, lift, events = [], [], []
    for item, (n, members) in recent.items():
        row = catalog.row_of.get(item, -1)
        usual = past.get(item, (0, 0))[0] * NOW / (PAST - NOW)
        if row >= 0 and members >= LEAST and n > 2.0 * usual + 2.0:
            rows.append(int(catalog.family[row]))
            lift.append((n - usual) / np.sqrt(usual + 1.0))
            events.append(n)
    order = np.lexsort((np.asarray(rows), -np.asarray(lift)))[:MOST] if rows else np.zeros(0, int)
    columns = (
        np.asarray(rows, np.int32)[order],
        np.asarray(lift, np.float32)[order],
        np.asarray(events, np.int32)[order],
    )
    return Nearline(edge // BUCKET, edge, *columns)


def _counts(store: Store, since: int, before: int) -> dict[str, tuple[int, int]]:
    """item -> (events, members) between two times, among the events that are not sealed yet."""
    sql = files("matinee.app").joinpath("trending.sql").read_text("utf-8")
    with store.reading() as reader:
        found = reader.execute(sql, {"since": since, "before": before, "kinds": msgspec.json.encode(KINDS).decode()})
        return {item: (n, members) for item, n, members in found.fetchall()}
