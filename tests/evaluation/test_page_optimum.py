"""The stages of composing beside the best of all pages, and simpler pages beside ours, on small cases."""

import numpy as np
import pytest

from matinee.evaluation.page_optimum import distance
from matinee.evaluation.page_trial import first_only, paired
from matinee.learning.rows import learn_lifts


@pytest.mark.parametrize("n_pages", [8, pytest.param(300, marks=pytest.mark.full, id="300 pages")])
def test_on_small_pages_the_stages_reach_nearly_all_of_the_best_expected_reward(n_pages):
    found = distance(n_pages)
    assert found["worst_share"] > 0.85 and found["mean_share"] > 0.95


def test_a_paired_gain_is_relative_and_its_interval_holds_it():
    rng = np.random.default_rng(1)
    theirs = rng.random(400)
    found = paired(theirs * 1.2, theirs, np.arange(400) // 4)
    assert found["gain"] == pytest.approx(0.2, abs=1e-4) and found["low"] <= 0.2 <= found["high"] + 1e-4
    noise = paired(rng.random(400), rng.random(400), np.arange(400))
    assert noise["low"] < 0.0 < noise["high"]


def test_an_item_that_stands_twice_counts_once():
    grid = np.array([[1, 2, -1], [2, 3, 1]])
    assert first_only(grid).tolist() == [[True, True, False], [False, True, False]]


def test_kinds_that_keep_more_than_they_promise_are_lifted_and_little_evidence_says_little():
    kinds = np.repeat(["good", "bad", "rare"], [2_000, 2_000, 4])
    got = np.concatenate([np.repeat([1.0, 0.0], [400, 1_600]), np.repeat([1.0, 0.0], [100, 1_900]), np.ones(4)])
    lifts = dict(zip(*(part.tolist() for part in learn_lifts(kinds, np.full(len(kinds), 0.1), got)), strict=True))
    assert lifts["good"] > 1.4 and lifts["bad"] < 0.6 and 1.0 < lifts["rare"] < 1.3
