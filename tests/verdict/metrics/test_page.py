"""Page metrics on cases worked out by hand."""

import math

import numpy as np
import pytest

from matinee.verdict.metrics.page import coverage_of_pages, expected_reward, ndcg_grid, recall_at_grid, variety

PAGE = np.array([[1, 2, 3, 4, 5], [6, 7, 8, -1, -1], [9, 10, 11, 12, 13], [14, 15, 16, 17, 18]])


def test_recall_counts_what_stands_in_the_window_only():
    assert recall_at_grid(PAGE, {2, 8, 5, 14}, 3, 4) == 0.5  # 5 is right of it, 14 below it
    assert recall_at_grid(PAGE, {1, 6}, 2, 1) == 1.0
    assert recall_at_grid(PAGE, {99}, 3, 4) == 0.0
    assert math.isnan(recall_at_grid(PAGE, set(), 3, 4))


def test_recall_is_of_as_many_as_the_window_could_hold():
    assert recall_at_grid(PAGE, {1, 2, 3, 4}, 1, 2) == 1.0


def test_an_empty_slot_is_no_item():
    assert recall_at_grid(PAGE, {-1}, 3, 4) == 0.0


def test_ndcg_in_two_dimensions_weighs_each_slot_by_its_attention():
    attention = np.array([[1.0, 0.5], [0.4, 0.2]])
    page = np.array([[1, 2], [3, 4]])
    # got .5 x 3 + .2 x 1 = 1.7; the best would be 1 x 3 + .5 x 1 = 3.5
    assert ndcg_grid(page, {2: 3.0, 4: 1.0}, attention) == pytest.approx(1.7 / 3.5)
    assert ndcg_grid(page, {1: 3.0, 2: 1.0}, attention) == 1.0
    assert ndcg_grid(page, {9: 1.0}, attention) == 0.0
    assert math.isnan(ndcg_grid(page, {}, attention))


def test_on_one_row_with_logarithmic_attention_it_is_the_usual_ndcg():
    look = 1.0 / np.log2(np.arange(2, 6))[None, :]
    page = np.array([[7, 8, 9, 5]])
    usual = (1 / np.log2(3) + 1 / np.log2(5)) / (1 / np.log2(2) + 1 / np.log2(3))
    assert ndcg_grid(page, {8: 1.0, 5: 1.0}, look) == pytest.approx(usual)


def test_expected_reward_is_chance_times_attention_summed():
    chances, attention = np.array([[0.5, 0.2], [0.1, 0.0]]), np.array([[1.0, 0.5, 0.1], [0.6, 0.3, 0.1]])
    assert expected_reward(chances, attention) == pytest.approx(0.5 + 0.1 + 0.06)


def test_variety_is_the_mean_distance_of_pairs():
    labels = {1: frozenset({1, 2}), 2: frozenset({2, 3}), 3: frozenset({1, 2}), 4: frozenset()}
    page = np.array([[1, 2, 3]])
    # pairs: 1 - 1/3, 1 - 1/3, 0
    assert variety(page, labels, 1, 3) == pytest.approx((2 / 3 + 2 / 3 + 0.0) / 3)
    assert variety(np.array([[1, 4]]), labels, 1, 2) == 1.0
    assert math.isnan(variety(np.array([[1, -1]]), labels, 1, 2))


def test_coverage_counts_an_item_once_over_all_pages():
    pages = [np.array([[1, 2], [3, -1]]), np.array([[1, 4], [5, 6]])]
    assert coverage_of_pages(pages, 10, 1, 2) == pytest.approx(0.3)
    assert coverage_of_pages([], 10, 1, 2) == 0.0
