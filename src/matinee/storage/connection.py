"""A path in, an open SQLite connection out, set so that a commit is durable; its errors become StoreError."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

from matinee.core.errors import StoreError

MIGRATIONS: Final = ("schema_001.sql", "schema_002.sql", "schema_003.sql")
"""SQL that takes a store from version n to n + 1; a store's version is how many of them it has had."""

_BUSY_MILLISECONDS: Final = 30_000
_WAYS_OUT: Final = {
    "full": "free some space on the disk that holds the home; nothing that was acknowledged is lost",
    "disk i/o": "look at free space, limits and the health of the disk; nothing that was acknowledged is lost",
    "readonly": "make the home writable for this user, or mount its disk read-write",
    "unable to open": "check that the home exists and may be read and written by this user",
    "locked": "another process holds the store; wait for it or stop it, then try again",
    "malformed": "run 'matinee doctor'; restore a backup with 'matinee restore'",
    "not a database": "run 'matinee doctor'; restore a backup with 'matinee restore'",
}


def store_error(error: sqlite3.Error | OSError) -> StoreError:
    """What SQLite or the system said -> an error that names the way out."""
    text = str(error)
    way_out = next((way for word, way in _WAYS_OUT.items() if word in text.lower()), "run 'matinee doctor'")
    return StoreError(f"the store answered: {text}", way_out)


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Turn SQLite's and the system's errors into StoreError.

    Raises:
        StoreError: the store cannot be read or written.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise store_error(error) from error


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """Open the store; a writing connection flushes at every commit (WAL, synchronous=FULL)."""
    mode = "rwc" if writing else "ro"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_MILLISECONDS / 1000,
    )
    if writing:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations this store has had; 0 for an empty file."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return 0
    found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return int(found[0]) if found else 0


def upgrade(connection: sqlite3.Connection) -> int:
    """Bring the store to this program's version, each step in a transaction of its own; return that version.

    Raises:
        StoreError: the store was written by a newer program.
    """
    found = version_of(connection)
    if found > len(MIGRATIONS):
        raise StoreError(
            f"the store has schema {found}, this program knows up to {len(MIGRATIONS)}",
            "install the Matinee that wrote it, or a newer one",
        )
    for number in range(found, len(MIGRATIONS)):
        sql = (files("matinee.storage") / MIGRATIONS[number]).read_text("utf-8")
        mark = f"INSERT OR REPLACE INTO meta VALUES ('schema', '{number + 1}');"
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\n{mark}\nCOMMIT;")
        except sqlite3.OperationalError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if version_of(connection) <= number:  # not done by another process in the meantime
                raise
    return len(MIGRATIONS)
