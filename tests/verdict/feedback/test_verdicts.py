"""Verdicts: planted failures are named, healthy items are not, and little evidence says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.core.judging import VerdictTerms
from matinee.evaluation.verdict_teeth import bite, in_world, plant
from matinee.verdict.feedback.expected import bins, expected_success
from matinee.verdict.feedback.verdicts import FAILS, TOO_EARLY, WORKS, judge_groups


def test_planted_failures_are_named_and_healthy_items_are_not():
    found = bite(plant(seed=1, n=300_000, rate=0.08), VerdictTerms())
    assert found.planted >= 3
    assert found.named >= 0.8
    assert found.falsely <= 0.05
    assert found.undecided <= 0.30


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "spread"), [(0.05, 0.15), (0.02, 0.15), (0.05, 0.3), (0.03, 0.05)])
def test_planted_failures_are_named_at_other_rates_and_spreads(rate, spread):
    found = [bite(plant(seed, rate=rate, spread=spread), VerdictTerms()) for seed in range(10, 13)]
    weights = [f.planted for f in found]
    assert np.average([f.named for f in found], weights=weights) >= 0.7
    assert np.mean([f.falsely for f in found]) <= 0.05
    assert np.mean([f.undecided for f in found]) <= 0.30


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["oracle", "random"])
def test_in_a_world_broken_pictures_are_named_within_fourteen_days(policy):
    found = bite(in_world(policy, seed=3), VerdictTerms())
    assert found.planted >= 3
    assert found.named >= 0.8
    assert found.falsely <= 0.05
    assert found.undecided <= 0.30


def test_expectations_sum_to_what_happened_and_follow_planted_factors():
    rng = np.random.default_rng(5)
    place, member = rng.integers(0, 10, 200_000), rng.integers(0, 500, 200_000)
    attention, activity = np.exp(-np.arange(10) / 4), rng.gamma(3, 1 / 3, 500)
    p = 0.2 * attention[place] * activity[member]
    success = (rng.random(200_000) < p.clip(0, 1)).astype(float)
    expected = expected_success(success, (place, member))
    assert expected.sum() == pytest.approx(success.sum(), rel=1e-3)
    by_place = np.bincount(place, weights=expected) / np.bincount(place)
    seen = np.bincount(place, weights=success) / np.bincount(place)
    assert by_place == pytest.approx(seen, rel=0.02)
    assert np.corrcoef(expected, p)[0, 1] > 0.97


def test_small_numbers_are_shrunk_to_what_items_are_like_and_say_nothing():
    success = np.array([0.0] * 5 + [1.0] * 5 + [1.0, 0.0] * 500)
    group = np.array([0] * 5 + [1] * 5 + [2] * 1_000)
    found = judge_groups(success, np.full(1_010, 0.5), group, np.arange(1_010), VerdictTerms())
    assert found.word[0] != FAILS
    assert found.relative[0] > 0 and found.relative[1] < 2
    assert found.word[2] == WORKS
    assert found.high[2] - found.low[2] < found.high[1] - found.low[1]


def test_the_word_follows_the_posterior_of_gamma_and_poisson():
    # Exposures of one member each: no clumping; prior from moments: worked out in the docstring's formulas.
    success = np.concatenate([np.ones(60), np.zeros(40), np.ones(20), np.zeros(80)])
    group = np.repeat([0, 1], 100)
    found = judge_groups(success, np.full(200, 0.4), group, np.arange(200), VerdictTerms())
    spread = ((60 - 40) ** 2 - 40 + (20 - 40) ** 2 - 40) / (2 * 40**2)
    prior = 1 / spread
    assert found.relative == pytest.approx([(60 + prior) / (40 + prior), (20 + prior) / (40 + prior)])
    assert found.word == [WORKS, FAILS]


def test_a_member_who_is_shown_one_item_a_hundred_times_is_not_a_hundred_members():
    success = np.tile([1.0, 0.0], 300)
    rng = np.random.default_rng(2)
    many = np.concatenate([np.zeros(100), rng.permutation(success)])
    group = np.concatenate([np.zeros(100, int), np.repeat(np.arange(1, 7), 100)])
    apart = judge_groups(many, np.full(700, 0.43), group, np.arange(700), VerdictTerms())
    together = np.concatenate([np.zeros(100, int), np.arange(1, 601)])
    clumped = judge_groups(many, np.full(700, 0.43), group, together, VerdictTerms())
    assert apart.word[0] == FAILS
    assert clumped.p_fails[0] < apart.p_fails[0]
    assert TOO_EARLY not in apart.word[:1]


def test_scores_that_are_not_known_have_a_bin_of_their_own():
    codes = bins(np.array([0.1, np.nan, 0.9, 0.5]), 3)
    assert codes[1] == 0
    assert np.all(codes[[0, 2, 3]] > 0)
    assert codes[0] < codes[2]
