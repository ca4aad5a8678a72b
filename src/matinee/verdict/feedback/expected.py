"""Expected success: what followed each exposure and the circumstances it stood in, in; what was to be expected out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

ROUNDS = 8
"""Passes over the factors; the largest change after these is below a thousandth on logs of millions."""


def overdispersion(observed: Floats, expected: Floats) -> float:
    """tau^2, the variance of true rates relative to expectation over groups, by moments; at least 0.

    Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7, for counts with Poisson noise.
    """
    total = float(np.sum(expected**2))
    return max(float(np.sum((observed - expected) ** 2 - expected)) / total, 0.0) if total > 0 else 0.0


def clumping(surplus: Floats, group: Codes, member: Codes) -> float:
    """How much a group's successes vary beyond Poisson because a member's exposures go together; at least 1.

    surplus is success less expectation (n,). The clusters are a member's exposures to one group.

    Source: the design effect of Kish (1965), estimated as in Liang and Zeger (1986).
    """
    n_members = int(member.max()) + 1
    clusters = np.unique(group * n_members + member, return_inverse=True)[1]
    within = float(np.sum(np.bincount(clusters, weights=surplus) ** 2))
    single = float(np.sum(surplus**2))
    return max(within / single, 1.0) if single > 0 else 1.0


def group_sums(values: Floats, group: Codes, size: int) -> Floats:
    """Values (n,) summed within groups (n,) numbered from 0; shape (size,)."""
    return np.asarray(np.bincount(group, weights=values, minlength=size), np.float64)


def expected_success(success: Floats, factors: Sequence[Codes]) -> Floats:
    """A multiplicative model of success by circumstances: base x a shrunk factor for each level of each circumstance.

    Args:
        success: (n,) in [0, 1].
        factors: one column of codes (n,) from 0 a circumstance: row, column, member, the score's bin ...

    Returns:
        (n,) expectations whose sum is that of success. Levels with little evidence stay near 1: each factor's
        shrinkage comes from the spread of its own levels.

    Source: iterative proportional fitting (Deming and Stephan (1940)), each step a gamma-Poisson mean (Clayton and
        Kaldor (1987), Biometrics 43).
    """
    base = max(float(success.mean()), 1e-12)
    effects = [np.ones(int(codes.max()) + 1) for codes in factors]
    expected = np.full(len(success), base)
    for _ in range(ROUNDS):
        for number, codes in enumerate(factors):
            without = expected / effects[number][codes]
            observed = group_sums(success, codes, len(effects[number]))
            foreseen = group_sums(without, codes, len(effects[number]))
            spread = overdispersion(observed, foreseen)
            prior = 1.0 / spread if spread > 1e-9 else 1e9
            effects[number] = (observed + prior) / (foreseen + prior)
            expected = without * effects[number][codes]
        expected *= success.sum() / max(float(expected.sum()), 1e-300)
    return np.asarray(np.clip(expected, 1e-9, 1.0), np.float64)


def bins(values: Floats, n_bins: int = 20) -> Codes:
    """Scores (n,) -> the number of their quantile's bin; not-a-number has a bin of its own."""
    known = ~np.isnan(values)
    codes = np.zeros(len(values), np.int64)
    if known.any():
        edges = np.unique(np.quantile(values[known], np.linspace(0, 1, n_bins + 1)[1:-1]))
        codes[known] = 1 + np.searchsorted(edges, values[known], side="right")
    return codes
