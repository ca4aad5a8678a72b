"""Qini: scores, random treatment and outcomes in, how much more the best-scored gain than as many drawn by lot out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def qini_curve(score: Floats, treated: NDArray[np.bool_], outcome: Floats) -> Floats:
    """(n + 1,) outcome gained by treating the k best-scored, per member of all, for k of 0 to n.

    Gain at k: outcomes of the treated among them, less those of the untreated scaled to as many.

    Source: Radcliffe (2007), Using control groups to target on predicted lift.
    """
    order = np.argsort(-score, kind="stable")
    t = treated[order].astype(np.float64)
    y = outcome[order]
    n_treated, n_control = np.cumsum(t), np.cumsum(1.0 - t)
    scale = np.where(n_control > 0, n_treated / np.maximum(n_control, 1.0), 0.0)
    gain = np.cumsum(y * t) - np.cumsum(y * (1.0 - t)) * scale
    share = max(float(t.mean()), 1e-9)
    return np.concatenate([[0.0], gain]) / len(score) / share


def qini(score: Floats, treated: NDArray[np.bool_], outcome: Floats) -> float:
    """Area between the curve and the straight line to its end: 0 for scores by lot, in outcome per member.

    Example:
        >>> effect = np.array([1.0, 1.0, 0.0, 0.0] * 50)
        >>> treated = np.arange(200) % 8 < 4
        >>> outcome = effect * treated
        >>> round(qini(effect, treated, outcome), 2), round(qini(-effect, treated, outcome), 2)
        (0.13, -0.12)
    """
    curve = qini_curve(score, treated, outcome)
    line = np.linspace(0.0, curve[-1], len(curve))
    return float((curve - line)[1:].mean())


def qini_of_truth(score: Floats, effect: Floats) -> float:
    """The same with each member's true effect known, without the noise of outcomes."""
    order = np.argsort(-score, kind="stable")
    curve = np.concatenate([[0.0], np.cumsum(effect[order])]) / len(score)
    return float((curve - np.linspace(0.0, curve[-1], len(curve)))[1:].mean())
