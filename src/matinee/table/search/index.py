"""The search index: items with their rows in, one read-only SQLite file with full-text tables out."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SnapshotError
from matinee.core.values import Item
from matinee.table.search.normal import plain, variants

SCHEMA: Final = 1
KINDS: Final = ("title", "other title", "person", "genre", "tag")
"""What a name can be of an item; `Name.kind` is the place in this list."""

GRAM_BUDGET: Final = 1_000
"""Names looked through per query at most, as the sum over the query's rarest trigrams; bounds the time of a query."""
MIN_GRAMS: Final = 3
MAX_NAMES: Final = 60
MAX_PREFIXES: Final = 1_000
MAX_SHORT: Final = 10
"""Names up to this length are also found by what is left when one sign is dropped from name and query: a short name
with a typo keeps too few trigrams. Two texts one typo apart share such a rest (Garbe's SymSpell, 2012)."""
_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT, kind INTEGER, rows BLOB);
CREATE TABLE rests (text TEXT, name INTEGER, PRIMARY KEY (text, name)) WITHOUT ROWID;
CREATE VIRTUAL TABLE grams USING fts5(text, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE words USING fts5(title, people, labels, synopsis, content='', prefix='2 3');
CREATE TABLE gram_counts (gram TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
"""
_INDEXES: Final = """
CREATE INDEX names_by_text ON names (text);
INSERT INTO grams (grams) VALUES ('optimize');
INSERT INTO words (words) VALUES ('optimize');
"""


class Name(NamedTuple):
    """A plain name, what it is (see KINDS), and the item rows that carry it, rising."""

    text: str
    kind: int
    rows: NDArray[np.int32]


def build_index(path: Path, items: Iterable[tuple[int, Item]]) -> None:
    """Items with their rows -> the index as a file, which must not exist yet; unavailable items are in it too.

    Raises:
        SnapshotError: the file cannot be written.
    """
    placed = [(row, item) for row, item in items if item.item]
    try:
        with sqlite3.connect(path, isolation_level=None) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.executescript(_TABLES)
            connection.execute("BEGIN")
            _write(connection, placed)
            connection.execute("COMMIT")
            connection.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise SnapshotError(
            f"the search index {path} cannot be written: {error}", "free space, then learn again"
        ) from error
    finally:
        if "connection" in locals():
            connection.close()


def _write(connection: sqlite3.Connection, placed: Sequence[tuple[int, Item]]) -> None:
    names = _names(placed)
    counts: Counter[str] = Counter()
    for text, _ in names:
        counts.update(set(grams_of(text)))
    entries = [
        (i, text, kind, np.array(rows, np.int32).tobytes()) for i, ((text, kind), rows) in enumerate(names.items())
    ]
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", entries)
    connection.executemany("INSERT INTO grams (rowid, text) VALUES (?, ?)", ((i, pad(t)) for i, t, _, _ in entries))
    rests = ((rest, i) for i, text, _, _ in entries if len(text) <= MAX_SHORT for rest in rests_of(text))
    connection.executemany("INSERT INTO rests VALUES (?, ?)", rests)
    connection.executemany("INSERT INTO gram_counts VALUES (?, ?)", counts.items())
    connection.executemany(
        "INSERT INTO words (rowid, title, people, labels, synopsis) VALUES (?, ?, ?, ?, ?)", map(_words, placed)
    )
    years = np.zeros(max((row for row, _ in placed), default=-1) + 1, np.int16)
    for row, item in placed:
        years[row] = item.year or 0
    connection.execute("INSERT INTO meta VALUES ('years', ?), ('schema', ?)", (years.tobytes(), SCHEMA))


def _words(entry: tuple[int, Item]) -> tuple[int, str, str, str, str]:
    row, item = entry
    labels = (*item.genres, *item.tags, item.brand)
    title, people, label, synopsis = (
        plain(" . ".join(names)) for names in ((item.title, *item.titles), item.people, labels, (item.synopsis,))
    )
    return row, title, people, label, synopsis


def _names(placed: Sequence[tuple[int, Item]]) -> dict[tuple[str, int], list[int]]:
    """(plain name, kind) -> rows that carry it."""
    names: dict[tuple[str, int], list[int]] = {}
    for row, item in placed:
        for key in dict.fromkeys(_names_of(item)):
            names.setdefault(key, []).append(row)
    return names


def _names_of(item: Item) -> Iterator[tuple[str, int]]:
    yield from ((form, 0) for form in variants(item.title))
    yield from ((form, 1) for title in item.titles for form in variants(title))
    for kind, labels in enumerate((item.people, item.genres, (*item.tags, item.brand)), 2):
        yield from ((form, kind) for label in labels if (form := plain(label)))


def pad(text: str) -> str:
    """A plain name with blanks round it, so that its first and last signs make trigrams of their own."""
    return f"  {text} "


def grams_of(text: str) -> list[str]:
    """The trigrams of a plain name."""
    padded = pad(text)
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


def rests_of(text: str) -> set[str]:
    """A text, and it with one sign dropped.

    Example:
        >>> sorted(rests_of("joy"))
        ['jo', 'joy', 'jy', 'oy']
    """
    return {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))}


class SearchIndex:
    """An open index. Any number of threads may read it; the file is never written again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._gram_counts: Mapping[str, int] = dict(self._read("SELECT gram, n FROM gram_counts"))
        meta: dict[str, Any] = dict(self._read("SELECT name, value FROM meta"))
        if meta.get("schema") != SCHEMA:
            raise SnapshotError(f"the search index {path} has schema {meta.get('schema')}", "learn again")
        self.years: NDArray[np.int16] = np.frombuffer(meta["years"], np.int16)  # (rows,), 0 where unknown

    def _read(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        connection = getattr(self._local, "connection", None)
        try:
            if connection is None:
                address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
                connection = self._local.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise SnapshotError(f"the search index {self._path} cannot be read: {error}", "learn again") from error

    def names_near(self, text: str) -> list[Name]:
        """Names that share the query's rarest trigrams, and short ones that differ in a sign: at most 2 MAX_NAMES."""
        near = "SELECT rowid FROM grams WHERE grams MATCH ? ORDER BY rank LIMIT ?"
        values: list[object] = [" OR ".join(f'"{gram}"' for gram in self._rare_grams(text)) or '""', MAX_NAMES]
        if len(text) <= MAX_SHORT + 1:
            rests = rests_of(text)
            near = f"{near}) OR id IN (SELECT name FROM rests WHERE text IN ({','.join('?' * len(rests))}) LIMIT ?"
            values += [*sorted(rests), MAX_NAMES]
        return self._names(f"SELECT text, kind, rows FROM names WHERE id IN ({near})", values)

    def _rare_grams(self, text: str) -> list[str]:
        """The query's rarest trigrams, as many as GRAM_BUDGET allows."""
        counts = self._gram_counts
        known = sorted({gram for gram in grams_of(text) if gram in counts}, key=lambda gram: (counts[gram], gram))
        spent = np.cumsum([counts[gram] for gram in known])
        return known[: max(MIN_GRAMS, int(np.searchsorted(spent, GRAM_BUDGET, "right")))]

    def names_from(self, text: str) -> list[Name]:
        """Names that begin with the text, in the order of the alphabet: at most MAX_PREFIXES."""
        sql = "SELECT text, kind, rows FROM names WHERE text >= ? AND text < ? ORDER BY text LIMIT ?"
        return self._names(sql, (text, text + "\U0010ffff", MAX_PREFIXES))

    def _names(self, sql: str, values: Sequence[object]) -> list[Name]:
        found = self._read(sql, values)
        return [Name(text, kind, np.frombuffer(rows, np.int32)) for text, kind, rows in found]

    def rows_with(self, words: Sequence[str], every: bool, limit: int) -> NDArray[np.int32]:
        """Item rows whose texts hold the words (the last one may be half typed), best first.

        Args:
            words: plain words.
            every: all of them, else any of them.
            limit: how many rows at most.
        """
        terms = [f'"{word}"' for word in words]
        if not terms:
            return np.empty(0, np.int32)
        match = (" AND " if every else " OR ").join([*terms[:-1], terms[-1] + "*"])
        sql = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 8.0, 5.0, 4.0, 1.0), rowid LIMIT ?"
        return np.array([row for (row,) in self._read(sql, (match, limit))], np.int32)

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        if (connection := getattr(self._local, "connection", None)) is not None:
            connection.close()
            del self._local.connection
