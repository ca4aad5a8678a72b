"""The off-policy estimators against numbers worked out by hand, and the sentences that hold for all logs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.verdict.experiments import estimators as of
from matinee.verdict.experiments.estimators import Sample, judge


def sample(reward, weight, logged, target, cluster=None) -> Sample:
    columns = [np.asarray(c, np.float64) for c in (reward, weight, logged, target)]
    clusters = np.arange(len(columns[0])) if cluster is None else np.asarray(cluster)
    return Sample(*columns, np.zeros(len(columns[0])), clusters)


SMALL = sample([1, 0, 1, 0], [2.0, 0.5, 0.5, 1.0], [0.5, 0.25, 0.5, 0.25], [0.4, 0.4, 0.6, 0.6])


def test_estimates_are_those_of_the_papers_formulas_worked_out_by_hand():
    assert of.inverse_propensity(SMALL).estimate == pytest.approx((2 + 0.5) / 4)  # 0.625
    assert of.self_normalised(SMALL).estimate == pytest.approx(2.5 / 4.0)
    assert of.direct(SMALL).estimate == pytest.approx(0.5)
    assert of.doubly_robust(SMALL).estimate == pytest.approx(0.5 + (2 * 0.5 - 0.5 * 0.25 + 0.5 * 0.5 - 0.25) / 4)
    assert of.log_mean(SMALL).estimate == 0.5


def test_self_normalising_divides_by_the_weights_that_came():
    off = sample([1, 0, 1, 0], [4.0, 0.5, 0.5, 1.0], [0] * 4, [0] * 4)
    assert of.self_normalised(off).estimate == pytest.approx(4.5 / 6)
    assert of.self_normalised(off).contributions.mean() == pytest.approx(4.5 / 6)


def test_effective_size_of_equal_weights_is_their_number_and_of_kept_draws_the_number_of_draws():
    even = sample([1, 0, 1, 0], [1] * 4, [0] * 4, [0] * 4)
    kept = sample([1, 0, 1, 0], [1] * 4, [0] * 4, [0] * 4, cluster=[0, 0, 1, 1])
    assert of.inverse_propensity(even).effective_sample_size == pytest.approx(4)
    assert of.inverse_propensity(kept).effective_sample_size == pytest.approx(2)
    assert of.inverse_propensity(SMALL).effective_sample_size == pytest.approx(16 / 5.5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_with_the_logs_own_policy_and_no_model_all_weighted_estimates_are_the_logs_mean(seed: int):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 200))
    reward = rng.random(n)
    same = sample(reward, np.ones(n), np.zeros(n), np.zeros(n))
    for name in ("ips", "snips", "dr"):
        found = next(e for e in judge(same) if e.name == name)
        assert found.estimate == pytest.approx(reward.mean())
        assert found.low <= found.estimate <= found.high


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_a_right_model_makes_dr_dros_and_switch_agree_with_dm_whatever_the_weights(seed: int):
    rng = np.random.default_rng(seed)
    n = 50
    reward = rng.random(n)
    right = sample(reward, rng.exponential(2, n), reward, rng.random(n))
    by_name = {e.name: e.estimate for e in judge(right)}
    for name in ("dr", "dros", "switch_dr"):
        assert by_name[name] == pytest.approx(by_name["dm"])


def test_an_estimator_of_weights_too_few_to_trust_is_not_chosen_for_its_lucky_small_error():
    rng = np.random.default_rng(4)
    n = 4_000
    weight = np.where(rng.random(n) < 0.004, 200.0, 0.2)
    reward = np.where(weight < 1, rng.random(n) < 0.01, 0.0)
    log = sample(reward, weight, np.full(n, 0.01), np.full(n, 0.01))
    estimates = judge(log)
    assert next(e for e in estimates if e.name == "ips").standard_error < 0.001
    assert of.choose(estimates, log).name == "dm"
