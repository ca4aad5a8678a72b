"""Listwise learning: candidates' features and the one that was chosen in, weights of a softmax over each list out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize


def fit_softmax(
    features: NDArray[np.float32], chosen: NDArray[np.int64], l2: float = 1e-3, steps: int = 150
) -> NDArray[np.float32]:
    """Weights (n_features,) under which the chosen candidate of each list is most probable.

    ``features`` (n_lists, n_candidates, n_features), ``chosen`` (n_lists,) the column that was chosen. Minimises the
    mean of ``-log softmax(features @ weights)[chosen] + l2 |weights|^2`` by L-BFGS: the conditional logit of McFadden
    1974, known as ListNet with a single relevant document (Cao et al. 2007).
    """
    lists = np.arange(chosen.size)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = features @ weights.astype(np.float32)
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        value = -np.log(share[lists, chosen] + 1e-30).mean() + l2 * weights @ weights
        share[lists, chosen] -= 1
        slope = share.ravel() @ features.reshape(-1, features.shape[2]) / chosen.size
        return float(value), slope.astype(np.float64) + 2 * l2 * weights

    start = np.zeros(features.shape[2])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x, dtype=np.float32)
