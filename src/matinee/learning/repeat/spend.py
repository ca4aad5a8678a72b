"""Gamma-gamma: mean spend of repeat purchases in, three parameters and each customer's expected spend a purchase out.

Source: Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value; the spend of a purchase is Gamma(p, nu), nu
differs between customers as a Gamma(q, v), and spend and frequency are independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from matinee.core.errors import InvalidInput
from matinee.learning.repeat.fitting import maximise
from matinee.learning.repeat.histories import Histories

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spend:
    """Parameters; v is in the currency of the purchases."""

    p: float
    q: float
    v: float
    log_likelihood: float

    @property
    def parameters(self) -> dict[str, float]:
        """By the names of the note."""
        return {"p": self.p, "q": self.q, "v": self.v}


def fit_spend(known: Histories) -> Spend:
    """Maximum likelihood on the customers with a repeat purchase that cost something."""
    paid = (known.repeats > 0) & (known.amount > 0)
    if paid.sum() < 2:
        raise InvalidInput("fewer than two customers have a repeat purchase with an amount", "give more purchases")
    x, mean = known.repeats[paid].astype(np.float64), known.amount[paid]

    def likelihood(values: Floats) -> tuple[float, Floats]:
        p, q, v = values
        spent, pieces = x * mean, p * x
        whole = np.log(v + spent)
        value = gammaln(pieces + q) - gammaln(pieces) - gammaln(q) + q * np.log(v)
        value += (pieces - 1) * np.log(mean) + pieces * np.log(x) - (pieces + q) * whole
        slope_p = x * (psi(pieces + q) - psi(pieces) + np.log(spent) - whole)
        slope_q = psi(pieces + q) - psi(q) + np.log(v) - whole
        slope_v = q / v - (pieces + q) / (v + spent)
        return float(value.sum()), np.array([slope_p.sum(), slope_q.sum(), slope_v.sum()])

    best, top = maximise(likelihood, np.array([5.0, 4.0, float(mean.mean())]), float(len(x)))
    p, q, v = best.tolist()
    return Spend(p, q, v, top)


def spend_expected(model: Spend, known: Histories) -> Floats:
    """Expected spend (n,) of a purchase of each customer; the mean of all where there was no repeat."""
    x = known.repeats * (known.amount > 0)
    below = model.p * x + model.q - 1
    paid = known.amount[x > 0]
    usual = float(paid.mean()) if len(paid) else 0.0
    return np.where(below > 0, model.p * (model.v + x * known.amount) / np.where(below > 0, below, 1.0), usual)
