"""Events in SQLite in, day partitions of Parquet out: files first, flushed, then one transaction takes them over."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from matinee.core.clock import DAY, day_of
from matinee.core.errors import StoreError
from matinee.core.ids import new_id
from matinee.storage.columns import lines_sql
from matinee.storage.connection import as_store_errors
from matinee.storage.events import EventLog
from matinee.storage.segments import open_duck
from matinee.storage.values import Segment

_ROWS: Final = 1_000_000  # events looked at in one go, so that memory and the transaction stay small
INSERT_SEGMENT: Final = (
    "INSERT INTO segments (path, kind, day, first_seq, last_seq, n_rows, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
Lines = list[tuple[int, bytes]]  # seq, body

if TYPE_CHECKING:
    import duckdb


class Sealing(EventLog):
    """Move events into day partitions; readers and writers go on meanwhile."""

    def seal(self, up_to: int | None = None, min_rows: int = 1_000, before: int = 2**62) -> list[Segment]:
        """Seal the events of full days; the files made.

        A crash at any moment loses nothing and doubles nothing: until the transaction, the files are orphans,
        which the next sealing removes.

        Args:
            up_to: only events with a seq up to this one (default: all).
            before: only days that end before this time (UTC microseconds).
            min_rows: days with fewer events stay in SQLite, so that a sparse history makes no thousands of files.

        Raises:
            StoreError: the files or the transaction could not be written; the events stay where they were.
        """
        made: list[Segment] = []
        last = self.last_seq() if up_to is None else up_to
        with as_store_errors(), self._sealing_alone():
            self._drop_orphans()
            days = self._full_days(last, min_rows, before)
            seq = 0
            while days and (rows := self._after(seq, last)):
                seq = rows[-1][0]
                for day, lines in sorted(_by_day(rows, days).items()):
                    made.append(self._seal_day(day_of(day * DAY), lines))
        return made

    def _full_days(self, last: int, min_rows: int, before: int) -> frozenset[int]:
        sql = "SELECT at / ? FROM events WHERE seq <= ? AND at < ? GROUP BY 1 HAVING count(*) >= ?"
        return frozenset(row[0] for row in self._rows(sql, DAY, last, before // DAY * DAY, min_rows))

    def _after(self, seq: int, last: int) -> list[tuple[int, int, bytes]]:
        sql = "SELECT seq, at, body FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        return self._rows(sql, seq, last, _ROWS)

    def _seal_day(self, day: str, lines: Lines) -> Segment:
        """Write one partition file, flushed to disk, then let a transaction take it over."""
        folder = self.home / "segments" / "events" / f"day={day}"
        folder.mkdir(parents=True, exist_ok=True)
        path = new_path(folder, lines[0][0])
        text = path.with_suffix(".jsonl.tmp")
        text.write_bytes(b"".join(with_seq(seq, body) for seq, body in lines))
        write_parquet(f"{lines_sql(str(text))} ORDER BY seq", path, open_duck())
        text.unlink()
        segment = segment_of(self.home, path, day, (lines[0][0], lines[-1][0], len(lines)))
        seqs = runs([seq for seq, _ in lines])
        self._write(lambda connection: take_over(connection, segment, seqs))
        return segment

    def _drop_orphans(self) -> None:
        """Remove files that no transaction took over (a sealing that was killed)."""
        known = {segment.path for segment in self.segments("events")}
        for path in sorted((self.home / "segments" / "events").glob("day=*/*")):
            if str(path.relative_to(self.home)) not in known:
                path.unlink()

    @contextmanager
    def _sealing_alone(self) -> Iterator[None]:
        """Hold the lock that lets one process seal at a time; the system releases it when a process dies."""
        with (self.home / "seal.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def take_over(connection: sqlite3.Connection, segment: Segment, spans: list[tuple[int, int]]) -> None:
    """In the caller's transaction: the file holds the events of these spans of seqs, ends counted, from now on."""
    connection.execute(INSERT_SEGMENT, msgspec.structs.astuple(segment))
    sql = "INSERT INTO sealed SELECT event_id, seq FROM events WHERE seq BETWEEN ? AND ?"
    moved = connection.executemany(sql, spans).rowcount
    if moved != segment.n_rows:
        raise StoreError(f"{segment.n_rows - moved} of the events to seal are gone", "seal again")
    connection.executemany("DELETE FROM events WHERE seq BETWEEN ? AND ?", spans)


def runs(seqs: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as spans without a gap: first and last of each.

    Example:
        >>> runs([3, 4, 5, 9])
        [(3, 5), (9, 9)]
    """
    found: list[tuple[int, int]] = []
    for seq in seqs:
        if found and seq == found[-1][1] + 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


def new_path(folder: Path, first_seq: int) -> Path:
    """A name for a sealed file that no file ever had."""
    return folder / f"{first_seq:012d}-{new_id()[:8]}.parquet"


def segment_of(home: Path, path: Path, day: str, span: tuple[int, int, int]) -> Segment:
    """The record of a sealed file; span: first seq, last seq, rows."""
    return Segment(str(path.relative_to(home)), "events", day, *span, sha256_of(path))


def write_parquet(sql: str, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Write a query's rows as Parquet, flushed to disk together with the folder's entry; closes the connection.

    Raises:
        StoreError: the disk did not take it.
    """
    import duckdb

    try:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    except duckdb.Error as error:
        raise StoreError(f"{path.name} cannot be written: {error}", "free some space, then seal again") from error
    finally:
        connection.close()
    for flushed in (path, path.parent):
        descriptor = os.open(flushed, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _by_day(rows: Iterable[tuple[int, int, bytes]], days: frozenset[int]) -> dict[int, Lines]:
    found: dict[int, Lines] = defaultdict(list)
    for seq, at, body in rows:
        if at // DAY in days:
            found[at // DAY].append((seq, body))
    return found


def with_seq(seq: int, body: bytes) -> bytes:
    """A stored event as a JSON line that carries its seq."""
    return b'{"seq":%d,%s\n' % (seq, body[1:])


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
