"""Experiments watched while they run: arms without or with a difference in, how often an alarm was raised out."""

from __future__ import annotations

import msgspec
import numpy as np

from matinee.verdict.experiments.comparison import Arms, compare
from matinee.verdict.experiments.sequential import watch


class Alarms(msgspec.Struct, frozen=True):
    """Share of runs whose interval left zero out at any look: watched (sequence) and plain (Welch's at each look).

    n_looked is the mean of members an arm at which the sequence first left zero out (all members where it did not).
    """

    runs: int
    looks: int
    watched: float
    plain: float
    n_looked: float


def alarms(runs: int, looks: int, n_members: int, lift: float, seed: int) -> Alarms:
    """Runs of an experiment looked at `looks` times up to n_members an arm; values differ by `lift` of their mean.

    Values are plays of a week: a Poisson count with a rate of each member's own, skewed and overdispersed.
    """
    rng = np.random.default_rng(seed)
    points = np.unique(np.linspace(n_members / looks, n_members, looks).round().astype(int))
    watched, plain, stopped = 0, 0, []
    for _ in range(runs):
        rate = rng.gamma(0.8, 2.5, (2, n_members)) * np.array([[1.0], [1.0 + lift]])
        values = rng.poisson(rate).astype(np.float64)
        first, any_plain = None, False
        for n in points:
            arms = Arms(values[0, :n], values[1, :n])
            sequence = watch(arms, n_members)
            if first is None and not sequence.low <= 0 <= sequence.high:
                first = int(n)
            once = compare(arms)
            any_plain |= not once.low <= 0 <= once.high
        watched += first is not None
        plain += any_plain
        stopped.append(first or n_members)
    return Alarms(runs, looks, watched / runs, plain / runs, float(np.mean(stopped)))
