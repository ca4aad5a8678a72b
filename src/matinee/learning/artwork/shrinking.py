"""Shrinking: sums of a score and its information in; how far true effects spread, and shrunk effects, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRID: Final = np.geomspace(1e-4, 3.0, 48)
"""Variances that are tried."""


def variance(information: Floats, score: Floats) -> float:
    """The spread of effects of which each was seen through `score` = information x effect + noise of that variance: the
    likeliest of a grid under effects ~ N(0, variance); Efron and Morris (1975) with the likelihood instead of moments.

    Example:
        >>> variance(np.full(100, 50.0), np.zeros(100)) < 1e-3
        True
    """
    known = information > 1e-9
    h, g = information[known], score[known]
    if not len(h):
        return float(GRID[0])
    grown = 1.0 + np.outer(GRID, h)
    likely = -0.5 * np.log(grown).sum(axis=1) + 0.5 * (GRID[:, None] * g**2 / grown).sum(axis=1)
    return float(GRID[int(np.argmax(likely))])


def sums(
    code: NDArray[np.int64], n: int, features: Floats, weight: Floats, left: Floats
) -> tuple[Floats, Floats]:  # fmt: skip
    """Per code: information (n, q, q), the sum of weight x feature x feature, and score (n, q), of left x feature."""
    q = features.shape[1]
    information, score = np.zeros((n, q, q)), np.zeros((n, q))
    for a in range(q):
        score[:, a] = np.bincount(code, left * features[:, a], n)
        weighted = weight * features[:, a]
        for b in range(a, q):
            information[:, a, b] = information[:, b, a] = np.bincount(code, weighted * features[:, b], n)
    return information, score


def diagonals(information: Floats, axes: slice) -> Floats:
    """(n, axes) the diagonals of information (n, q, q)."""
    return np.asarray(np.einsum("naa->na", information)[:, axes])
