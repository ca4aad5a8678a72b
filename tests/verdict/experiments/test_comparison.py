"""A/B with CUPED and guardrails, watched or not, and power, against published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from matinee.core.errors import InvalidInput
from matinee.evaluation.interleaving import compare_needs
from matinee.evaluation.watching import alarms
from matinee.verdict.experiments.comparison import Arms, compare, cuped, guard
from matinee.verdict.experiments.power import members_for_means, members_for_shares, members_when_watched
from matinee.verdict.experiments.sequential import half_width, mixture_rate, watch

SLEEP = Arms(  # Student's sleep data (1908, Biometrika 6), as in R: extra hours under two drugs
    np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]),
    np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]),
)


def test_the_comparison_of_students_sleep_data_is_rs():
    found = compare(SLEEP)  # R: t = -1.8608, df = 17.776, p-value = 0.07939, 95 % interval -3.3654832 0.2054832
    assert found.difference == pytest.approx(1.58)
    assert (found.low, found.high) == pytest.approx((-0.2054832, 3.3654832), abs=1e-6)
    assert found.p_value == pytest.approx(0.07939, abs=1e-5)


def before_and_after(rng: np.random.Generator, n: int, lift: float, correlation: float) -> Arms:
    before = rng.normal(size=(2, n))
    after = correlation * before + np.sqrt(1 - correlation**2) * rng.normal(size=(2, n))
    return Arms(5 + after[0], 5 + lift + after[1], before[0], before[1])


def test_cuped_narrows_by_the_correlation_and_keeps_the_difference_unbiased():
    rng = np.random.default_rng(1)
    found = [(compare(arms), compare(Arms(arms.control, arms.treatment))) for arms in
             (before_and_after(rng, 500, 0.1, 0.8) for _ in range(300))]  # fmt: skip
    ratio = np.mean([a.standard_error / b.standard_error for a, b in found])
    assert ratio == pytest.approx(np.sqrt(1 - 0.8**2), abs=0.01)
    assert np.mean([a.difference for a, _ in found]) == pytest.approx(0.1, abs=0.008)
    assert np.mean([a.low <= 0.1 <= a.high for a, _ in found]) >= 0.92


def test_cuped_with_a_past_that_says_nothing_changes_nothing():
    arms = Arms(SLEEP.control, SLEEP.treatment, np.ones(10), np.ones(10))
    assert np.array_equal(cuped(arms).control, arms.control)


def test_a_guardrail_says_damaged_safe_or_unclear():
    rng = np.random.default_rng(2)
    values = rng.normal(10, 1, (2, 5_000))
    assert guard(compare(Arms(values[0], values[1])), 0.02) == "safe"
    assert guard(compare(Arms(values[0], 0.9 * values[1])), 0.02) == "damaged"
    assert guard(compare(Arms(values[0, :30], values[1, :30])), 0.001) == "unclear"


def test_the_sequences_width_is_the_papers_formula_and_wider_than_a_single_look():
    rate = mixture_rate(1_000, 0.05)
    assert rate == pytest.approx((5.99146 + np.log(6.99146)) / 1_000, rel=1e-5)
    width = half_width(np.array([100.0, 1_000.0, 10_000.0]), np.ones(3), rate, 0.05)
    assert width == pytest.approx([0.385510, 0.0959826, 0.0324172], rel=1e-4)  # worked out by hand
    assert np.all(width > 1.96 / np.sqrt([100, 1_000, 10_000]))


def test_the_always_valid_p_agrees_with_the_interval():
    rng = np.random.default_rng(3)
    for lift in np.linspace(-0.4, 0.4, 41):
        found = watch(Arms(rng.normal(size=800), lift + rng.normal(size=800)), 1_000)
        assert (found.p_value < 0.05) == (not found.low <= 0 <= found.high)


def test_before_the_least_members_a_watched_experiment_says_nothing():
    found = watch(Arms(np.zeros(50), np.ones(50) + np.arange(50) * 0.001), 1_000)
    assert (found.low, found.high, found.p_value) == (-np.inf, np.inf, 1.0)


@pytest.mark.slow
def test_two_equal_arms_looked_at_a_hundred_times_raise_few_alarms_where_plain_tests_raise_many():
    found = alarms(100, 100, 2_000, 0.0, seed=11)
    assert found.watched <= 0.05
    assert found.plain >= 0.2


@pytest.mark.full
def test_a_thousand_equal_experiments_looked_at_a_hundred_times_raise_at_most_five_percent_alarms():
    found = alarms(1_000, 100, 2_000, 0.0, seed=12)
    assert found.watched <= 0.05
    assert found.plain >= 0.3


def test_members_needed_are_those_of_r():
    assert members_for_shares(0.10, 0.12) == pytest.approx(3840.847, abs=1e-2)  # power.prop.test
    assert members_for_shares(0.50, 0.75, power=0.9) == pytest.approx(76.7, abs=0.05)  # its manual's example
    assert members_for_means(1.0, 0.5) == pytest.approx(2 * 7.84888 / 0.25, abs=1e-3)
    assert members_for_means(1.0, 0.5, correlation=0.6) == pytest.approx(0.64 * 62.79104, abs=1e-3)
    with pytest.raises(InvalidInput):
        members_for_shares(0.1, 0.1)


def test_the_members_needed_do_give_the_power():
    rng = np.random.default_rng(5)
    n = int(np.ceil(members_for_means(1.0, 0.25)))
    seen = np.mean([compare(Arms(rng.normal(size=n), 0.25 + rng.normal(size=n))).p_value < 0.05 for _ in range(600)])
    assert seen == pytest.approx(0.8, abs=0.05)
    watched = members_when_watched(members_for_means(1.0, 0.25))
    m = int(np.ceil(watched))
    found = [watch(Arms(rng.normal(size=m), 0.25 + rng.normal(size=m)), m).low > 0 for _ in range(600)]
    assert np.mean(found) == pytest.approx(0.8, abs=0.05)
    assert 1.5 < watched / n < 2.5


@pytest.mark.slow
def test_interleaving_prefers_the_better_ranking_and_needs_at_least_ten_times_fewer_members():
    needs = compare_needs(3_000, 2.0, seed=3)
    assert needs.mean_second > needs.mean_first
    assert needs.preferred_second > 0.5
    assert needs.fewer >= 10


def test_students_quantile_is_used_for_few_members():
    few = Arms(np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 7.0]))
    expected = stats.ttest_ind(few.treatment, few.control, equal_var=False)
    assert compare(few).p_value == pytest.approx(expected.pvalue)
