"""Jobs in, one durable commit for all that wait, their results out: the group commit behind every write."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeVar

from matinee.core.errors import StoreError, TooBusy
from matinee.storage.connection import connect, store_error
from matinee.storage.values import Appended

T = TypeVar("T")
EventRow = tuple[str, str, int, bytes]  # event_id, who, at, body
_GROUP: Final = 20_000  # rows in one commit at most
_INSERT: Final = (
    "INSERT INTO events (event_id, who, at, body) SELECT ?1, ?2, ?3, ?4"
    " WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE event_id = ?1) ON CONFLICT DO NOTHING"
)
_COUNT: Final = (
    "UPDATE counters SET value = CASE name WHEN 'events' THEN value + ?1 ELSE max(value, ?2) END"
    " WHERE name IN ('events', 'latest_at')"
)


class Job:
    """Rows to append, or a function to run inside the transaction, and the future of its result."""

    __slots__ = ("future", "result", "rows", "run", "weight")

    def __init__(self, rows: Sequence[EventRow], run: Callable[[sqlite3.Connection], Any] | None) -> None:
        self.rows = rows
        self.run = run
        self.weight = max(1, len(rows))
        self.future: Future[Any] = Future()
        self.result: Any = None


class Writer:
    """One connection and one thread that commits everything that waits with one flush.

    Args:
        path: the SQLite file.
        queue_rows: how many rows may wait before more are refused.
    """

    def __init__(self, path: Path, queue_rows: int) -> None:
        self._connection = connect(path, writing=True)
        self._queue: deque[Job] = deque()
        self._waiting = 0
        self._limit = queue_rows
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._loop, name="matinee-writer", daemon=True)
        self._thread.start()

    def submit(self, rows: Sequence[EventRow], run: Callable[[sqlite3.Connection], T] | None = None) -> Future[Any]:
        """Queue a job; the future is done once it is durable.

        Raises:
            TooBusy: more rows wait than may be kept in memory.
            StoreError: the store is closed.
        """
        job = Job(rows, run)
        with self._wake:
            if self._closing:
                raise StoreError("the store is closed", "open the home again")
            if self._waiting and self._waiting + job.weight > self._limit:
                raise TooBusy(f"{self._waiting} rows wait to be written", "send this again in a second")
            self._queue.append(job)
            self._waiting += job.weight
            self._wake.notify()
        return job.future

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._connection.close()

    def _take(self) -> list[Job]:
        """Wait for work; as many jobs as fit one commit, none when closing."""
        with self._wake:
            while not self._queue and not self._closing:
                self._wake.wait()
            taken: list[Job] = []
            weight = 0
            while self._queue and weight < _GROUP:
                job = self._queue.popleft()
                taken.append(job)
                weight += job.weight
            self._waiting -= weight
            return taken

    def _loop(self) -> None:
        while jobs := self._take():
            try:
                self._commit(jobs)
            except (sqlite3.Error, OSError) as error:
                self._rollback()
                for job in jobs:
                    job.result = store_error(error)
            for job in jobs:
                if isinstance(job.result, Exception):
                    job.future.set_exception(job.result)
                else:
                    job.future.set_result(job.result)

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _commit(self, jobs: list[Job]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for appends, group in groupby(jobs, key=lambda job: job.run is None):
            if appends:
                _append_all(self._connection, list(group))
            else:
                for job in group:
                    _run_one(self._connection, job)
        self._connection.execute("COMMIT")


def _append_all(connection: sqlite3.Connection, jobs: list[Job]) -> None:
    """Append the rows of many jobs in one go; only where one of them was known already, job by job."""
    if len(jobs) > 1:
        connection.execute("SAVEPOINT together")
        rows = [row for job in jobs for row in job.rows]
        together = append_rows(connection, rows)
        if not together.duplicate:
            for job in jobs:
                job.result = Appended(len(job.rows), 0, together.seq)
        else:
            connection.execute("ROLLBACK TO together")
        connection.execute("RELEASE together")
        if not together.duplicate:
            return
    for job in jobs:
        job.result = append_rows(connection, job.rows)


def append_rows(connection: sqlite3.Connection, rows: Sequence[EventRow]) -> Appended:
    """In the caller's transaction: append rows whose event_id is new."""
    new = connection.executemany(_INSERT, rows).rowcount if rows else 0
    if new:
        connection.execute(_COUNT, (new, max(row[2] for row in rows)))
    return Appended(new, len(rows) - new, last_seq(connection))


def last_seq(connection: sqlite3.Connection) -> int:
    """The highest seq ever given out, 0 before the first event."""
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(found[0]) if found else 0


def _run_one(connection: sqlite3.Connection, job: Job) -> None:
    """Run one function in a savepoint, so that its failure undoes nothing of the others."""
    assert job.run is not None
    connection.execute("SAVEPOINT one")
    try:
        job.result = job.run(connection)
    except Exception as error:
        if not connection.in_transaction:  # the disk took the whole transaction with it
            raise
        connection.execute("ROLLBACK TO one")
        job.result = store_error(error) if isinstance(error, sqlite3.Error) else error
    connection.execute("RELEASE one")
