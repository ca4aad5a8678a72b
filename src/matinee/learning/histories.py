"""Histories: the log and some members in, their events in order out; for training on what profiles held at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from matinee.core.values import Event

if TYPE_CHECKING:
    import duckdb

_FIELDS: Final = (
    "event_id", "kind", "at", "item", "items", "time_zone", "device", "phase", "seconds", "position_seconds", "value",
    "query", "quantity", "session",
)  # fmt: skip


def read_histories(log: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, list[Event]]:
    """Every event of these members (guests that they were included), oldest first."""
    columns = ", ".join(f'e."{name}"' for name in _FIELDS)
    found = log.execute(
        f"SELECT coalesce(l.member, e.who) AS owner, {columns} FROM events e LEFT JOIN links l ON l.anonymous = e.who"
        ' WHERE owner IN (SELECT unnest($names)) ORDER BY e."at", e.seq',
        {"names": list(names)},
    ).fetchall()
    histories: dict[str, list[Event]] = {name: [] for name in names}
    for owner, *values in found:
        histories[owner].append(msgspec.convert(dict(zip(_FIELDS, values, strict=True)), Event))
    return histories
