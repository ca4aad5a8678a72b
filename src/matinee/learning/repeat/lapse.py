"""Lapse/NBD: histories and the share that returns in, parameters, expected purchases and chances of being active out.

As in Pareto/NBD a customer buys at a rate from a Gamma(r, alpha) and lapses at a rate from a Gamma(s, beta). But who
has lapsed goes on buying at `returning` times the rate instead of never again, so that a late purchase is no proof of
never having lapsed, and somebody silent for long is still expected now and then. With returning = 0 this is
Pareto/NBD.

Given a lapse at time t after k of the x repeat purchases, the likelihood with the rate integrated out is, up to a
factor, returning^(x-k) (alpha + t + returning (T - t))^-(r+x); t runs over the pieces between purchases, each by
Gauss and Legendre. The model is ours; derivation and evidence: docs/decisions/0030-coming-back.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from matinee.learning.repeat.fitting import maximise
from matinee.learning.repeat.histories import Histories
from matinee.learning.repeat.pareto import active_weeks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)


@dataclass(frozen=True)
class Lapse:
    """Parameters (times in weeks); `returning` in [0, 1) is the share of the rate that is left after a lapse."""

    r: float
    alpha: float
    s: float
    beta: float
    returning: float
    log_likelihood: float

    @property
    def parameters(self) -> dict[str, float]:
        """By name."""
        return {"r": self.r, "alpha": self.alpha, "s": self.s, "beta": self.beta, "returning": self.returning}


@dataclass(frozen=True)
class _Pieces:
    """When a lapse can have been: nodes (m, 6) and weights, whose (m,), purchases after (m,), weeks after (m, 6)."""

    of: Ints
    nodes: Floats
    weights: Floats
    after: Floats
    left: Floats

    def per_customer(self, values: Floats, n: int) -> Floats:
        """Sums (n,) of values at the nodes (m, 6)."""
        return np.asarray(np.bincount(self.of, values.sum(axis=1), minlength=n), dtype=np.float64)


def _pieces(known: Histories) -> _Pieces:
    n = len(known)
    of = np.concatenate([np.arange(n), known.of])
    begin = np.concatenate([np.zeros(n), known.times])
    order = np.lexsort((begin, of))
    of, begin = of[order], begin[order]
    final = np.append(of[1:] != of[:-1], True)
    end = np.where(final, known.age[of], np.append(begin[1:], 0.0))
    first = np.cumsum(known.repeats + 1) - (known.repeats + 1)
    place = np.arange(len(of)) - first[of]
    half = (end - begin) / 2
    nodes = (begin + half)[:, None] + half[:, None] * NODES
    after = (known.repeats[of] - place).astype(np.float64)
    return _Pieces(of, nodes, half[:, None] * WEIGHTS, after, known.age[of][:, None] - nodes)


@dataclass(frozen=True)
class _Shares:
    """Shares of a history (sum 1): active (n,), lapsed at a node (m, 6); exposure there (m, 6); log of the sum (n,)."""

    active: Floats
    lapsed: Floats
    exposure: Floats
    log_sum: Floats


def _shares(values: Floats, returning: float, known: Histories, pieces: _Pieces) -> _Shares:
    r, alpha, s, beta = values
    shape = r + known.repeats
    exposure = alpha + pieces.nodes + returning * pieces.left
    fading = pieces.after * np.log(returning) if returning > 0 else np.where(pieces.after > 0, -np.inf, 0.0)
    lapsed = fading[:, None] - shape[pieces.of][:, None] * np.log(exposure) - (s + 1) * np.log1p(pieces.nodes / beta)
    active = -shape * np.log(alpha + known.age) - s * np.log1p(known.age / beta)
    top = active.copy()
    np.maximum.at(top, pieces.of, lapsed.max(axis=1))
    lapsed = np.exp(lapsed - top[pieces.of][:, None]) * pieces.weights * (s / beta)
    active = np.exp(active - top)
    total = active + pieces.per_customer(lapsed, len(known))
    return _Shares(active / total, lapsed / total[pieces.of][:, None], exposure, top + np.log(total))


def fit_lapse(known: Histories, returning: float) -> Lapse:
    """Maximum likelihood of all parameters but `returning` in [0, 1), which belongs to the specification."""
    pieces, x, n = _pieces(known), known.repeats.astype(np.float64), len(known)

    def likelihood(values: Floats) -> tuple[float, Floats]:
        r, alpha, s, beta = values
        found = _shares(values, returning, known, pieces)
        active, gone, nodes = found.active, 1 - found.active, pieces.nodes

        def mean(at_nodes: Floats) -> Floats:
            return pieces.per_customer(found.lapsed * at_nodes, n)

        value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + found.log_sum
        slope_r = (
            psi(r + x) - psi(r) + np.log(alpha) - active * np.log(alpha + known.age) - mean(np.log(found.exposure))
        )
        slope_alpha = r / alpha - (r + x) * (active / (alpha + known.age) + mean(1 / found.exposure))
        slope_s = gone / s - active * np.log1p(known.age / beta) - mean(np.log1p(nodes / beta))
        kept = s * active * known.age / (beta * (beta + known.age))
        slope_beta = kept + (s + 1) * mean(nodes / (beta * (beta + nodes))) - gone / beta
        return float(value.sum()), np.array([slope.sum() for slope in (slope_r, slope_alpha, slope_s, slope_beta)])

    best, top = maximise(likelihood, np.array([0.5, 10.0, 0.5, 10.0]), float(n))
    r, alpha, s, beta = best.tolist()
    return Lapse(r, alpha, s, beta, returning, top)


@dataclass(frozen=True)
class States:
    """Where customers stand: active (n,), or lapsed at a node (m, 6) of history `of` (m,), with its exposure."""

    active: Floats
    lapsed: Floats
    exposure: Floats
    of: Ints


def lapse_states(model: Lapse, known: Histories) -> States:
    """The chances of all states of all customers; those of one customer sum to 1."""
    pieces = _pieces(known)
    found = _shares(np.array([model.r, model.alpha, model.s, model.beta]), model.returning, known, pieces)
    return States(found.active, found.lapsed, found.exposure, pieces.of)


def lapse_active(model: Lapse, known: Histories) -> Floats:
    """Chance (n,) that each customer has not lapsed."""
    values = np.array([model.r, model.alpha, model.s, model.beta])
    return _shares(values, model.returning, known, _pieces(known)).active


def lapse_expected(model: Lapse, known: Histories, weeks: float) -> Floats:
    """Expected purchase days (n,) of each customer in the weeks to come."""
    pieces = _pieces(known)
    found = _shares(np.array([model.r, model.alpha, model.s, model.beta]), model.returning, known, pieces)
    shape = model.r + known.repeats
    rate = shape / (model.alpha + known.age)
    slow = shape * pieces.per_customer(found.lapsed / found.exposure, len(known)) * model.returning
    active = active_weeks(model.s, model.beta + known.age, weeks)
    return np.asarray(found.active * rate * (active + model.returning * (weeks - active)) + slow * weeks)


def lapse_draws(model: Lapse, known: Histories, weeks: float, rng: np.random.Generator) -> Ints:
    """One draw (n,) of purchase days in the weeks to come: when each lapsed, the rate, when they will, the count."""
    pieces, n = _pieces(known), len(known)
    found = _shares(np.array([model.r, model.alpha, model.s, model.beta]), model.returning, known, pieces)
    active = rng.random(n) < found.active
    # where a customer has lapsed, a node of theirs by its share: the largest of exponential races
    race = found.lapsed.ravel() / np.maximum(rng.exponential(size=found.lapsed.size), 1e-300)
    of = np.repeat(pieces.of, len(NODES))
    order = np.lexsort((race, of))
    winner = order[np.append(of[order][1:] != of[order][:-1], True)]
    exposure = np.where(active, model.alpha + known.age, found.exposure.ravel()[winner])
    rate = rng.gamma(model.r + known.repeats) / exposure
    until = (model.beta + known.age) * np.expm1(rng.exponential(size=n) / model.s)
    fully = np.where(active, np.minimum(until, weeks), 0.0)
    return rng.poisson(rate * (fully + model.returning * (weeks - fully)))
