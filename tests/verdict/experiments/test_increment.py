"""The increment: covers planted truth, and says nothing where nothing is caused."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.evaluation.hold_out import coverage
from matinee.verdict.experiments.increment import increment

NONE = np.zeros(0)


def totals(rng: np.random.Generator, n: int, mean: float) -> np.ndarray:
    return rng.poisson(mean * rng.gamma(0.8, 1 / 0.8, n)).astype(float)


def test_the_interval_covers_planted_increments_of_skewed_totals_in_93_to_97_percent():
    rng = np.random.default_rng(1)
    covered = []
    for _ in range(700):
        lost = rng.uniform(0.0, 0.3)
        found = increment(totals(rng, 3_000, 5.0), totals(rng, 160, 5.0 * (1 - lost)), NONE, NONE)
        covered.append(found.low <= lost <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_the_past_narrows_the_interval():
    rng = np.random.default_rng(2)
    habit = rng.gamma(0.8, 1 / 0.8, 4_000)
    before, after = rng.poisson(20 * habit).astype(float), rng.poisson(20 * habit).astype(float)
    plain = increment(after[200:], after[:200], NONE, NONE)
    helped = increment(after[200:], after[:200], before[200:], before[:200])
    assert helped.high - helped.low < 0.5 * (plain.high - plain.low)
    assert helped.low <= 0 <= helped.high


def test_too_few_members_held_out_are_refused():
    with pytest.raises(InvalidInput, match="5 members are held out"):
        increment(np.ones(100), np.ones(5), NONE, NONE)


def test_a_hold_out_that_never_plays_loses_everything():
    assert increment(np.ones(100), np.zeros(100), NONE, NONE).lost_share == 1.0


@pytest.mark.slow
def test_a_policy_held_out_against_itself_adds_nothing_in_a_world():
    found = coverage(range(2), ("random", "random"), members=200, days=3)
    assert found.truth == 0.0
    assert found.covered == 1.0


@pytest.mark.full
def test_in_200_worlds_the_interval_covers_the_counterfactual():
    found = coverage(range(1_000, 1_200), ("popular", "random"), members=300, days=4)
    assert 0.918 <= found.covered <= 0.982  # 93 to 97 %, and one standard error of 200 runs
