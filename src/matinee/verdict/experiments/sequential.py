"""Experiments that may be watched: means so far in, intervals that hold at every look at once out."""

from __future__ import annotations

from typing import Final

import numpy as np

from matinee.verdict.experiments.comparison import Arms, Difference, compare
from matinee.verdict.experiments.intervals import Floats

LEAST_MEMBERS: Final = 100
"""Members in the smaller arm before the first look: the guarantee is asymptotic and needs a start."""


def mixture_rate(planned: float, alpha: float) -> float:
    """rho^2 that makes the sequence tightest at `planned` observations.

    Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Annals of Statistics 52, appendix B.2.
    """
    spent = -2.0 * np.log(alpha)
    return float((spent + np.log(spent + 1.0)) / planned)


def half_width(n: Floats, deviation: Floats, rate: float, alpha: float) -> Floats:
    """Half width at every n of an asymptotic confidence sequence for a mean with this standard deviation.

    sigma sqrt( 2 (n rho^2 + 1) / (n^2 rho^2) log( sqrt(n rho^2 + 1) / alpha ) ), Robbins' normal mixture.

    Source: Waudby-Smith et al. (2024), theorem 2.2; Robbins (1970), Annals of Mathematical Statistics 41.

    Example:
        >>> round(float(half_width(np.array([1000.0]), np.array([1.0]), mixture_rate(1000.0, 0.05), 0.05)[0]), 4)
        0.096
    """
    grown = n * rate + 1.0
    return np.asarray(deviation * np.sqrt(2.0 * grown / (n**2 * rate) * np.log(np.sqrt(grown) / alpha)), np.float64)


def watch(arms: Arms, planned: float, level: float = 0.95) -> Difference:
    """The difference with an interval that may be looked at as often as one likes and acted on at once.

    The two arms' variance of the difference stands for sigma^2 / n; n counts the smaller arm, `planned` is its planned
    end. Before LEAST_MEMBERS the interval is everything.
    """
    plain = compare(arms, level)
    n = float(min(len(arms.control), len(arms.treatment)))
    if n < LEAST_MEMBERS:
        half = float("inf")
    else:
        deviation = np.array([plain.standard_error * np.sqrt(n)])
        half = float(half_width(np.array([n]), deviation, mixture_rate(planned, 1 - level), 1 - level)[0])
    low, high = plain.difference - half, plain.difference + half
    scale = 1.0 / plain.control if plain.control else float("nan")
    lows = sorted((low * scale, high * scale))
    return Difference(
        plain.control, plain.treatment, plain.difference, low, high, plain.standard_error,
        _always_valid_p(plain, n, planned), plain.lift, lows[0], lows[1],
    )  # fmt: skip


def _always_valid_p(plain: Difference, n: float, planned: float) -> float:
    """1 over the mixture likelihood ratio so far, at most 1: the largest alpha whose sequence leaves zero out."""
    if n < LEAST_MEMBERS or plain.standard_error == 0.0:
        return 1.0
    rate = mixture_rate(planned, 0.05)
    z = plain.difference / plain.standard_error
    log_ratio = 0.5 * z**2 * n * rate / (n * rate + 1.0) - 0.5 * np.log(n * rate + 1.0)
    return float(min(1.0, np.exp(-log_ratio)))
