"""Labels and scores in, numbers of quality out: average precision, F1, calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Values = NDArray[np.float64]


def average_precision(labels: Flags, scores: Values) -> float:
    """Mean precision at the positives, (n,) and (n,) in [0, 1]; equal scores count as one step. nan without positives.

    Example:
        >>> import numpy as np
        >>> average_precision(np.array([True, False, True]), np.array([0.9, 0.8, 0.7]))
        0.8333333333333333
    """
    if not labels.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    last = np.append(np.diff(scores[order]) != 0, True)
    found = hits[last]
    gained = np.diff(found, prepend=0) / found[-1]
    return float((gained * found / (np.flatnonzero(last) + 1)).sum())


def best_threshold(labels: Flags, scores: Values) -> float:
    """The score from which on saying yes gives the highest F1; ties go to the higher score."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(scores) + 1) + max(int(labels.sum()), 1))
    return float(scores[order][int(np.argmax(f1))])


def f1_score(labels: Flags, said: Flags) -> float:
    """2 tp / (positives + said); 0 where nothing is either."""
    both = int(labels.sum()) + int(said.sum())
    return 2 * int((labels & said).sum()) / both if both else 0.0


def calibration_error(labels: Flags, probabilities: Values, bins: int = 10) -> float:
    """Expected calibration error with bins of equal count (Naeini et al. 2015; Nixon et al. 2019)."""
    order = np.argsort(probabilities.ravel(), kind="stable")
    parts = np.array_split(order, bins)
    flat, said = labels.ravel(), probabilities.ravel()
    gaps = [abs(float(flat[part].mean() - said[part].mean())) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / len(order))


def interval(labels: Flags, scores: Values, seed: int = 0, draws: int = 300) -> tuple[float, float]:
    """The 95 % bootstrap interval of the average precision over pictures."""
    generator = np.random.default_rng(seed)
    picks = generator.integers(0, len(labels), (draws, len(labels)))
    found = [average_precision(labels[pick], scores[pick]) for pick in picks]
    low, high = np.nanpercentile(found, (2.5, 97.5))
    return float(low), float(high)
