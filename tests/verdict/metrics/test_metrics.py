"""Metrics against worked numbers and what must hold for all inputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.core.errors import InvalidInput
from matinee.verdict.metrics import (
    coverage,
    effective_catalogue_size,
    expected_calibration_error,
    hit_rate_at,
    mean_interval,
    ndcg_at,
    paired_difference,
    rank_hits,
    rank_ndcg,
    recall_at,
    reciprocal_rank,
)

masks = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12))


def test_effective_catalogue_size_of_ten_six_three_is_2263() -> None:
    assert effective_catalogue_size([10, 6, 3]) == pytest.approx(2.263, abs=5e-4)
    assert effective_catalogue_size([3, 10, 6]) == pytest.approx(43 / 19, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 50), st.floats(0.1, 1e6))
def test_items_used_alike_all_count_and_a_single_one_counts_once(n: int, amount: float) -> None:
    assert effective_catalogue_size([amount] * n) == pytest.approx(n)
    assert effective_catalogue_size([amount] + [0.0] * n) == pytest.approx(1)


@pytest.mark.parametrize("amounts", [[], [0, 0], [1, -1]])
def test_amounts_without_shares_are_refused(amounts: list[float]) -> None:
    with pytest.raises(InvalidInput):
        effective_catalogue_size(amounts)


def test_ndcg_recall_and_mrr_of_a_worked_list() -> None:
    relevant, n = np.array([[True, False, True, False, False]]), np.array([3])
    best = 1 + 1 / np.log2(3) + 1 / np.log2(4)
    assert ndcg_at(relevant, n, 5)[0] == pytest.approx((1 + 0.5) / best)
    assert recall_at(relevant, n, 5)[0] == pytest.approx(2 / 3)
    assert recall_at(relevant, n, 2)[0] == pytest.approx(1 / 2)
    assert reciprocal_rank(np.array([[False, False, True]]), np.array([1]))[0] == pytest.approx(1 / 3)


@settings(max_examples=30, deadline=None)
@given(masks, st.integers(0, 5), st.integers(1, 15))
def test_every_ranking_metric_lies_in_0_1_and_is_nan_only_without_relevant_items(
    relevant: np.ndarray, beyond: int, k: int
) -> None:
    n = relevant.sum(axis=1) + beyond
    for values in (
        recall_at(relevant, n, k),
        ndcg_at(relevant, n, k),
        hit_rate_at(relevant, n, k),
        reciprocal_rank(relevant, n),
    ):
        np.testing.assert_array_equal(np.isnan(values), n == 0)
        kept = values[n > 0]
        assert ((kept >= 0) & (kept <= 1 + 1e-12)).all()


@settings(max_examples=30, deadline=None)
@given(masks, st.integers(1, 15))
def test_the_best_order_has_ndcg_and_recall_one(relevant: np.ndarray, k: int) -> None:
    n = relevant.sum(axis=1)
    best = np.sort(relevant, axis=1)[:, ::-1]
    np.testing.assert_allclose(ndcg_at(best, n, k)[n > 0], 1)
    np.testing.assert_allclose(recall_at(best, n, k)[n > 0], 1)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30), st.integers(1, 20))
def test_a_single_relevant_item_is_the_case_of_one_in_the_general_formula(rank: int, k: int) -> None:
    relevant = np.arange(31)[None, :] == rank
    ranks, one = np.array([float(rank)]), np.array([1])
    np.testing.assert_allclose(rank_ndcg(ranks, k), ndcg_at(relevant, one, k))
    np.testing.assert_allclose(rank_hits(ranks, k), recall_at(relevant, one, k))


def test_calibration_error_is_the_weighted_gap_of_its_bins() -> None:
    p = np.array([0.05, 0.05, 0.95, 0.95, 0.95, 0.95])
    happened = np.array([0, 1, 1, 1, 1, 0])
    assert expected_calibration_error(p, happened) == pytest.approx(2 / 6 * 0.45 + 4 / 6 * 0.20)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_shares_that_come_true_have_no_calibration_error(seed: int) -> None:
    hits = np.random.default_rng(seed).integers(0, 9, 5)
    happened = np.concatenate([np.arange(8) < count for count in hits])
    assert expected_calibration_error(np.repeat(hits / 8, 8), happened) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("p, y", [([], []), ([0.5], [1, 0]), ([1.5], [1])])
def test_columns_that_are_not_probabilities_and_outcomes_are_refused(p: list[float], y: list[float]) -> None:
    with pytest.raises(InvalidInput):
        expected_calibration_error(p, y)


def test_coverage_counts_each_item_once() -> None:
    assert coverage(np.array([[0, 1], [1, 0]]), 8) == 0.25
    with pytest.raises(InvalidInput):
        coverage([], 0)


def test_intervals_leave_nan_out_and_pair_members() -> None:
    found = paired_difference(np.array([1.0, 2.0, np.nan, 4.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert found.mean == pytest.approx(2) and found.n == 3
    assert found.standard_error == pytest.approx(1 / np.sqrt(3))
    assert found.high - found.low == pytest.approx(2 * 1.959964 * found.standard_error, rel=1e-6)
    with pytest.raises(InvalidInput):
        mean_interval(np.array([np.nan]))
    with pytest.raises(InvalidInput):
        paired_difference(np.zeros(2), np.zeros(3))
