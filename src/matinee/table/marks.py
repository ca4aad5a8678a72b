"""Marks: a catalogue in, one sparse unit vector per item over its genres, tags, people and brands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView

KINDS: Final = ("genres", "tags", "people", "brands")
"""What an item is marked by; codes of the first kind come first."""
LEAST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Marks:
    """Row r carries `indices[indptr[r]:indptr[r + 1]]` with `values`, of unit length: the rarer the heavier.

    `first` says at which mark the codes of each kind begin; the last entry is how many marks there are.
    """

    indptr: NDArray[np.int64]  # (rows + 1,)
    indices: NDArray[np.int32]  # (entries,)
    values: NDArray[np.float32]  # (entries,)
    first: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many marks there are."""
        return self.first[-1]

    def spans(self, rows: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The entries of these rows: (where each row's begin, (rows,)), (place of each entry, flat)."""
        starts = self.indptr[rows]
        lengths = self.indptr[rows + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        begins = ends - lengths
        return begins, np.arange(total) + np.repeat(starts - begins, lengths)


def build_marks(catalog: CatalogView) -> Marks:
    """Genres, tags, people and brands of every item, weighted by the root of log(items / items that carry it)."""
    labels: list[Labels] = [getattr(catalog, kind) for kind in KINDS]
    first = np.concatenate([[0], np.cumsum([len(table.names) for table in labels])]).astype(int)
    rows = np.concatenate([table.rows() for table in labels])
    codes = np.concatenate([table.indices + np.int32(begin) for table, begin in zip(labels, first, strict=False)])
    n, carried = len(catalog), np.maximum(np.bincount(codes, minlength=int(first[-1])), 1)
    weight = np.sqrt(np.maximum(np.log(max(n, 1) / carried), LEAST))[codes]
    length = np.sqrt(np.bincount(rows, weight**2, n))
    order = np.argsort(rows, kind="stable")
    values = (weight / np.maximum(length[rows], 1e-9)).astype(np.float32)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))]).astype(np.int64)
    return Marks(indptr, codes[order].astype(np.int32), values[order], tuple(int(b) for b in first))


NO_MARKS: Final = Marks(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), (0,) * 5)
"""Of no catalogue."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What each of c channels says of the marks that it speaks of: `place` (marks,) into `sums` (u + 1, c).

    The last line of `sums` is 0: it stands for every mark that no channel speaks of.
    """

    place: NDArray[np.int32]
    sums: NDArray[np.float32]


def lean(
    marks: Marks, rows: NDArray[np.int32], said: NDArray[np.float64], asked: Sequence[NDArray[np.int64]]
) -> Leaning:
    """What c channels say of items, carried to their marks.

    A channel's sum is divided by the length of what it says, with one added, so that a first word counts for less.

    Args:
        rows: touched item rows (t,).
        said: what each channel says of each of them (t, c).
        asked: lists of marks that were searched for, one for each time; each list makes a channel behind the others.
    """
    _, at = marks.spans(rows)
    owner = np.repeat(np.arange(len(rows)), np.diff(marks.indptr)[rows])
    scaled = (said / np.sqrt((said**2).sum(axis=0) + 1.0)).astype(np.float32)
    named = np.concatenate([marks.indices[at], *asked]).astype(np.int64)
    place = np.full(marks.n, -1, np.int32)
    place[named] = 0
    known = np.flatnonzero(place == 0)
    place[known] = np.arange(len(known), dtype=np.int32)
    c = said.shape[1]
    sums = np.zeros((len(known) + 1, c + len(asked)), np.float32)
    carried = scaled[owner] * marks.values[at, None]
    flat = place[marks.indices[at]].astype(np.int64)
    for channel in range(c):
        sums[:-1, channel] = np.bincount(flat, carried[:, channel], len(known))
    for number, codes in enumerate(asked):
        sums[:-1, c + number] = np.bincount(place[codes], minlength=len(known)) / np.sqrt(len(codes) + 1.0)
    place[place < 0] = len(known)
    return Leaning(place, sums)


def suits(marks: Marks, rows: NDArray[np.int32], leaning: Leaning) -> NDArray[np.float64]:
    """How well each candidate (m,) suits each channel: (m, c)."""
    _, at = marks.spans(rows)
    place = leaning.place[marks.indices[at]]
    spoken = np.flatnonzero(place < len(leaning.sums) - 1)
    owner = np.repeat(np.arange(len(rows)), np.diff(marks.indptr)[rows])[spoken]
    place, values = place[spoken], marks.values[at[spoken]]
    found = np.empty((leaning.sums.shape[1], len(rows)))
    for channel, sums in enumerate(np.ascontiguousarray(leaning.sums.T)):
        found[channel] = np.bincount(owner, sums[place] * values, len(rows))
    return found.T
