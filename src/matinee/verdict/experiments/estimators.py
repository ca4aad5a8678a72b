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
    squares = np.unique(np.quantile(sample.weight, _LEVELS) ** 2)
    candidates = [scale * sample.weight / (sample.weight**2 + scale) for scale in 10.0 * squares[squares > 0]]
    return _lightened("dros", candidates, sample)


def switched(sample: Sample) -> Estimate:
    """Switch-DR: above a threshold the weight gives way to the model. Source: Wang, Agarwal and Dudik (2017), ICML."""
    cuts = np.unique(np.quantile(sample.weight, _LEVELS))
    return _lightened("switch_dr", [np.where(sample.weight <= cut, sample.weight, 0.0) for cut in cuts], sample)


_LEVELS: Final = np.array([0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999])


def _lightened(name: str, candidates: list[Floats], sample: Sample) -> Estimate:
    """DR with the candidate weights of least estimated error; the interval is as wide as with the true weights.

    What lighter weights leave out may be noise or may be the truth, and the log cannot tell below DR's own error:
    lighter weights bring the estimate nearer, they prove nothing more. An interval from the lighter weights alone
    covered the truth in 70-85 % of simulated logs, this one in 95-96 %.
    """
    whole, lighter = doubly_robust(sample), _corrected(name, _least_error(candidates, sample), sample)
    low, high = lighter.estimate + whole.low - whole.estimate, lighter.estimate + whole.high - whole.estimate
    return msgspec.structs.replace(lighter, low=low, high=high)


def _least_error(candidates: list[Floats], sample: Sample) -> Floats:
    """The weights of least estimated squared error: variance plus the square of the bias that the change may bring.

    Few rewards under large weights make a mean look surer than it is: the variance is at least what the model implies.
    """
    residual = sample.reward - sample.logged
    implied = np.clip(sample.logged * (1.0 - sample.logged), 0.0, None) / len(residual)

    def error(weight: Floats) -> float:
        seen = standard_error(sample.target + weight * residual, sample.cluster) ** 2
        lost = (sample.weight - weight) * residual
        bias = abs(float(lost.mean())) + 0.5 * standard_error(lost, sample.cluster)
        return max(seen, float(np.mean(weight**2 * implied))) + bias**2

    all_weights = [sample.weight, *candidates]
    return all_weights[int(np.argmin([error(weight) for weight in all_weights]))]


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
