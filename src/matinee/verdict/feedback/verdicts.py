"""Verdicts: observed and expected success of items, rows or pictures in; a word and an interval each out."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma, norm

from matinee.core.judging import VerdictTerms
from matinee.verdict.feedback.expected import Codes, Floats, clumping, group_sums, overdispersion

WORKS: Final = "works"
FAILS: Final = "fails"
TOO_EARLY: Final = "too early to say"


class Verdicts(msgspec.Struct, frozen=True):
    """Columns (n_groups,): exposures, observed and expected success, relative success shrunk, 90 % interval, word."""

    exposures: NDArray[np.int64]
    observed: Floats
    expected: Floats
    relative: Floats
    low: Floats
    high: Floats
    p_fails: Floats
    word: list[str]


KNOWN: Final = 20.0
"""Successes that must be foreseen of a group before it tells how far healthy ones stray."""
ENOUGH: Final = 20
"""Groups that must be known so."""
FAR: Final = 1.65
"""Standard deviations below which a twentieth of a normal lies."""
APART: Final = (0.25, 0.45)
"""From which spread of healthy groups (in logs) on the bound falls towards FAR, and at which it is there."""


def grain(success: Floats) -> float:
    """What one success weighs: 1 where success is 0 or 1; rewards of about a half vary half as much as a count would.

    Source: the scale of a compound Poisson sum, E x^2 / E x.
    """
    total = float(success.sum())
    return float(np.sum(success**2)) / total if total > 0 else 1.0


def healthy_bound(relative: Floats, foreseen: Floats, stray: float) -> float:
    """Relative success below which hardly any healthy group lies, from the upper half: failures have no part in it.

    The spread (in logs) of groups above the median, less what Poisson noise explains, is held to lie below it too.
    Where groups hardly differ, `stray` deviations are as good as a fixed share; where they differ by half and more by
    themselves, as items do when nobody knows their appeal, the bound falls to FAR, so that no more than a twentieth of
    the healthy lies beyond it. 1 where too few groups are known.
    """
    known = foreseen >= KNOWN
    if int(known.sum()) < ENOUGH:
        return 1.0
    logs, noise = np.log(np.maximum(relative[known], 1e-3)), 1.0 / foreseen[known]
    middle = float(np.median(logs))
    upper = logs >= middle
    spread = np.sqrt(max(float(np.mean((logs[upper] - middle) ** 2) - np.mean(noise[upper])), 0.0))
    wide = float(np.clip((spread - APART[0]) / (APART[1] - APART[0]), 0.0, 1.0))
    return float(np.exp(middle - (stray + wide * max(FAR - stray, 0.0)) * spread))


def thin(foreseen: Floats) -> bool:
    """Whether there are many groups and hardly one of them is known well: what is usual among them is then read from
    the spread of all of them, since a group far below the mean may be as good as most."""
    return int((foreseen > 0).sum()) >= ENOUGH and int((foreseen >= KNOWN).sum()) < ENOUGH


def judge_groups(success: Floats, expected: Floats, group: Codes, member: Codes, terms: VerdictTerms) -> Verdicts:
    """Judge each group by its success relative to expectation, shrunk to what groups are like.

    Observed successes of a group are Poisson about expectation times its relative success, which is gamma-distributed
    over groups; the gamma's spread comes from all groups (empirical Bayes). A group fails where its relative success is
    surely below the bound of the terms, works where it is surely above, and else it is too early to say. Where there
    are many groups and hardly any is known well, failing begins below what the gamma itself holds to be usual.

    Args:
        success, expected: (n,) exposures, success in [0, 1].
        group, member: (n,) codes from 0.

    Source: Clayton and Kaldor (1987), Biometrics 43; DuMouchel (1999), American Statistician 53.
    """
    size = int(group.max()) + 1
    clumps = clumping(success - expected, group, member) * grain(success)
    observed, foreseen = group_sums(success, group, size), group_sums(expected, group, size)
    spread = max(overdispersion(observed / clumps, foreseen / clumps), 1e-4)
    prior = 1.0 / spread
    shape, rate = observed / clumps + prior, foreseen / clumps + prior
    raw = observed / np.maximum(foreseen, 1e-12)
    bound = min(terms.fails_below, healthy_bound(raw, foreseen / clumps, terms.stray))
    p_fails = gamma.cdf(bound, shape, scale=1.0 / rate)
    p_below = p_fails
    if thin(foreseen / clumps):
        common = float(gamma.ppf(norm.cdf(-terms.stray), prior, scale=1.0 / prior))
        p_below, p_fails = p_fails, gamma.cdf(min(bound, common), shape, scale=1.0 / rate)
    words = np.where(p_fails >= terms.surely, FAILS, np.where(p_below <= 1.0 - terms.surely, WORKS, TOO_EARLY))
    return Verdicts(
        np.bincount(group, minlength=size),
        observed,
        foreseen,
        np.asarray(shape / rate),
        np.asarray(gamma.ppf(0.05, shape, scale=1.0 / rate)),
        np.asarray(gamma.ppf(0.95, shape, scale=1.0 / rate)),
        np.asarray(p_fails),
        [str(word) for word in words],
    )
