"""Fitting: a log-likelihood with its gradient in, the positive parameters that make it largest out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters (k,) -> log-likelihood and its gradient (k,)."""

LARGEST = 12.0
"""Bound on the logarithm of a parameter: beyond it the likelihood is flat."""
STEPS = 200
FLAT = 1e-7
LONGEST = 2.0


def maximise(likelihood: Likelihood, start: Floats, scale: float) -> tuple[Floats, float]:
    """Maximise over positive parameters by BFGS on their logarithms (Nocedal and Wright 2006, algorithm 6.1).

    For three or four parameters this is written here: the compiled L-BFGS-B factorises its small matrices with as
    many threads as there are cores, which on a busy machine takes ten times as long as the likelihood itself.

    Args:
        likelihood: value and gradient by the parameters themselves.
        start: first guess (k,).
        scale: number of observations, so that the objective is of order one.

    Returns:
        The parameters (k,) and the log-likelihood there.
    """

    def objective(point: Floats) -> tuple[float, Floats]:
        values = np.exp(point)
        value, gradient = likelihood(values)
        return -value / scale, -gradient * values / scale

    point = np.log(start)
    value, gradient = objective(point)
    inverse = np.eye(len(point))
    for _ in range(STEPS):
        if np.abs(gradient * _inside(point, gradient)).max() < FLAT:
            break
        found = _step(objective, point, value, gradient, inverse)
        if found is None:
            if np.array_equal(inverse, np.eye(len(point))):
                break
            inverse = np.eye(len(point))
            continue
        moved, value, after = found
        inverse = _learned(inverse, moved - point, after - gradient)
        point, gradient = moved, after
    return np.exp(point), -value * scale


def _inside(point: Floats, gradient: Floats) -> NDArray[np.bool_]:
    """Which parameters may still move downhill without leaving the bounds."""
    return ~((point >= LARGEST) & (gradient < 0)) & ~((point <= -LARGEST) & (gradient > 0))


def _step(
    objective: Likelihood, point: Floats, value: float, gradient: Floats, inverse: Floats
) -> tuple[Floats, float, Floats] | None:
    """The first of ever shorter steps that goes down enough (Armijo), or None."""
    way = -(inverse @ gradient) * _inside(point, gradient)
    way *= min(1.0, LONGEST / max(float(np.abs(way).max()), 1e-300))
    length = 1.0
    while length > 1e-8:
        moved = np.clip(point + length * way, -LARGEST, LARGEST)
        found, after = objective(moved)
        if found < value + 1e-4 * float(gradient @ (moved - point)) and np.isfinite(after).all():
            return moved, found, after
        length /= 2
    return None


def _learned(inverse: Floats, moved: Floats, turned: Floats) -> Floats:
    """The inverse curvature after a step, by how far it went and how the gradient turned."""
    along = float(moved @ turned)
    if along <= 1e-14:
        return inverse
    if np.array_equal(inverse, np.eye(len(moved))):
        inverse = inverse * (along / float(turned @ turned))
    push = np.eye(len(moved)) - np.outer(moved, turned) / along
    return np.asarray(push @ inverse @ push.T + np.outer(moved, moved) / along)
