"""Logistic regression: features, labels and weights in, a small linear model of chances out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Features = NDArray[np.float32]
CHUNK = 65_536
STEPS = 25


@dataclass(frozen=True)
class Logistic:
    """Means and scales (d,) of the features, weights (d,) of the scaled features, intercept; all that serving needs."""

    means: Floats
    scales: Floats
    weights: Floats
    intercept: float

    def log_odds(self, features: Features) -> Floats:
        """Features (n, d) -> log-odds (n,)."""
        scaled = self.weights / self.scales
        offset = self.intercept - float(self.means @ scaled)
        return np.asarray(features @ scaled.astype(np.float32), dtype=np.float64) + offset

    def chances(self, features: Features) -> Floats:
        """Features (n, d) -> probabilities (n,)."""
        return np.asarray(expit(self.log_odds(features)))


def fit_logistic(features: Features, labels: Floats, weights: Floats, ridge: float) -> Logistic:
    """Penalised maximum likelihood by Newton's steps, halved while they do not help; the ridge is on scaled features.

    Args:
        features: (n, d). Read in chunks, so that no second copy of them is made.
        labels: (n,) 0 or 1.
        weights: (n,) of the observations, mean near 1.
        ridge: penalty, in observations.
    """
    means, scales = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64) + 1e-9
    start = float(np.clip(np.average(labels, weights=weights), 1e-6, 1 - 1e-6))
    beta = np.zeros(features.shape[1] + 1)
    beta[0] = np.log(start / (1 - start))
    penalty = np.full(len(beta), ridge)
    penalty[0] = 0.0

    def look(point: Floats) -> tuple[float, Floats, Floats]:
        loss = 0.5 * float(penalty @ point**2)
        gradient, curvature = penalty * point, np.diag(penalty)
        for begin in range(0, len(labels), CHUNK):
            part = slice(begin, begin + CHUNK)
            x = np.hstack([np.ones((len(labels[part]), 1)), (features[part] - means) / scales])
            odds, w, y = x @ point, weights[part], labels[part]
            p = expit(odds)
            loss += float(w @ (np.logaddexp(0.0, odds) - y * odds))
            gradient = gradient + x.T @ (w * (p - y))
            curvature = curvature + x.T @ (x * (w * p * (1 - p))[:, None])
        return loss, gradient, curvature

    loss, gradient, curvature = look(beta)
    for _ in range(STEPS):
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(beta)), gradient)
        found, length = look(beta - step), 1.0
        while found[0] > loss and length > 1e-3:
            length /= 2
            found = look(beta - length * step)
        gain = loss - found[0]
        if gain > 0:
            beta, (loss, gradient, curvature) = beta - length * step, found
        if gain < 1e-7 * abs(loss):
            break
    return Logistic(means, scales, beta[1:], float(beta[0]))
