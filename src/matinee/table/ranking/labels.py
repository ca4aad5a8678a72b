"""Label arithmetic: weights on item rows in, sums by label code out, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, spans


def by_label(labels: Labels, rows: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (r,) of item rows summed by label: (labels,)."""
    found = spans(labels, rows)
    return np.bincount(found.codes, weights[found.owner], len(labels.names)).astype(np.float64, copy=False)


def by_row(labels: Labels, rows: NDArray[Any], *affinities: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Each affinity (labels,) summed over every row's labels and divided by the root of their number: (r,) each."""
    starts = labels.indptr[rows]
    lengths = labels.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    begins = ends - lengths
    at = np.repeat(starts - begins, lengths)
    at += np.arange(total)
    codes = labels.indices[at]
    scale = (lengths > 0) / np.sqrt(np.maximum(lengths, 1))
    begins = np.minimum(begins, max(total - 1, 0))  # rows without a label at the end; their sum is not used
    if not total:
        return [np.zeros(len(rows)) for _ in affinities]
    return [np.asarray(np.add.reduceat(affinity[codes], begins) * scale, np.float64) for affinity in affinities]
