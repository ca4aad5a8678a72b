"""Marks: a catalogue in, one sparse unit vector per item over its genres, tags, people and brands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.core.kept import kept

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
        starts = self.indptr.take(rows)
        lengths = self.indptr.take(rows + 1) - starts
        begins = lengths.cumsum() - lengths
        at = np.repeat(starts - begins, lengths)
        at += np.arange(len(at))
        return begins, at


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
class Slab:
    """The same marks laid out for one gather: the first `WIDE` of each row (rows, wide), the last mark + 1 with value 0
    where a row has fewer; `more` holds what rows carry besides, and `longer` says which rows do."""

    indices: NDArray[np.int32]
    values: NDArray[np.float32]
    more: Marks
    longer: NDArray[np.bool_]


WIDE: Final = 12
"""How many marks of a row lie side by side; most items carry fewer."""


@kept
def slab_of(marks: Marks) -> Slab:
    """Marks -> Slab, made once per catalogue."""
    lengths = np.diff(marks.indptr)
    n, wide = len(lengths), min(WIDE, int(lengths.max(initial=1)))
    owner = np.repeat(np.arange(n), lengths)
    column = np.arange(len(marks.indices)) - np.repeat(marks.indptr[:-1], lengths)
    indices, values = np.full((n, wide), marks.n, np.int32), np.zeros((n, wide), np.float32)
    inside = column < wide
    indices[owner[inside], column[inside]] = marks.indices[inside]
    values[owner[inside], column[inside]] = marks.values[inside]
    over = np.maximum(lengths - wide, 0)
    indptr = np.concatenate([[0], np.cumsum(over)]).astype(np.int64)
    more = Marks(indptr, marks.indices[~inside], marks.values[~inside], marks.first)
    return Slab(indices, values, more, over > 0)


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of some item rows, flat: (entries,) the place among those rows, the mark and its value."""

    owner: NDArray[np.int64]
    codes: NDArray[np.int32]
    values: NDArray[np.float32]


def marked(marks: Marks, rows: NDArray[Any]) -> Marked:
    """The marks of these item rows (m,)."""
    begins, at = marks.spans(rows)
    lengths = np.diff(begins, append=len(at))
    return Marked(np.repeat(np.arange(len(rows)), lengths), marks.indices.take(at), marks.values.take(at))


def by_mark(marks: Marks, touched: Marked, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (t,) of touched items summed by mark: (marks,)."""
    found = np.bincount(touched.codes, weights.take(touched.owner), marks.n)
    return found.astype(np.float64, copy=False)


def told(marks: Marks, touched: Marked, said: NDArray[np.float64]) -> NDArray[np.float64]:
    """What one voice that says something of touched items (t,) says of every mark: (marks,)."""
    found = np.bincount(touched.codes, said.take(touched.owner) * touched.values, marks.n)
    return found.astype(np.float64, copy=False)


def suit(marks: Marks, rows: NDArray[Any], said: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well each candidate (m,) suits what is said of the marks (marks,): (m,)."""
    slab = slab_of(marks)
    voice = np.zeros(marks.n + 1, np.float32)
    voice[:-1] = said
    heard = voice.take(slab.indices.take(rows, 0))
    found = np.asarray(np.einsum("ij,ij->i", heard, slab.values.take(rows, 0)), np.float64)
    longer = np.flatnonzero(slab.longer.take(rows))
    if len(longer):
        _, at = slab.more.spans(rows[longer])
        owner = np.repeat(longer, np.diff(slab.more.indptr)[rows[longer]])
        found += np.bincount(owner, voice[slab.more.indices[at]] * slab.more.values[at], len(rows))
    return found


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
