"""The blend's weights: held-out members' situations and what they liked next in, logistic weights out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RIDGE: Final = 3.0
STEPS: Final = 25
NEGATIVES: Final = 0.25
"""Share of the candidates not liked that teach; the offset makes up for the others (King and Zeng 2001)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One member at one moment: features (m, f) of the candidates, and which of them they liked next (m,).

    `weight` is how many cases this one counts for.
    """

    features: NDArray[np.float64]
    liked: NDArray[np.bool_]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Lines:
    """What Newton steps work on: the design (m, f + 1), liked or not (m,) and how much each line counts (m,)."""

    design: NDArray[np.float64]
    liked: NDArray[np.float64]
    weight: NDArray[np.float64]


def fit_blend(cases: Sequence[Case], ridge: float = RIDGE) -> NDArray[np.float64]:
    """Logistic regression by Newton steps on standardised features: (f + 1,), the last is the offset.

    The result is the chance that a candidate is among the next liked ones. Returns an
    empty vector where there is nothing to learn from (no case, or none with a liked candidate).
    """
    if not cases or not any(case.liked.any() for case in cases):
        return np.zeros(0)
    x = np.concatenate([case.features for case in cases])
    y = np.concatenate([case.liked for case in cases]).astype(np.float64)
    w = np.repeat([case.weight for case in cases], [len(case.liked) for case in cases])
    kept = (y > 0) | (np.random.default_rng(len(y)).random(len(y)) < NEGATIVES)
    x, y, w = x[kept], y[kept], w[kept]
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = np.inf
    design = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    weights: NDArray[np.float64] = np.zeros(design.shape[1])
    weights[-1] = np.log(y.mean() / (1 - y.mean() + 1e-12) + 1e-12)
    lines = Lines(design, y, w)
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 0.0
    for _ in range(STEPS):
        gradient, curvature = _slope(lines, weights, penalty)
        step: NDArray[np.float64] = np.asarray(np.linalg.solve(curvature, gradient), np.float64)
        size = _halved(lines, weights, step, penalty)
        weights = np.asarray(weights - size * step, np.float64)
        if np.abs(size * step).max() < 1e-6:
            break
    weights[-1] += np.log(NEGATIVES)
    plain = weights[:-1] / scale
    result: NDArray[np.float64] = np.r_[plain, weights[-1] - plain @ mean]
    return result


def _chance(design: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(design @ weights, -40, 40))), np.float64)


def _slope(
    lines: Lines, weights: NDArray[np.float64], penalty: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    chance = _chance(lines.design, weights)
    curvature = (lines.design * (lines.weight * chance * (1 - chance))[:, None]).T @ lines.design
    gradient = lines.design.T @ (lines.weight * (chance - lines.liked)) + penalty * weights
    return gradient, curvature + np.diag(penalty + 1e-9)


def _loss(lines: Lines, weights: NDArray[np.float64], penalty: NDArray[np.float64]) -> float:
    logits = lines.design @ weights
    each = np.logaddexp(0.0, logits) - lines.liked * logits
    return float(lines.weight @ each + 0.5 * (penalty * weights**2).sum())


def _halved(
    lines: Lines, weights: NDArray[np.float64], step: NDArray[np.float64], penalty: NDArray[np.float64]
) -> float:
    """The largest of 1, 1/2, 1/4, ... by which the step lowers the loss; plain Newton steps may overshoot."""
    now, size = _loss(lines, weights, penalty), 1.0
    while size > 1e-4 and _loss(lines, weights - size * step, penalty) > now:
        size /= 2
    return size
