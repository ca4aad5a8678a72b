"""What the simple rules, TIFU-kNN and the ranking of candidates promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.learning.basket.again import Ranked, filled
from matinee.learning.basket.history import Baskets
from matinee.learning.basket.simple import baskets_back, own_frequent, own_recent, popular_products, time_aware
from matinee.learning.basket.tifu import Tifu, distances, rank_tifu, vectors

BASKETS = [(0, 0, [1, 2]), (0, 7, [1, 3]), (0, 14, [1]), (0, 21, [2, 4]), (1, 3, [4]), (1, 9, [4, 5])]


def baskets_of(written):
    lines = [(who, product, nth, day) for nth, (who, day, bought) in enumerate(written) for product in bought]
    who, product, basket, day = (np.array(column, dtype=np.int64) for column in zip(*lines, strict=True))
    ones = np.ones(len(day))
    rows = np.arange(6)
    return Baskets(who, product, basket, day // 7 + 1, day * 1.0, ones, ones, 0 * ones, np.arange(2), rows, rows, rows)


@pytest.fixture
def shop():
    return baskets_of(BASKETS)


def best_of(ranked, who, k):
    found = ranked.best(k)
    return found.product[found.household == who].tolist()


def test_the_most_frequent_come_first_and_of_equals_the_later_bought(shop):
    assert best_of(own_frequent(shop), 0, 4) == [1, 2, 4, 3]


def test_the_most_recent_come_first_and_of_equals_the_more_often_bought(shop):
    assert best_of(own_recent(shop), 0, 4) == [2, 4, 1, 3]


def test_time_aware_popularity_counts_the_last_baskets_only(shop):
    assert best_of(time_aware(shop, 1), 0, 2) == [2, 4]
    assert best_of(time_aware(shop, 100), 0, 4)[:2] == [1, 2]


def test_popular_counts_baskets(shop):
    assert set(popular_products(shop, 2).tolist()) == {1, 4}


def test_baskets_are_counted_back_from_the_last(shop):
    assert baskets_back(shop).tolist() == [3, 2, 1, 0, 1, 0]


def test_tifu_decays_within_a_group_and_between_groups(shop):
    own = vectors(shop, Tifu(groups=2, within=0.9, between=0.5)).toarray()
    first, second = 0.5 / 2 / 2, 1 / 2 / 2
    assert own[0, 1] == pytest.approx(first * 0.9 + first + second * 0.9)
    assert own[0, 4] == pytest.approx(second)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 1.0]))
def test_tifu_ranks_as_the_formula_over_all_products(seed, weight):
    rng = np.random.default_rng(seed)
    written = [(who, day, rng.choice(6, 2, replace=False).tolist()) for who in (0, 1) for day in range(0, 28, 7)]
    shop = baskets_of(written)
    own = vectors(shop, Tifu())
    dense = own.toarray()
    whole = weight * dense + (1 - weight) * dense[::-1]  # two households: each is the other's neighbour
    found = rank_tifu(own, distances(own), (weight,), 1, 3)[0].best(3)
    for who in (0, 1):
        mine = found.product[found.household == who]
        np.testing.assert_allclose(np.sort(whole[who, mine]), np.sort(whole[who])[-3:], rtol=1e-5)


def test_popular_products_fill_up_and_nothing_stands_twice():
    ranked = Ranked(np.array([0, 0]), np.array([3, 1]), np.array([2.0, 1.0]))
    found = filled(ranked, np.array([1, 2, 5]), np.array([0, 1]), 3)
    assert best_of(found, 0, 3) == [3, 1, 2]
    assert best_of(found, 1, 3) == [1, 2, 5]
