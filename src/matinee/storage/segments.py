"""Sealed day partitions: which there are, and the events in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from matinee.core.errors import StoreError
from matinee.core.values import Event
from matinee.storage.base import Base
from matinee.storage.columns import EVENT_COLUMNS, quoted
from matinee.storage.values import Segment

if TYPE_CHECKING:
    import duckdb


def open_duck(threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in memory; loaded only when asked for, since it is slow to import."""
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": threads})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
    return connection


class SegmentTable(Base):
    """The list of sealed files."""

    def segments(self, kind: str = "events") -> list[Segment]:
        """Sealed files of this kind (events, decisions), oldest first."""
        rows = self._rows(
            "SELECT path, kind, day, first_seq, last_seq, n_rows, sha256 FROM segments WHERE kind = ?"
            " ORDER BY first_seq, path",
            kind,
        )
        return [Segment(*row) for row in rows]


def sealed_events(paths: Sequence[Path], where: str, values: tuple[object, ...]) -> list[tuple[int, Event]]:
    """Events from sealed files, by seq.

    Raises:
        StoreError: a file is missing or damaged.
    """
    if not paths:
        return []
    import duckdb

    chosen = ", ".join(map(quoted, EVENT_COLUMNS))
    sql = f"SELECT {chosen} FROM (SELECT *, {WHO} FROM read_parquet(?)) WHERE {where} ORDER BY seq"
    try:
        rows = open_duck().execute(sql, [[str(path) for path in paths], *values]).fetchall()
    except duckdb.Error as error:
        raise StoreError(f"a sealed file cannot be read: {error}", "run 'matinee doctor'") from error
    return [(row[0], as_event(row)) for row in rows]


WHO = "CASE WHEN member = '' THEN anonymous ELSE member END AS who"
"""SQL of the profile that an event belongs to."""


def as_event(row: Sequence[object]) -> Event:
    """A row of EVENT_COLUMNS -> Event."""
    given = {name: value for name, value in zip(EVENT_COLUMNS, row, strict=True) if value is not None}
    return msgspec.convert(given, Event)
