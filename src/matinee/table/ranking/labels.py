"""Label arithmetic: weights on item rows in, sums by label code out, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels


def spans(labels: Labels, rows: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The labels of these rows: (position in `rows`, label code), flat."""
    starts = labels.indptr[rows]
    lengths = labels.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return np.repeat(np.arange(len(rows)), lengths), labels.indices[at]


def by_label(labels: Labels, rows: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (r,) of item rows summed by label: (labels,)."""
    owner, code = spans(labels, rows)
    return np.bincount(code, weights[owner], len(labels.names)).astype(np.float64, copy=False)


def by_row(labels: Labels, rows: NDArray[Any], affinity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Affinity (labels,) summed over each row's labels and divided by the root of their number: (r,)."""
    owner, code = spans(labels, rows)
    sums = np.bincount(owner, affinity[code], len(rows))
    counts = np.bincount(owner, minlength=len(rows))
    return np.asarray(sums / np.sqrt(np.maximum(counts, 1)), dtype=np.float64)
