"""Decisions and the near-line state, packed by those who make them: kept with id, time and whose they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future

from matinee.storage.base import Base

DecisionRow = tuple[str, int, str, bytes]
"""id, at (UTC microseconds), who, packed decision"""


class Choices(Base):
    """Write and read packed decisions and near-line state."""

    def put_decisions(self, decisions: Sequence[DecisionRow]) -> Future[int]:
        """Queue decisions for the next commit; one with an id that is held replaces it (rows loaded later append).

        What is queued and not committed is lost in a crash: at most the pages of the last few milliseconds.
        """
        rows = list(decisions)
        return self._write_soon(lambda connection: _put(connection, rows))

    def decision(self, decision: str) -> DecisionRow | None:
        """The decision of this id, None where there is none."""
        found = self._row("SELECT id, at, who, body FROM decisions WHERE id = ?", decision)
        return tuple(found) if found else None

    def decisions_of(self, who: str, limit: int = 100, before: int | None = None) -> list[DecisionRow]:
        """The latest decisions of a member or guest, newest first, at most `limit`, made at or before a time."""
        sql = "SELECT id, at, who, body FROM decisions WHERE who = ? AND at <= ? ORDER BY at DESC, number DESC LIMIT ?"
        return self._rows(sql, who, 2**62 if before is None else before, limit)

    def decisions(self, after: int = 0, limit: int = -1, since: int = 0) -> list[tuple[int, str, int, str, bytes]]:
        """(number, id, at, who, packed) in the order in which they came, those with a number above `after` that were
        made at or after `since` (UTC microseconds)."""
        sql = "SELECT number, id, at, who, body FROM decisions WHERE number > ? AND at >= ? ORDER BY number LIMIT ?"
        return self._rows(sql, after, since, limit)

    def n_decisions(self) -> int:
        """How many decisions are held."""
        return int(self._row("SELECT count(*) FROM decisions")[0])

    def nearline_put(self, version: str, body: bytes) -> None:
        """Keep a packed near-line state under a name."""
        sql = "INSERT INTO nearline VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
        self._write(lambda connection: connection.execute(sql, (version, body)).rowcount)

    def nearline_keep(self, version: str, body: bytes) -> bytes:
        """Keep a state under a name unless one is kept already; what is kept now."""
        sql = "INSERT INTO nearline VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._write(lambda connection: connection.execute(sql, (version, body)).rowcount)
        return self.nearline_get(version) or body

    def nearline_named(self, prefix: str) -> dict[str, bytes]:
        """Every state kept under a name that begins so, by name."""
        sql = "SELECT version, body FROM nearline WHERE version >= ? AND version < ? ORDER BY version"
        return dict(self._rows(sql, prefix, prefix + chr(0x10FFFF)))

    def nearline_get(self, version: str) -> bytes | None:
        """The near-line state kept under a name."""
        found = self._row("SELECT body FROM nearline WHERE version = ?", version)
        return found[0] if found else None


def _put(connection: sqlite3.Connection, rows: list[DecisionRow]) -> int:
    sql = (
        "INSERT OR REPLACE INTO decisions (id, at, who, body) VALUES (?, ?, ?, ?)"  # what is replaced has a new number
    )
    return int(connection.executemany(sql, rows).rowcount) if rows else 0
