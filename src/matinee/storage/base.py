"""What every table of the store shares: the home's paths, one writer, a read connection for each thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from matinee.storage.connection import as_store_errors, connect, upgrade
from matinee.storage.writer import Writer

T = TypeVar("T")


class Base:
    """An open home: writes go through one group commit, reads see every commit made before them.

    Args:
        home: the home directory.
        queue_events: how many rows may wait in memory before more are refused.
    """

    def __init__(self, home: Path, queue_events: int = 100_000) -> None:
        self.home = home
        self.path = home / "store.sqlite"
        with as_store_errors():
            home.mkdir(parents=True, exist_ok=True)
            first = connect(self.path, writing=True)
            try:
                upgrade(first)
            finally:
                first.close()
            self._writer = Writer(self.path, queue_events)
            self._watch = connect(self.path, writing=False)
        self._watch_lock = threading.Lock()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []

    def _reader(self) -> sqlite3.Connection:
        reader = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = connect(self.path, writing=False)
            self._readers.append(reader)
        return cast(sqlite3.Connection, reader)

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with as_store_errors():
            return self._reader().execute(sql, values).fetchall()

    def _row(self, sql: str, *values: object) -> Any:
        with as_store_errors():
            return self._reader().execute(sql, values).fetchone()

    def _write_soon(self, run: Callable[[sqlite3.Connection], T]) -> Future[T]:
        return self._writer.submit((), run)

    def _write(self, run: Callable[[sqlite3.Connection], T]) -> T:
        return self._write_soon(run).result()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: everything read inside belongs to one moment."""
        with as_store_errors():
            reader = connect(self.path, writing=False)
            try:
                reader.execute("BEGIN")
                yield reader
            finally:
                reader.close()

    def data_version(self) -> int:
        """A number that changes with every commit of any process; a few microseconds."""
        with as_store_errors(), self._watch_lock:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Write what waits and close every connection."""
        self._writer.close()
        for connection in (*self._readers, self._watch):
            connection.close()
