"""Pareto/NBD: histories in, four parameters, expected purchases and chances of being active out.

A customer buys at a rate from a Gamma(r, alpha) and drops out at a rate from a Gamma(s, beta). Source: Schmittlein,
Morrison and Colombo (1987), Management Science 33(1). The likelihood's integral over the time of dropping out, s *
int (alpha + t)^-(r+x) (beta + t)^-(s+1) dt from the last purchase to the day, is taken by Gauss and Legendre on a
logarithmic scale: exact to nine digits, and cheaper than the two hypergeometric functions it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from matinee.learning.repeat.fitting import maximise
from matinee.learning.repeat.histories import Histories

Floats = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


@dataclass(frozen=True)
class Pareto:
    """Parameters (times in weeks)."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    @property
    def parameters(self) -> dict[str, float]:
        """By the names of the papers."""
        return {"r": self.r, "alpha": self.alpha, "s": self.s, "beta": self.beta}


@dataclass(frozen=True)
class _Split:
    """Both ways to a history, scaled by exp(top): still active (n,), or gone at one of the nodes (n, 12)."""

    top: Floats
    alive: Floats
    gone: Floats
    log_alpha: Floats
    log_beta: Floats


def _split(values: Floats, x: Floats, last: Floats, age: Floats) -> _Split:
    r, alpha, s, beta = values
    origin = min(alpha, beta)
    low, high = np.log(origin + last), np.log(origin + age)
    half = (high - low) / 2
    moved = np.exp((low + half)[:, None] + half[:, None] * NODES)
    log_alpha, log_beta = np.log(moved + (alpha - origin)), np.log(moved + (beta - origin))
    alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    gone = -(r + x)[:, None] * log_alpha - (s + 1) * log_beta
    top = np.maximum(alive, gone[:, 0])
    gone = np.exp(gone - top[:, None]) * moved * (s * half)[:, None] * WEIGHTS
    return _Split(top, np.exp(alive - top), gone, log_alpha, log_beta)


def fit_pareto(known: Histories) -> Pareto:
    """Maximum likelihood; customers with one history are counted together."""
    keys = np.column_stack([known.repeats, known.last, known.age])
    rows, weights = np.unique(keys, axis=0, return_counts=True)
    x, last, age = rows[:, 0], rows[:, 1], rows[:, 2]

    def likelihood(values: Floats) -> tuple[float, Floats]:
        r, alpha, s, beta = values
        split = _split(values, x, last, age)
        gone_sum = split.gone.sum(axis=1)
        total = split.alive + gone_sum
        value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + split.top + np.log(total)
        alive = split.alive / total
        gone = split.gone / total[:, None]
        mean_alpha, mean_beta = (gone * split.log_alpha).sum(1), (gone * split.log_beta).sum(1)
        rate_alpha, rate_beta = (gone * np.exp(-split.log_alpha)).sum(1), (gone * np.exp(-split.log_beta)).sum(1)
        gradient = np.array([
            psi(r + x) - psi(r) + np.log(alpha) - alive * np.log(alpha + age) - mean_alpha,
            r / alpha - (r + x) * (alive / (alpha + age) + rate_alpha),
            np.log(beta) + gone_sum / total / s - alive * np.log(beta + age) - mean_beta,
            s / beta - s * alive / (beta + age) - (s + 1) * rate_beta,
        ])  # fmt: skip
        return float(weights @ value), gradient @ weights

    best, top = maximise(likelihood, np.array([0.5, 10.0, 0.5, 10.0]), float(len(known)))
    r, alpha, s, beta = best.tolist()
    return Pareto(r, alpha, s, beta, top)


def pareto_active(model: Pareto, known: Histories) -> Floats:
    """Chance (n,) that each customer is still active."""
    values = np.array([model.r, model.alpha, model.s, model.beta])
    split = _split(values, known.repeats.astype(np.float64), known.last, known.age)
    return np.asarray(split.alive / (split.alive + split.gone.sum(axis=1)))


def pareto_expected(model: Pareto, known: Histories, weeks: float) -> Floats:
    """Expected purchase days (n,) of each customer in the weeks to come."""
    rate = (model.r + known.repeats) / (model.alpha + known.age)
    return np.asarray(rate * pareto_active(model, known) * active_weeks(model.s, model.beta + known.age, weeks))


def active_weeks(s: float, beta: Floats, weeks: float) -> Floats:
    """Mean weeks (n,) of the `weeks` to come that a customer who is active now stays so; beta includes the age."""
    grow = np.log1p(weeks / beta)
    if abs(s - 1) < 1e-9:
        return np.asarray(beta * grow)
    return np.asarray(beta / (1 - s) * np.expm1((1 - s) * grow))
