"""Items in, each with a row for ever and a version for each change; the catalogue as of any version out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from matinee.core.values import Item
from matinee.storage.base import Base

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Item).decode


class Catalogue(Base):
    """Write and read items."""

    def put_items(self, items: Sequence[Item]) -> int:
        """Write items that are new or differ from what is held; the catalogue's version after it.

        The version goes up by one for each call that changed something, whatever the number of items.
        """
        bodies = {item.item: _encode(item) for item in items}
        return self._write(lambda connection: _put(connection, bodies))

    def items(self, changed_after: int = 0) -> list[tuple[int, int, Item]]:
        """(row, version of its last change, item) of every item changed after a version, by row."""
        # +row: by the index on version, not by a walk over all rows in their order
        sql = "SELECT row, version, body FROM items WHERE version > ? ORDER BY +row"
        return [(row, version, _decode(body)) for row, version, body in self._rows(sql, changed_after)]

    def items_as_of(self, version: int) -> list[tuple[int, int, Item]]:
        """(row, version, item) of every item as it was at a version, by row."""
        # SQLite gives the body of the row that has the maximum
        sql = "SELECT row, max(version), body FROM item_versions WHERE version <= ? GROUP BY row ORDER BY row"
        return [(row, found, _decode(body)) for row, found, body in self._rows(sql, version)]

    def item(self, item: str) -> tuple[int, Item] | None:
        """(row, item) of this id, None where there is none."""
        found = self._row("SELECT row, body FROM items WHERE item = ?", item)
        return (found[0], _decode(found[1])) if found else None

    def item_ids(self) -> list[str]:
        """Every item id; its place in the list is its row."""
        return [row[0] for row in self._rows("SELECT item FROM items ORDER BY row")]


def _put(connection: sqlite3.Connection, bodies: dict[str, bytes]) -> int:
    known = {item: (row, body) for item, row, body in _known(connection, bodies)}
    version = int(connection.execute("SELECT coalesce(max(version), 0) FROM items").fetchone()[0])
    row = int(connection.execute("SELECT coalesce(max(row), -1) FROM items").fetchone()[0])
    changed: list[tuple[int, str, int, bytes]] = []
    for item, body in bodies.items():
        if item not in known:
            row += 1
            changed.append((row, item, version + 1, body))
        elif known[item][1] != body:
            changed.append((known[item][0], item, version + 1, body))
    connection.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?)"
        " ON CONFLICT (item) DO UPDATE SET version = excluded.version, body = excluded.body",
        changed,
    )
    connection.executemany(
        "INSERT INTO item_versions VALUES (?, ?, ?)", [(row, at, body) for row, _, at, body in changed]
    )
    return version + bool(changed)


def _known(connection: sqlite3.Connection, items: Iterable[str]) -> Iterable[tuple[str, int, bytes]]:
    for item in items:
        found = connection.execute("SELECT item, row, body FROM items WHERE item = ?", (item,)).fetchone()
        if found:
            yield found
