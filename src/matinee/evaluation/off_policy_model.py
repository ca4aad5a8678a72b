"""The reward model of off-policy judgement: features of what was shown in, rewards predicted by rows unseen out."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.verdict.experiments.estimators import Sample
from matinee.verdict.experiments.intervals import Floats, Ints

Features = Callable[[Ints, Ints], Floats]
"""features(rows (m,), action (m,)) -> (m, d) with a first column of ones."""


class BanditLog(msgspec.Struct, frozen=True):
    """A log of single choices, columns (n,): action from 0, reward in [0, 1], propensity in (0, 1], cluster."""

    action: Ints
    reward: Floats
    propensity: Floats
    cluster: Ints
    features: Features


class Fit(msgspec.Struct, frozen=True):
    """A ridge logistic regression: coefficients (d,) and the inverse of its Hessian (d, d)."""

    beta: Floats
    inverse: Floats


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def fit_logistic(x: Floats, reward: Floats, ridge: float) -> Fit:
    """Ridge logistic regression of rewards in [0, 1] by Newton's method; the first column is not shrunk.

    Source: Hastie, Tibshirani and Friedman (2009), Elements of Statistical Learning, 4.4.1.
    """
    penalty = np.full(x.shape[1], ridge)
    penalty[0] = 1e-6
    mean = float(np.clip(reward.mean(), 1e-4, 1 - 1e-4))
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(mean / (1 - mean))
    for _ in range(25):
        p = sigmoid(x @ beta)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, x.T @ (reward - p) - penalty * beta)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Fit(beta, np.asarray(np.linalg.inv(hessian), np.float64))


def log_loss(x: Floats, reward: Floats, beta: Floats) -> float:
    """Mean logistic loss."""
    z = x @ beta
    return float(np.mean(np.logaddexp(0.0, z) - reward * z))


def choose_ridge(x: Floats, reward: Floats, fold: Ints, ridges: tuple[float, ...]) -> float:
    """The ridge of least loss on folds (n,) left out in turn; of equals the strongest."""
    losses = []
    for ridge in ridges:
        held = [
            log_loss(x[fold == f], reward[fold == f], fit_logistic(x[fold != f], reward[fold != f], ridge).beta)
            * float(np.mean(fold == f))
            for f in np.unique(fold)
        ]
        losses.append(sum(held))
    return ridges[int(np.argmin(losses))]


def folds_of(cluster: Ints, n_folds: int, seed: int) -> Ints:
    """A fold for each row; a cluster is never split."""
    drawn = np.random.default_rng(seed).permutation(int(cluster.max()) + 1) % n_folds
    return drawn[cluster].astype(np.int64)


def _fold_terms(log: BanditLog, target: Floats, fit: Fit, rows: Ints) -> tuple[Floats, Floats]:
    """Modelled reward under the target (m,), and its gradient by the coefficients summed over the rows (d,)."""
    value, gradient = np.zeros(len(rows)), np.zeros(len(fit.beta))
    for action in range(target.shape[1]):
        share = target[rows, action]
        used = np.flatnonzero(share > 0)
        if len(used) == 0:
            continue
        x = log.features(rows[used], np.full(len(used), action, np.int64))
        p = sigmoid(x @ fit.beta)
        value[used] += share[used] * p
        gradient += x.T @ (share[used] * p * (1 - p))
    return value, gradient


def prepare(log: BanditLog, target: NDArray[np.float64], ridge: float, n_folds: int, seed: int) -> Sample:
    """A log and the target's probabilities (n, n_actions) -> what the estimators take, cross-fitted by cluster."""
    n = len(log.reward)
    everything = np.arange(n)
    x = log.features(everything, log.action)
    fold = folds_of(log.cluster, n_folds, seed)
    logged, modelled, leverage = np.zeros(n), np.zeros(n), np.zeros(n)
    for f in range(n_folds):
        rows = np.flatnonzero(fold == f)
        seen = np.flatnonzero(fold != f)
        fit = fit_logistic(x[seen], log.reward[seen], ridge)
        modelled[rows], gradient = _fold_terms(log, target, fit, rows)
        logged[rows] = sigmoid(x[rows] @ fit.beta)
        leverage[seen] += x[seen] @ (fit.inverse @ gradient)
    weight = target[everything, log.action] / log.propensity
    return Sample(log.reward, weight, logged, modelled, leverage, log.cluster)
