"""The quarantine: events that the door refused in, with their reason; listed and taken out once mended."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from matinee.storage.base import Base
from matinee.storage.values import Doubt

DoubtRow = tuple[str, str, int, str, str]
"""body as text, reason, received at (UTC microseconds), event_id or '', member or ''"""


class Quarantine(Base):
    """Write and read refused events; the same one refused twice for the same reason stands once."""

    def quarantine_soon(self, doubts: Sequence[DoubtRow]) -> Future[int]:
        """Queue refused events for the next commit; how many of them are new."""
        rows = [
            (_hash(body, reason), body, reason, at, event_id, member) for body, reason, at, event_id, member in doubts
        ]
        return self._write_soon(lambda connection: _add(connection, rows))

    def quarantine_add(self, doubts: Sequence[DoubtRow]) -> int:
        """Keep refused events; how many of them are new."""
        return self.quarantine_soon(doubts).result()

    def quarantine(self, limit: int = -1) -> list[Doubt]:
        """Refused events, oldest first."""
        sql = "SELECT id, body, reason, received_at, event_id, member FROM quarantine ORDER BY id LIMIT ?"
        return [Doubt(*row) for row in self._rows(sql, limit)]

    def n_quarantined(self) -> int:
        """How many refused events are held."""
        return int(self._row("SELECT count(*) FROM quarantine")[0])

    def quarantine_remove(self, ids: Sequence[int]) -> None:
        """Take events out of the quarantine."""
        rows = [(number,) for number in ids]
        self._write(lambda connection: connection.executemany("DELETE FROM quarantine WHERE id = ?", rows).rowcount)


def _hash(body: str, reason: str) -> str:
    return hashlib.blake2b(f"{reason}\x1f{body}".encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _add(connection: sqlite3.Connection, rows: list[tuple[str, str, str, int, str, str]]) -> int:
    sql = (
        "INSERT INTO quarantine (hash, body, reason, received_at, event_id, member)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    )
    return int(connection.executemany(sql, rows).rowcount) if rows else 0
