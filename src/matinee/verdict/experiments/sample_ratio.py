"""Sample ratio: members counted in each arm and the shares that were meant in, how likely such a split is out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.stats import chi2

ALARM: Final = 0.0005
"""A p-value below this says that the split is broken, and with it every comparison."""


def sample_ratio_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """p-value of Pearson's test that the counts (arms,) come of these shares (arms,).

    Source: Fabijan et al. (2019), Diagnosing Sample Ratio Mismatch, KDD.

    Example (Kohavi, Tang and Xu (2020), chapter 3):
        >>> f"{sample_ratio_p([821_588, 815_482], [0.5, 0.5]):.1e}"
        '1.8e-06'
    """
    seen, meant = np.asarray(counts, np.float64), np.asarray(shares, np.float64)
    expected = seen.sum() * meant / meant.sum()
    if seen.sum() == 0:
        return 1.0
    return float(chi2.sf(np.sum((seen - expected) ** 2 / expected), len(seen) - 1))


def is_broken(counts: Sequence[int], shares: Sequence[float]) -> bool:
    """Whether the split must be mended before anything is read from it."""
    return sample_ratio_p(counts, shares) < ALARM
