"""Label arithmetic: weights on item rows in, sums by label code out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, spans


def by_label(labels: Labels, rows: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (r,) of item rows summed by label: (labels,)."""
    found = spans(labels, rows)
    return np.bincount(found.codes, weights[found.owner], len(labels.names)).astype(np.float64, copy=False)
