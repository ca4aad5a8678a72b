"""Times from which on each kind of data is kept in; what is older gone, and how much of it there was, out."""

from __future__ import annotations

import shutil
import sqlite3

import msgspec

from matinee.core.clock import DAY, MINUTE, day_of
from matinee.storage import snapshots
from matinee.storage.connection import as_store_errors
from matinee.storage.slots import KIND, Slots
from matinee.storage.values import Segment


class Dropped(msgspec.Struct, frozen=True):
    """How much of each kind went; files are sealed files that went whole."""

    events: int
    decisions: int
    quarantined: int
    messages: int
    files: int
    snapshots: int


class Since(msgspec.Struct, frozen=True):
    """UTC microseconds from which on each kind is kept; 0 keeps all. snapshots: how many of the newest are kept."""

    events: int = 0
    decisions: int = 0
    quarantine: int = 0
    messages: int = 0
    snapshots: int = 0


class Retaining(Slots):
    """Let go of what is old."""

    def drop_before(self, since: Since) -> Dropped:
        """Drop what is older. Events go by sealed days: seal them first. Ids of sealed events stay, so that one sent
        again is still known; profiles stay as they were packed.

        Raises:
            StoreError: the store could not be written; run it again.
        """
        with as_store_errors(), self._sealing_alone():
            old = [one for one in self.segments("events") if one.day < day_of(since.events // DAY * DAY)]
            found = self._write(lambda connection: _drop(connection, since, old))
            old += self._emptied_slots()
            for segment in old:
                (self.home / segment.path).unlink(missing_ok=True)
        return Dropped(*found, len(old), self._drop_snapshots(since.snapshots))

    def _emptied_slots(self) -> list[Segment]:
        """Packed files none of whose decisions is left."""
        first = self._row("SELECT min(number) FROM decisions")[0]
        done = [one for one in self.segments(KIND) if first is None or one.last_seq < first]
        paths = [(one.path,) for one in done]
        self._write(lambda c: c.executemany("DELETE FROM segments WHERE path = ?", paths).rowcount)
        return done

    def _drop_snapshots(self, keep: int) -> int:
        """Remove versions but for the newest `keep` and the current one; 0 keeps all."""
        folder = self.home / "snapshots"
        old = snapshots.versions(folder)[:-keep] if keep else []
        gone = [version for version in old if version != snapshots.current(folder)]
        for version in gone:
            shutil.rmtree(folder / version, ignore_errors=True)
        return len(gone)


def _drop(connection: sqlite3.Connection, since: Since, old: list[Segment]) -> tuple[int, int, int, int]:
    connection.executemany("DELETE FROM segments WHERE path = ?", [(one.path,) for one in old])
    events = sum(one.n_rows for one in old)
    decisions = connection.execute("DELETE FROM decisions WHERE at < ?", (since.decisions,)).rowcount
    buckets = "DELETE FROM nearline WHERE version LIKE 'trending:%' AND CAST(substr(version, 10) AS INTEGER) * ? < ?"
    connection.execute(buckets, (5 * MINUTE, since.decisions))
    doubts = connection.execute("DELETE FROM quarantine WHERE received_at < ?", (since.quarantine,)).rowcount
    done = "DELETE FROM messages WHERE at < ? AND state IN ('sent', 'failed', 'dropped')"
    return events, decisions, doubts, connection.execute(done, (since.messages,)).rowcount
