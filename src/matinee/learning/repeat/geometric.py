"""BG/NBD and MBG/NBD: histories in, four parameters, expected purchases and chances of being active out.

A customer buys at a rate from a Gamma(r, alpha) and drops out after a purchase with a probability from a Beta(a, b);
in the modified form also after the first one. Sources: Fader, Hardie and Lee (2005), Marketing Science 24(2);
Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24(3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln, log_expit, psi

from matinee.learning.repeat.fitting import maximise
from matinee.learning.repeat.histories import Histories

Floats = NDArray[np.float64]
STEPS = 120


@dataclass(frozen=True)
class Geometric:
    """Parameters (times in weeks); `modified` is MBG/NBD."""

    r: float
    alpha: float
    a: float
    b: float
    modified: bool
    log_likelihood: float

    @property
    def parameters(self) -> dict[str, float]:
        """By the names of the papers."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}


def fit_geometric(known: Histories, modified: bool = False) -> Geometric:
    """Maximum likelihood; customers with one history are counted together."""
    keys = np.column_stack([known.repeats, known.last, known.age])
    rows, weights = np.unique(keys, axis=0, return_counts=True)
    x, last, age = rows[:, 0], rows[:, 1], rows[:, 2]
    chances = x + modified
    counts, at = np.unique(x, return_inverse=True)
    some = chances > 0

    def likelihood(values: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = values
        n, m = counts, counts + modified
        by_count = gammaln(r + n) - gammaln(r) + gammaln(a + b) + gammaln(b + m) - gammaln(b) - gammaln(a + b + m)
        long, short = np.log(alpha + age), np.log(alpha + last)
        gap = long - short
        base = b + np.where(some, chances - 1, 1.0)
        odds = np.where(some, np.log(a / base) + (r + x) * gap, -np.inf)
        gone = expit(odds)
        value = by_count[at] + r * np.log(alpha) - (r + x) * long + np.logaddexp(0.0, odds)
        step = np.array(
            [psi(r + n) - psi(r), psi(a + b) - psi(a + b + m), psi(a + b) + psi(b + m) - psi(b) - psi(a + b + m)]
        )[:, at]
        slope_alpha = r / alpha + (r + x) * (gone * (1 / (alpha + age) - 1 / (alpha + last)) - 1 / (alpha + age))
        gradient = np.array(
            [step[0] + np.log(alpha) - long + gone * gap, slope_alpha, step[1] + gone / a, step[2] - gone / base]
        )
        return float(weights @ value), gradient @ weights

    best, top = maximise(likelihood, np.array([0.5, 5.0, 0.8, 2.0]), float(len(known)))
    r, alpha, a, b = best.tolist()
    return Geometric(r, alpha, a, b, modified, top)


def geometric_active(model: Geometric, known: Histories) -> Floats:
    """Chance (n,) that each customer is still active."""
    chances = known.repeats + model.modified
    base = model.b + np.maximum(chances - 1, 0)
    gap = np.log((model.alpha + known.age) / (model.alpha + known.last))
    odds = np.where(chances > 0, np.log(model.a / base) + (model.r + known.repeats) * gap, -np.inf)
    return np.asarray(expit(-odds))


def geometric_expected(model: Geometric, known: Histories, weeks: float) -> Floats:
    """Expected purchase days (n,) of each customer in the weeks to come."""
    keys = np.column_stack([known.repeats, known.age])
    rows, back = np.unique(keys, axis=0, return_inverse=True)
    ahead = _while_active(model, rows[:, 0], weeks / (model.alpha + rows[:, 1]))
    return np.asarray(ahead[back.ravel()] * geometric_active(model, known))


def _while_active(model: Geometric, x: Floats, z: Floats) -> Floats:
    """Mean of (1 - (1 + p z)^-(r+x)) / p over p from Beta(a, b + chances): purchases to come of who is active now.

    The papers write it with 2F1, which fails for large parameters. Here the straight line between its ends is taken
    out, whose mean is known; the rest vanishes at both ends, and the trapezoid rule on the logit of p converges
    exponentially.
    """
    left, right = model.a, (model.b + x + model.modified)[:, None]
    power, stretch = (model.r + x)[:, None], z[:, None]

    def purchases(p: Floats) -> Floats:
        return np.asarray(-np.expm1(-power * np.log1p(p * stretch)) / p)

    at_none, at_one = power * stretch, purchases(np.ones(1))
    width = np.sqrt(1 / (left + 1) + 1 / (right + 1))
    low, high = 38 / (left + 1) + 8 * width, 38 / (right + 1) + 8 * width
    step = (low + high) / STEPS
    logit = np.log((left + 1) / (right + 1)) - low + step * np.arange(STEPS + 1)
    p = expit(logit)
    density = np.exp(left * log_expit(logit) + right * log_expit(-logit) - betaln(left, right))
    rest = purchases(p) - at_none - (at_one - at_none) * p
    line = at_none + (at_one - at_none) * left / (left + right)
    return np.asarray(line[:, 0] + (rest * density).sum(axis=1) * step[:, 0])
