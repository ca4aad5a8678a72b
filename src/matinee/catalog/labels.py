"""Labels: names given to item rows (genres, tags, people) in, a compressed sparse table of codes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Labels:
    """Which of `names` each item row carries, in the item's own order.

    Row r carries `indices[indptr[r]:indptr[r + 1]]`; names are in the order of their first use, so that a code
    keeps its meaning when rows are replaced or added.
    """

    names: tuple[str, ...]
    codes: Mapping[str, int]
    indptr: NDArray[np.int64]  # (rows + 1,)
    indices: Codes  # (labels given,)

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def of(self, row: int) -> Codes:
        """The codes of one item row."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def names_of(self, row: int) -> tuple[str, ...]:
        """The names of one item row."""
        return tuple(self.names[code] for code in self.of(row))

    def rows(self) -> Codes:
        """The item row of each entry of `indices`."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr))

    def having(self, name: str) -> Codes:
        """The item rows that carry this name, rising; empty for a name nobody carries."""
        code = self.codes.get(name)
        if code is None:
            return np.empty(0, np.int32)
        return (np.searchsorted(self.indptr, np.flatnonzero(self.indices == code), "right") - 1).astype(np.int32)

    def counts(self) -> NDArray[np.int64]:
        """How many item rows carry each name: (names,)."""
        return np.bincount(self.indices, minlength=len(self.names))


@dataclass(frozen=True, slots=True)
class Spans:
    """The labels of some item rows, flat: the place among those rows and the label code of each entry."""

    owner: NDArray[np.int64]
    codes: Codes
    n_rows: int

    def having(self, code: int) -> NDArray[np.bool_]:
        """(rows,) which of the rows carry this label."""
        mask = np.zeros(self.n_rows, bool)
        mask[self.owner[self.codes == code]] = True
        return mask


def spans(labels: Labels, rows: NDArray[np.int32]) -> Spans:
    """The labels of these item rows; the cost follows the rows, not the catalogue."""
    starts = labels.indptr[rows]
    lengths = labels.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return Spans(np.repeat(np.arange(len(rows)), lengths), labels.indices[at], len(rows))


def build_labels(names_of_rows: Sequence[Sequence[str]]) -> Labels:
    """One sequence of names per item row -> Labels; a name given twice to a row counts once."""
    codes: dict[str, int] = {}
    lengths, indices = _encode(names_of_rows, codes)
    return Labels(tuple(codes), codes, _indptr(lengths), indices)


def replace_rows(labels: Labels, changes: Mapping[int, Sequence[str]], n_rows: int) -> Labels:
    """Labels with some rows replaced and grown to `n_rows`; the others are copied in blocks."""
    rows = sorted(changes)
    codes = dict(labels.codes) if any(n not in labels.codes for r in rows for n in changes[r]) else labels.codes
    lengths, fresh = _encode([changes[r] for r in rows], codes)
    ends = np.concatenate(([0], np.cumsum(lengths)))
    indptr = np.concatenate((labels.indptr, np.full(n_rows - len(labels), labels.indptr[-1])))
    counts = np.diff(indptr)
    counts[rows] = lengths
    pieces: list[Codes] = []
    done = 0
    for i, row in enumerate(rows):
        pieces += [labels.indices[indptr[done] : indptr[row]], fresh[ends[i] : ends[i + 1]]]
        done = row + 1
    pieces.append(labels.indices[indptr[done] :])
    names = labels.names if codes is labels.codes else tuple(codes)
    return Labels(names, codes, _indptr(counts), np.concatenate(pieces))


def _encode(names_of_rows: Iterable[Sequence[str]], codes: Mapping[str, int]) -> tuple[list[int], Codes]:
    """Lengths and codes of the rows; new names are added to `codes` (then a dict of the caller's own)."""
    indices: list[int] = []
    lengths: list[int] = []
    for names in names_of_rows:
        before = len(indices)
        for name in dict.fromkeys(names) if len(names) > 1 else names:
            code = codes.get(name)
            if code is None:
                code = len(codes)
                codes[name] = code  # type: ignore[index]
            indices.append(code)
        lengths.append(len(indices) - before)
    return lengths, np.array(indices, np.int32)


def _indptr(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(np.asarray(lengths, np.int64))))
