"""Fitting: a log-likelihood with its gradient in, the positive parameters that make it largest out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters (k,) -> log-likelihood and its gradient (k,)."""

LARGEST = 12.0
"""Bound on the logarithm of a parameter: beyond it the likelihood is flat."""


def maximise(likelihood: Likelihood, start: Floats, scale: float) -> tuple[Floats, float]:
    """Maximise over positive parameters by L-BFGS on their logarithms.

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

    found = minimize(
        objective,
        np.log(start),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-LARGEST, LARGEST)] * len(start),
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 200},
    )
    return np.exp(found.x), -float(found.fun) * scale
