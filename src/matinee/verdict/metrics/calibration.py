"""Promised probabilities and what happened in; how far they lie apart out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from matinee.core.errors import InvalidInput


def expected_calibration_error(probability: ArrayLike, happened: ArrayLike, n_bins: int = 10) -> float:
    """Mean distance, over equal-width bins weighted by size, of mean probability and observed share; in [0, 1].

    ``probability`` (n,) in [0, 1]; ``happened`` (n,) is 0 or 1. Source: Naeini et al. 2015; Guo et al. 2017.
    Raises InvalidInput for empty or differing columns, or probabilities outside [0, 1].

    Example:
        >>> round(expected_calibration_error([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0]), 3)
        0.25
    """
    p, y = np.asarray(probability, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    if p.size == 0 or p.shape != y.shape or p.min() < 0 or p.max() > 1:
        raise InvalidInput(
            f"{p.size} probabilities, {y.size} outcomes", "give as many of both, probabilities in [0, 1]"
        )
    bins = np.minimum((p * n_bins).astype(np.int64), n_bins - 1)
    gap = np.bincount(bins, p - y, minlength=n_bins)
    return float(np.abs(gap).sum() / p.size)
