"""Members' and guests' ids in; everything held on them erased from every file of the store, a receipt out."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec

from matinee.core.errors import StoreError
from matinee.storage.connection import as_store_errors, connect
from matinee.storage.messages import forget_in_plans
from matinee.storage.seal import INSERT_SEGMENT, new_path, segment_of, write_parquet
from matinee.storage.segments import open_duck
from matinee.storage.slots import Slots
from matinee.storage.values import Doubt, Segment

_OF_ITEMS: Final = ("item", "items")
FORGOTTEN: Final = "forgotten"
"""Near-line name whose value changes whenever somebody is forgotten: processes then let go of what they keep."""


class Forgotten(msgspec.Struct, frozen=True):
    """How many rows of each kind are gone, and how many sealed files were written anew without them."""

    events: int
    sealed_events: int
    decisions: int
    quarantined: int
    profiles: int
    members: int
    links: int
    messages: int
    segments: int


class Forgetting(Slots):
    """Erase what is held on somebody."""

    def forget(self, who: Sequence[str]) -> Forgotten:
        """Erase everything held under these ids (a member's and those of the guests that they were).

        Sealed files that hold their events are written anew without them; then the database is rewritten and its
        write-ahead log emptied, so that no byte of the ids is left in a file of the store. Takes seconds on a large
        home; sealing waits meanwhile. An event sent again after this is a new one.

        Raises:
            StoreError: a file could not be written, or other processes hold the database; run it again.
        """
        ids = tuple(who)
        with as_store_errors(), self._sealing_alone():
            self._drop_orphans()
            replaced = [found for segment in self.segments() if (found := self._without(segment, ids))]
            replaced += [(old, new, []) for old, new in self.without_slots(ids)]
            receipt = self._write(lambda connection: _erase(connection, ids, replaced))
            for old, _, _ in replaced:
                (self.home / old.path).unlink()
        self._scrub()
        return receipt

    def _without(self, segment: Segment, ids: tuple[str, ...]) -> tuple[Segment, Segment | None, list[str]] | None:
        """(file, the file without these ids, event ids that went), None where it holds nothing of them."""
        path = str(self.home / segment.path)
        theirs = "(list_contains(?, member) OR list_contains(?, anonymous))"
        given = [[path], list(ids), list(ids)]
        duck = open_duck()
        gone = duck.execute(f"SELECT event_id FROM read_parquet(?) WHERE {theirs}", given).fetchall()
        if not gone:
            return None
        rest = duck.execute(
            f"CREATE TABLE rest AS SELECT * FROM read_parquet(?) WHERE NOT {theirs} ORDER BY seq", given
        )
        n_rows, first, last = rest.execute("SELECT count(*), min(seq), max(seq) FROM rest").fetchone() or (0, 0, 0)
        made = None
        if n_rows:
            target = new_path((self.home / segment.path).parent, first)
            write_parquet("SELECT * FROM rest", target, duck)
            made = segment_of(self.home, target, segment.day, (first, last, n_rows))
        return segment, made, [row[0] for row in gone]

    def _scrub(self) -> None:
        """Rewrite the database, so that freed pages hold nothing, and empty its write-ahead log."""
        with as_store_errors():
            connection = connect(self.path, writing=True)
            try:
                connection.execute("VACUUM")
                for _ in range(100):
                    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                    if not busy:
                        return
                    time.sleep(0.05)
            finally:
                connection.close()
        raise StoreError("the store is being read, so that old pages cannot be overwritten", "run forget again")


def _erase(
    connection: sqlite3.Connection, ids: tuple[str, ...], replaced: list[tuple[Segment, Segment | None, list[str]]]
) -> Forgotten:
    sealed = 0
    for old, new, gone in replaced:
        connection.execute("DELETE FROM segments WHERE path = ?", (old.path,))
        if new is not None:
            connection.execute(INSERT_SEGMENT, msgspec.structs.astuple(new))
        sealed += connection.executemany("DELETE FROM sealed WHERE event_id = ?", [(one,) for one in gone]).rowcount
    connection.execute(
        "INSERT INTO nearline VALUES (?, randomblob(8)) ON CONFLICT DO UPDATE SET body = excluded.body", (FORGOTTEN,)
    )
    forget_in_plans(connection, ids)
    events = _delete(connection, _THEIR_EVENTS, ids)
    connection.execute("UPDATE counters SET value = value - ? WHERE name = 'events'", (events + sealed,))
    found = connection.execute("SELECT id, body, reason, received_at, event_id, member FROM quarantine")
    theirs = [(doubt.id,) for row in found.fetchall() if is_about(doubt := Doubt(*row), ids)]
    connection.executemany("DELETE FROM quarantine WHERE id = ?", theirs)
    _delete(connection, "DELETE FROM silent WHERE member = ?1", ids)
    return Forgotten(
        events=events,
        sealed_events=sealed,
        decisions=_delete(connection, "DELETE FROM decisions WHERE who = ?1", ids),
        quarantined=len(theirs),
        profiles=_delete(connection, "DELETE FROM profiles WHERE who = ?1", ids),
        members=_delete(connection, "DELETE FROM members WHERE member = ?1", ids),
        links=_delete(connection, "DELETE FROM links WHERE member = ?1 OR anonymous = ?1", ids),
        messages=_delete(connection, "DELETE FROM messages WHERE member = ?1", ids),
        segments=len(replaced),
    )


# Events of somebody else that name a guest go too: they say who that guest became.
_THEIR_EVENTS: Final = "DELETE FROM events WHERE who = ?1 OR CAST(body AS TEXT) ->> '$.anonymous' = ?1"


def _delete(connection: sqlite3.Connection, sql: str, ids: tuple[str, ...]) -> int:
    return int(connection.executemany(sql, [(one,) for one in ids]).rowcount)


def is_about(doubt: Doubt, ids: Collection[str]) -> bool:
    """Whether a refused event is about one of these: it names them in any field but those of items, as text or as a
    number; where it is no JSON, whether their id stands in it."""
    if doubt.member in ids:
        return True
    try:
        return _names(json.loads(doubt.body), ids)
    except (ValueError, RecursionError):
        return any(one in doubt.body or json.dumps(one)[1:-1] in doubt.body for one in ids)


def _names(value: Any, ids: Collection[str]) -> bool:
    if isinstance(value, dict):
        return any(key in ids or (key not in _OF_ITEMS and _names(one, ids)) for key, one in value.items())
    if isinstance(value, list):
        return any(_names(one, ids) for one in value)
    return isinstance(value, str | int | float) and str(value) in ids
