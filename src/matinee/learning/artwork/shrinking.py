"""Shrinking: sums of a score and its information in; how far true effects spread, and shrunk effects, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRID: Final = np.geomspace(1e-4, 3.0, 48)
"""Variances that are tried."""


FEW: Final = 4.0
"""Effects that the expected spread is worth."""


def variance(information: Floats, score: Floats, expected: float = 0.05) -> float:
    """The spread of effects of which each was seen through `score` = information x effect + noise of that variance: the
    likeliest of a grid under effects ~ N(0, variance); Efron and Morris (1975) with the likelihood instead of moments,
    and an inverse-gamma prior about `expected`, so that few effects do not make sure of anything.

    Example:
        >>> variance(np.full(1000, 500.0), np.zeros(1000)) < 0.002, variance(np.ones(2), np.zeros(2)) > 0.02
        (True, True)
    """
    known = information > 1e-9
    h, g = information[known], score[known]
    grown = 1.0 + np.outer(GRID, h)
    likely = -0.5 * np.log(grown).sum(axis=1) + 0.5 * (GRID[:, None] * g**2 / grown).sum(axis=1)
    likely -= 0.5 * FEW * (np.log(GRID) + expected / GRID)
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
