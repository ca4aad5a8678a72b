"""Left-out scores and labels in, probabilities out: a logistic curve per class (Platt 1999, smoothed targets)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
"""(classes, 2): slope and shift of each class."""


def fit_curves(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> Curve:
    """Labels (n, classes) and scores (n, classes) -> a curve per class, by Newton's method."""
    return np.array([_platt(labels[:, at], scores[:, at]) for at in range(labels.shape[1])])


def _platt(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> tuple[float, float]:
    positives, negatives = int(labels.sum()), int((~labels).sum())
    aims = np.where(labels, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.column_stack([scores, np.ones_like(scores)])
    found = np.array([0.0, np.log((positives + 1) / (negatives + 1))])
    for _ in range(50):
        said = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (said - aims) + 1e-6 * found
        bend = design.T @ (design * (said * (1 - said))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        found = found - step / max(1.0, float(np.abs(step).max()) / 5)
        if np.abs(step).max() < 1e-8:
            break
    return float(found[0]), float(found[1])


def apply_curves(curves: Curve, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores (n, classes) -> probabilities (n, classes)."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(scores * curves[:, 0] + curves[:, 1], -30, 30)))
    return found
