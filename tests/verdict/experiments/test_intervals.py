"""Intervals against published and hand-made numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from matinee.verdict.experiments.intervals import freedom, interval, standard_error


def test_without_clusters_and_skew_it_is_students_interval():
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    low, high = interval(values, np.arange(5))
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 4, 0.0, stats.sem(values)))


def test_doubling_every_row_within_its_cluster_proves_nothing_more():
    rng = np.random.default_rng(1)
    values = rng.exponential(size=80)
    twice, cluster = np.repeat(values, 2), np.repeat(np.arange(80), 2)
    assert standard_error(twice, cluster) == pytest.approx(standard_error(values, np.arange(80)))
    assert interval(twice, cluster) == pytest.approx(interval(values, np.arange(80)))


def test_halls_transformation_inverts_its_own_formula():
    rng = np.random.default_rng(2)
    values = rng.exponential(size=40)
    low, high = interval(values, np.arange(40))
    centred = values - values.mean()
    error = standard_error(values, np.arange(40))
    k = np.sum(centred**3) / np.sum(centred**2) ** 1.5
    for bound, expected in ((low, 0.975), (high, 0.025)):
        t = (values.mean() - bound) / error
        assert stats.t.cdf(t + k * t**2 / 3 + k**2 * t**3 / 27 + k / 6, freedom(centred)) == pytest.approx(expected)


def test_skewed_means_are_covered_on_both_sides_where_the_plain_interval_misses_above():
    rng = np.random.default_rng(3)
    plain_above = corrected_above = 0
    for _ in range(1_000):
        values = rng.lognormal(0, 1, 100)
        truth = np.exp(0.5)
        half = 1.984 * standard_error(values, np.arange(100))
        plain_above += truth > values.mean() + half
        corrected_above += truth > interval(values, np.arange(100))[1]
    assert corrected_above < 0.6 * plain_above


def test_one_cluster_proves_nothing():
    assert interval(np.array([1.0, 2.0]), np.array([0, 0])) == (-np.inf, np.inf)
