"""What learning publishes and serving reads: columns over item rows, graphs between items, weights, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SNAPSHOT_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Graph:
    """Weighted edges from rows to rows: row i points to `indices[indptr[i]:indptr[i + 1]]` with `values`."""

    indptr: NDArray[np.int64]  # (n + 1,)
    indices: NDArray[np.int32]  # (e,)
    values: NDArray[np.float32]  # (e,)

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @classmethod
    def empty(cls, n: int = 0) -> Graph:
        """A graph of n rows without an edge."""
        return cls(np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))

    def of(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Where one row points, and how strongly; nothing for a row that came after the graph."""
        if not 0 <= row < len(self):
            return self.indices[:0], self.values[:0]
        span = slice(self.indptr[row], self.indptr[row + 1])
        return self.indices[span], self.values[span]

    def edges(self, rows: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The edges leaving these rows: (position in `rows`, position in `indices`); rows past the graph have none."""
        inside = None
        if len(rows) and int(rows.max()) >= len(self):
            inside = np.flatnonzero(rows < len(self))
            rows = rows[inside]
        starts = self.indptr.take(rows)
        lengths = self.indptr.take(rows + 1) - starts
        ends = lengths.cumsum()
        at = (starts - ends + lengths).repeat(lengths)
        at += np.arange(len(at))
        return np.arange(len(rows)).repeat(lengths) if inside is None else inside.repeat(lengths), at

    def push(self, rows: NDArray[Any], weights: NDArray[Any], n: int) -> NDArray[np.float64]:
        """Sum of `weights` carried along the edges from `rows`: (n,)."""
        source, at = self.edges(rows)
        carried = self.values.take(at) * weights.take(source)
        return np.bincount(self.indices.take(at), carried, n)[:n].astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True)
class Nearline:
    """Between two snapshots: item rows that trend now, and how strongly, counted at the edge of a time bucket."""

    version: int = 0
    at: int = 0
    rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    lift: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    events: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An immutable, versioned result of learning. Columns are (n_items,) by item row; times UTC microseconds.

    counts, recent: members who liked the item, ever and in the popular window; quality: shrunk mean liking in [-1, 1];
    linear: item-item weights (EDLAE); directed: what came after what, by distance; together: members who liked both.
    genre_best, people_best: by label code, item rows from best down. weights: the blend, one per feature, in logits.
    """

    version: str
    n_items: int
    data_from: int
    data_until: int
    counts: NDArray[np.int32]
    recent: NDArray[np.int32]
    quality: NDArray[np.float32]
    linear: Graph
    directed: Graph
    together: Graph
    genre_best: Graph
    people_best: Graph
    genre_share: NDArray[np.float32]  # (genres,) share of liking that each genre has
    popular_rows: NDArray[np.int32]  # from most to least
    recent_rows: NDArray[np.int32]
    newest_rows: NDArray[np.int32]
    gem_rows: NDArray[np.int32]
    weights: NDArray[np.float64]  # (features + 1,) the last is the offset
    evidence: Mapping[str, int]
    manifest: Mapping[str, Any]
    source: str = ""
    learned: Mapping[str, NDArray[Any]] = field(default_factory=dict)  # what single parts learned, by "part.name"

    @classmethod
    def empty(cls) -> Snapshot:
        """What a fresh home serves from: nothing learned yet."""
        none, nof, no = np.zeros(0, np.int32), np.zeros(0, np.float32), Graph.empty()
        return cls(
            "none", 0, 0, 0, none, none, nof, no, no, no, no, no, nof, none, none, none, none, np.zeros(0), {}, {},
        )  # fmt: skip
