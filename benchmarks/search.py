"""Known-item search with one typo, beside plain FTS5 trigrams; arguments: a MovieLens folder, a number of queries."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from matinee.catalog.importers.movielens import read_items
from matinee.core.values import Item
from matinee.table.search.find import search
from matinee.table.search.index import SearchIndex, build_index, grams_of, pad
from matinee.table.search.normal import plain

SEED = 20_161_016
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mistyped(rng: random.Random, text: str) -> str:
    """The text with one sign replaced, left out, put in, or swapped with the next."""
    i, sign = rng.randrange(len(text)), rng.choice(LETTERS)
    swapped = text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :]
    return rng.choice([text[:i] + sign + text[i + 1 :], text[:i] + text[i + 1 :], text[:i] + sign + text[i:], swapped])


def measure(
    name: str, items: Sequence[Item], queries: Sequence[tuple[int, str]], find: Callable[[str], list[int]]
) -> None:
    """Print hit@1, hit@5 and times of a way to search."""
    first = five = 0
    wall, cpu = [], []
    for row, query in queries:
        began, used = time.perf_counter(), time.thread_time()
        rows = find(query)[:5]
        wall.append(time.perf_counter() - began)
        cpu.append(time.thread_time() - used)
        first += rows[:1] == [row]
        five += row in rows
    times = [f"{np.percentile(v, p) * 1e3:.1f}" for v in (wall, cpu) for p in (50, 99)]
    print(
        f"{name}: {len(items):,} titles, {len(queries):,} queries: hit@1 {first / len(queries):.3f}, "
        f"hit@5 {five / len(queries):.3f}; p50 {times[0]} ms, p99 {times[1]} ms (of CPU {times[2]}, {times[3]} ms)"
    )


def plain_trigrams(path: Path, items: Sequence[Item]) -> Callable[[str], list[int]]:
    """Any shared trigram, best bm25 first: what FTS5 offers by itself."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='trigram')")
    connection.executemany(
        "INSERT INTO t (rowid, text) VALUES (?, ?)", ((r, pad(plain(i.title))) for r, i in enumerate(items))
    )

    def find(query: str) -> list[int]:
        match = " OR ".join(f'"{gram}"' for gram in sorted(set(grams_of(plain(query)))))
        return [
            row for (row,) in connection.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 5", (match,))
        ]

    return find


def main() -> None:
    """Print a line for titles, for titles with their year, and for the peer."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("examples/data/movielens-small")
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    items = list(read_items(folder))
    rng = random.Random(SEED)
    rows = rng.sample(range(len(items)), min(n, len(items)))
    titles = [(row, mistyped(rng, items[row].title)) for row in rows]
    years = [(row, mistyped(rng, f"{items[row].title} ({items[row].year})")) for row in rows]
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        build_index(Path(place) / "search.sqlite", list(enumerate(items)))
        print(f"built in {time.perf_counter() - began:.1f} s")
        index = SearchIndex(Path(place) / "search.sqlite")
        measure("title", items, titles, lambda query: search(index, query).rows.tolist())
        measure("title and year", items, years, lambda query: search(index, query).rows.tolist())
        measure("plain FTS5", items, titles, plain_trigrams(Path(place) / "peer.sqlite", items))
        index.close()


if __name__ == "__main__":
    main()
