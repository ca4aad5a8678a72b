"""Intervals: contributions whose mean is the estimate, and their clusters, in; standard error and interval out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def cluster_sums(values: Floats, cluster: Ints) -> Floats:
    """Values (n,) summed within clusters (n,) numbered from 0; shape (n_clusters,)."""
    return np.asarray(np.bincount(cluster, weights=values), np.float64)


def cluster_numbers(keys: NDArray[np.generic]) -> Ints:
    """Any labels (n,) -> clusters numbered from 0, in the labels' order."""
    return np.asarray(np.unique(keys, return_inverse=True)[1], np.int64)


def standard_error(contributions: Floats, cluster: Ints) -> float:
    """Cluster-robust standard error of the mean of contributions (n,).

    Source: Liang and Zeger (1986), Biometrika 73, with the usual G / (G - 1).
    """
    sums = cluster_sums(contributions - contributions.mean(), cluster)
    groups = len(sums)
    if groups < 2:
        return float("inf")
    return float(np.sqrt(groups / (groups - 1) * np.sum(sums**2)) / len(contributions))


def interval(contributions: Floats, cluster: Ints, level: float = 0.95) -> tuple[float, float]:
    """Interval of the mean of contributions (n,), robust to clusters and corrected for skewness.

    Importance weights make sums skewed: the plain interval misses far more often above than below. Hall's cubic
    transformation of the t-statistic removes the skewness to the second order and is monotone, so it can be inverted.

    Source: Hall (1992), On the removal of skewness by transformation, JRSS B 54; Student's quantile with `freedom`.
    """
    estimate, error = float(contributions.mean()), standard_error(contributions, cluster)
    sums = cluster_sums(contributions - estimate, cluster)
    if not np.isfinite(error) or error == 0.0:
        return (estimate, estimate) if error == 0.0 else (-float("inf"), float("inf"))
    skew = float(np.sum(sums**3) / np.sum(sums**2) ** 1.5)
    quantile = float(student.ppf(0.5 + level / 2, freedom(sums)))
    return estimate - error * _untransform(quantile, skew), estimate - error * _untransform(-quantile, skew)


def freedom(sums: Floats) -> float:
    """Degrees of freedom of the variance of centred sums (n_clusters,): 2 G / (kurtosis - 1), at most G - 1.

    A variance that rests on few large sums is itself uncertain; this is Satterthwaite's count of what it is worth.

    Source: Satterthwaite (1946), Biometrics Bulletin 2; O'Neill (2014), American Statistician 68, for any kurtosis.
    """
    groups = len(sums)
    squares = float(np.sum(sums**2)) ** 2
    if squares == 0.0:  # everybody alike: nothing is uncertain
        return float(groups - 1)
    kurtosis = float(groups * np.sum(sums**4) / squares)
    return float(np.clip(2.0 * groups / max(kurtosis - 1.0, 1e-9), 1.0, groups - 1))


def _untransform(x: float, skew: float) -> float:
    """Inverse of g(t) = t + k t^2 / 3 + k^2 t^3 / 27 + k / 6 at x, for k = skewness / sqrt(n)."""
    if abs(skew) < 1e-9:
        return x
    return float(3.0 / skew * (np.cbrt(1.0 + skew * (x - skew / 6.0)) - 1.0))


def effective_size(weight: Floats, cluster: Ints) -> float:
    """Kish's effective sample size of weights (n,), counted in clusters: draws that were kept for a day are one draw.

    Source: Kish (1965), Survey Sampling; (sum w)^2 / sum w^2.

    Example:
        >>> effective_size(np.array([1.0, 1.0, 2.0]), np.arange(3))
        2.6666666666666665
    """
    sums = cluster_sums(weight, cluster)
    total = float(np.sum(sums**2))
    return float(np.sum(sums)) ** 2 / total if total > 0 else 0.0
