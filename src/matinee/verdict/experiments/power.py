"""Power: what is to be seen and how surely in, how many members an arm needs out."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.sequential import LEAST_MEMBERS, half_width, mixture_rate

_MOST: Final = 1e12


def _quantiles(alpha: float, power: float) -> tuple[float, float]:
    if not (0 < alpha < 1 and 0.5 <= power < 1):
        raise InvalidInput(
            f"alpha {alpha} and power {power} make no test", "give alpha in (0, 1) and power in [0.5, 1)"
        )
    return float(norm.ppf(1 - alpha / 2)), float(norm.ppf(power))


def members_for_shares(base: float, changed: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Members an arm to tell a share `changed` from `base`, looked at once.

    Source: Fleiss, Levin and Paik (2003), 4.2, as in R's power.prop.test.

    Example:
        >>> round(members_for_shares(0.10, 0.12), 2)
        3840.85
    """
    if not (0 < base < 1 and 0 < changed < 1) or base == changed:
        raise InvalidInput(f"shares {base} and {changed} cannot be told apart", "give two different shares in (0, 1)")
    level, wanted = _quantiles(alpha, power)
    mean = (base + changed) / 2
    apart = level * np.sqrt(2 * mean * (1 - mean)) + wanted * np.sqrt(base * (1 - base) + changed * (1 - changed))
    return float((apart / (changed - base)) ** 2)


def members_for_means(
    deviation: float, difference: float, correlation: float = 0.0, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Members an arm to see this difference of means, looked at once; correlation with the past is what CUPED uses.

    Source: Lehr (1992), Statistics in Medicine 11 (the normal form); Deng et al. (2013) for 1 - rho^2.

    Example:
        >>> round(members_for_means(1.0, 0.5), 2)
        62.79
    """
    if deviation <= 0 or difference == 0 or not -1 < correlation < 1:
        raise InvalidInput(
            f"deviation {deviation}, difference {difference}, correlation {correlation} make no test",
            "give a deviation above 0, a difference that is not 0 and a correlation in (-1, 1)",
        )
    level, wanted = _quantiles(alpha, power)
    return float(2 * (1 - correlation**2) * (deviation / difference) ** 2 * (level + wanted) ** 2)


def members_when_watched(once: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Members an arm for the same power at the planned end when the experiment is watched all along.

    The factor over `once` depends on alpha and power alone. Stopping early at a clear effect gives part of it back.
    """
    level, wanted = _quantiles(alpha, power)
    effect = (level + wanted) / np.sqrt(once)

    def lacking(n: float) -> float:
        width = float(half_width(np.array([n]), np.array([1.0]), mixture_rate(n, alpha), alpha)[0])
        return float(width + wanted / np.sqrt(n) - effect)

    return float(brentq(lacking, once, max(100.0 * once, _MOST)))


def least_members(n: float) -> int:
    """Whole members, and never fewer than an experiment may be read with."""
    return max(int(np.ceil(n)), LEAST_MEMBERS)
