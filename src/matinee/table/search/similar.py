"""Similar by content: a sparse matrix of what items hold in, the item rows most like one of them out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.table.search.found import SIMILAR, Found, Rows, Scores


@dataclass(frozen=True, slots=True)
class Likeness:
    """What items hold, each of unit length: by row (indptr, features, values), by feature (starts, rows, weights)."""

    indptr: NDArray[np.int64]  # (rows + 1,)
    features: NDArray[np.int32]  # (entries,)
    values: Scores  # (entries,)
    starts: NDArray[np.int64]  # (n features + 1,)
    rows: Rows  # (entries,) by feature
    weights: Scores  # (entries,) by feature

    def __len__(self) -> int:
        return len(self.indptr) - 1


def likeness(indptr: NDArray[np.int64], features: NDArray[np.int32], values: Scores, n_features: int) -> Likeness:
    """A content matrix in compressed rows -> Likeness, which also holds it by feature."""
    order = np.argsort(features, kind="stable")
    rows = np.repeat(np.arange(len(indptr) - 1, dtype=np.int32), np.diff(indptr))
    starts = np.concatenate(([0], np.cumsum(np.bincount(features, minlength=n_features)))).astype(np.int64)
    return Likeness(indptr, features, values, starts, rows[order], values[order])


def alike(content: Likeness, row: int) -> Scores:
    """(rows,) cosine of one item with every item; the item itself has 0."""
    scores = np.zeros(len(content), np.float32)
    for entry in range(content.indptr[row], content.indptr[row + 1]):
        feature = content.features[entry]
        span = slice(content.starts[feature], content.starts[feature + 1])
        scores[content.rows[span]] += content.values[entry] * content.weights[span]
    scores[row] = 0
    return scores


def similar(content: Likeness, row: int, shown: NDArray[np.bool_] | None = None, limit: int = 50) -> Found:
    """The items most like this one, best first; equal ones keep the order of their rows.

    Args:
        content: what items hold.
        row: the item.
        shown: (rows,) mask of what may be found.
        limit: how many at most.
    """
    scores = alike(content, row)
    if shown is not None:
        scores = np.where(shown[: len(scores)], scores, 0)
    rows = np.flatnonzero(scores > 0)
    order = rows[np.argsort(-scores[rows], kind="stable")][:limit].astype(np.int32)
    return Found(order, np.minimum(scores[order], 1), np.full(len(order), SIMILAR, np.int8))
