"""Seasons are data with days, and a past season's favourites step back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matinee.catalog.seasons import read_seasons, season_of, step_back, won_in
from matinee.core.clock import from_iso
from matinee.core.errors import SettingsError

SEASONS = read_seasons()


def named(day):
    number = season_of(np.array([from_iso(f"{day}T12:00:00Z")]), SEASONS)[0]
    return SEASONS[number].name if number >= 0 else ""


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2017-12-24", "christmas"),
        ("2017-12-27", "sales"),
        ("2026-03-01", "ramadan"),
        ("2026-03-20", "eid"),
        ("2026-11-08", "diwali"),
        ("2017-09-15", ""),
    ],
)
def test_a_day_lies_in_its_season(day, name):
    assert named(day) == name


def test_every_season_has_a_span_in_each_of_its_years():
    for season in SEASONS:
        assert len(season.spans) >= 16
        assert all(first <= last < first + 45 for first, last in season.spans)


def test_customers_are_told_by_the_season_that_won_them():
    assert won_in(np.array([from_iso("2025-12-01"), from_iso("2025-09-01")]), SEASONS) == ["christmas", ""]


def test_a_span_that_ends_before_it_begins_is_named(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('[x]\ndays = [["2020-02-01", "2020-01-01"]]\n')
    with pytest.raises(SettingsError, match="season x"):
        read_seasons(path)
    path.write_text('[x]\ndays = [["soon", "2020-01-01"]]\n')
    with pytest.raises(SettingsError, match="no span"):
        read_seasons(path)


def test_a_seasons_favourite_steps_back_after_it_and_returns_with_it():
    counts = np.array([[90.0, 10.0], [50.0, 50.0], [5.0, 95.0]])  # christmas, outside
    after, during = step_back(counts, -1), step_back(counts, 0)
    assert after.argsort().tolist() == [0, 1, 2]
    assert during.argsort().tolist() == [2, 1, 0]
    assert after[0] < 100 < during[0]


def test_an_item_that_sells_as_everything_does_keeps_its_place():
    counts = np.outer([10.0, 200.0, 40.0], [0.3, 0.7])
    for now in (-1, 0):
        np.testing.assert_allclose(step_back(counts, now), counts.sum(axis=1))


@given(arrays(np.float64, (5, 3), elements=st.floats(0, 1e4)), st.integers(-1, 1))
def test_the_total_stays_and_no_count_is_negative(counts, now):
    found = step_back(counts, now)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(counts.sum(), rel=1e-6)
