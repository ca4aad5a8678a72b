"""Judging a policy on another's log: rewards, weights and modelled rewards in, estimates with intervals out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from matinee.verdict.experiments.intervals import Floats, Ints, effective_size, interval, standard_error

LEAST_EFFECTIVE: Final = 1_000.0
"""Effective samples below which no verdict is given."""


class Sample(msgspec.Struct, frozen=True):
    """A log made ready: columns (n,).

    weight is target probability over logged propensity of what was shown; logged is the modelled reward of what was
    shown, target the modelled reward under the target policy, both by a model that did not see the row; leverage says
    how far the row's residual moves the modelled mean (0 where it is not known); cluster numbers the member and day.
    """

    reward: Floats
    weight: Floats
    logged: Floats
    target: Floats
    leverage: Floats
    cluster: Ints


class Estimate(msgspec.Struct, frozen=True):
    """One estimator's answer; contributions (n,) have the estimate as their mean."""

    name: str
    estimate: float
    low: float
    high: float
    standard_error: float
    effective_sample_size: float
    contributions: Floats


def _estimate(name: str, contributions: Floats, weight: Floats, sample: Sample) -> Estimate:
    low, high = interval(contributions, sample.cluster)
    return Estimate(
        name,
        float(contributions.mean()),
        low,
        high,
        standard_error(contributions, sample.cluster),
        effective_size(weight, sample.cluster),
        contributions,
    )


def log_mean(sample: Sample) -> Estimate:
    """The plain mean of the log: what a judge must beat."""
    return _estimate("log_mean", sample.reward, np.ones_like(sample.reward), sample)


def inverse_propensity(sample: Sample) -> Estimate:
    """IPS: mean of w r. Source: Horvitz and Thompson (1952), JASA 47."""
    return _estimate("ips", sample.weight * sample.reward, sample.weight, sample)


def self_normalised(sample: Sample) -> Estimate:
    """SNIPS: sum of w r over sum of w, linearised. Source: Swaminathan and Joachims (2015), NeurIPS."""
    total = max(float(sample.weight.sum()), 1e-300)
    value = float(np.sum(sample.weight * sample.reward)) / total
    residual = sample.weight * (sample.reward - value) * (len(sample.reward) / total)
    return _estimate("snips", value + residual, sample.weight, sample)


def direct(sample: Sample) -> Estimate:
    """DM: mean modelled reward under the target; the interval is the fit's (delta method), blind to bias."""
    moved = sample.leverage * (sample.reward - sample.logged)
    return _estimate("dm", sample.target + moved - moved.mean(), np.ones_like(sample.reward), sample)


def _corrected(name: str, weight: Floats, sample: Sample) -> Estimate:
    return _estimate(name, sample.target + weight * (sample.reward - sample.logged), weight, sample)


def doubly_robust(sample: Sample) -> Estimate:
    """DR: the model plus weighted residuals. Source: Dudik, Langford and Li (2011), ICML."""
    return _corrected("dr", sample.weight, sample)


def shrunk(sample: Sample) -> Estimate:
    """DRos: DR with weights lambda w / (w^2 + lambda). Source: Su et al. (2020), ICML."""
    squares = np.quantile(sample.weight, _LEVELS) ** 2
    weights = [
        scale * sample.weight / (sample.weight**2 + scale) for scale in np.unique(squares[squares > 0]) * _SCALES
    ]
    return _corrected("dros", _least_error(weights, sample), sample)


def switched(sample: Sample) -> Estimate:
    """Switch-DR: above a threshold the weight gives way to the model. Source: Wang, Agarwal and Dudik (2017), ICML."""
    cuts = np.unique(np.quantile(sample.weight, _LEVELS))
    weights = [np.where(sample.weight <= cut, sample.weight, 0.0) for cut in cuts]
    return _corrected("switch_dr", _least_error(weights, sample), sample)


_LEVELS: Final = np.array([0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999])
_SCALES: Final = np.float64(10.0)


def _least_error(candidates: list[Floats], sample: Sample) -> Floats:
    """The candidate weights of least estimated mean squared error; the true weights are one of them.

    Bias is what the change of weights takes away, taken with one standard error of its own on top: a saving that may
    be bias is not taken.
    """
    residual = sample.reward - sample.logged

    def error(weight: Floats) -> float:
        variance = standard_error(sample.target + weight * residual, sample.cluster) ** 2
        lost = (sample.weight - weight) * residual
        return variance + (abs(float(lost.mean())) + standard_error(lost, sample.cluster)) ** 2

    errors = [standard_error(sample.target + sample.weight * residual, sample.cluster) ** 2, *map(error, candidates)]
    return [sample.weight, *candidates][int(np.argmin(errors))]


ESTIMATORS: Final[tuple[Callable[[Sample], Estimate], ...]] = (
    inverse_propensity, self_normalised, direct, doubly_robust, shrunk, switched,
)  # fmt: skip
"""All that are printed, in this order."""


def judge(sample: Sample) -> list[Estimate]:
    """Every estimator's answer, then the log's mean."""
    return [*(estimate(sample) for estimate in ESTIMATORS), log_mean(sample)]


def choose(estimates: list[Estimate], sample: Sample) -> Estimate:
    """The estimator of least estimated mean squared error, by the log alone.

    Bias is judged against DR, which has none where the propensities are right: the squared distance less the variance
    of that distance, where this is above zero. Few rewards under large weights make an estimate look surer than it is,
    so its variance is at least what the mean reward and its weights imply. The log's mean is a baseline, never chosen.
    """
    unbiased = next(e for e in estimates if e.name == "dr")

    spread = float(sample.reward.mean() * (1.0 - sample.reward.mean()))

    def variance(e: Estimate) -> float:
        return max(e.standard_error**2, spread / max(e.effective_sample_size, 1e-9))

    def error(e: Estimate) -> float:
        apart = (e.estimate - unbiased.estimate) ** 2
        noise = standard_error(e.contributions - unbiased.contributions, sample.cluster) ** 2
        return variance(e) + max(apart - max(noise, variance(unbiased) - variance(e)), 0.0)

    return min((e for e in estimates if e.name != "log_mean"), key=error)
