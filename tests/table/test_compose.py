"""Composing a page: the propensity that is logged is the true one, and no family stands twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.compose import compose, explore
from matinee.table.page.drafts import Draft, Ranked, Whys


def ranked_of(chances) -> Ranked:
    n = len(chances)
    return Ranked(
        np.arange(n, dtype=np.int32), np.asarray(chances, float), np.ones(n, bool), Whys.all("popular", -1, 1, n)
    )


@st.composite
def tables(draw):
    n = draw(st.integers(5, 60))
    chances = draw(st.lists(st.floats(0.001, 1.0), min_size=n, max_size=n))
    family = np.array(draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n)), np.int32)
    n_drafts = draw(st.integers(1, 8))
    drafts = []
    for number in range(n_drafts):
        picks = draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True))
        order = sorted(picks, key=lambda at: -chances[at])
        drafts.append(
            Draft(draw(st.sampled_from(["top", "genre", "because"])), "top", np.array(order), key=str(number))
        )
    return drafts, ranked_of(chances), family


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(0, 2**31), st.floats(0, 0.5))
def test_no_family_stands_twice_and_no_row_is_short_whatever_the_drafts(given_tables, seed, share):
    drafts, ranked, family = given_tables
    device = DeviceSettings(rows=5, columns=6, view_rows=2, view_columns=3)
    page = compose(drafts, ranked, family, device, PageSettings(exploration=share, min_row=2), seed)
    shown = [int(family[ranked.rows[at]]) for row in page for at in row.picks]
    assert len(shown) == len(set(shown))
    assert all(2 <= len(row.picks) <= 6 for row in page)
    assert all(((row.propensity > 0) & (row.propensity <= 1)).all() for row in page)


def test_the_same_seed_gives_the_same_page_and_another_seed_another():
    drafts = [Draft("top", "top", np.arange(40))]
    ranked, family = ranked_of(np.linspace(1, 0.1, 40)), np.arange(40, dtype=np.int32)
    device = DeviceSettings(rows=1, columns=10, view_rows=1, view_columns=5)
    pages = [
        compose(drafts, ranked, family, device, PageSettings(exploration=0.5), seed)[0].picks for seed in (1, 1, 2)
    ]
    assert (pages[0] == pages[1]).all() and (pages[0] != pages[2]).any()


@pytest.mark.parametrize(("n_pages", "sigmas"), [pytest.param(20_000, 4.5, id="20,000 pages")])
def test_the_frequency_of_each_first_choice_agrees_with_its_logged_propensity(n_pages, sigmas):
    """The first slot has the same alternatives on every page, so frequencies can be held against the propensities."""
    slots, pool, share = np.arange(4), np.arange(4, 9), 0.2
    counts, told = np.zeros(9), {}
    for seed in range(n_pages):
        drawn = explore(slots, pool, share, np.random.Generator(np.random.PCG64(seed)))
        counts[drawn.order[0]] += 1
        told[int(drawn.order[0])] = drawn.propensity[0]
    assert sum(told.values()) == pytest.approx(1.0)
    for choice, propensity in told.items():
        spread = np.sqrt(n_pages * propensity * (1 - propensity))
        assert abs(counts[choice] - n_pages * propensity) < sigmas * spread


def test_whole_rows_have_propensities_that_agree_with_their_frequency():
    """The product over the slots is the probability of the whole row, in the order in which it is filled."""
    slots, pool, share, n_pages = np.arange(2), np.arange(2, 5), 0.4, 30_000
    counts: dict[tuple[int, ...], int] = {}
    told: dict[tuple[int, ...], float] = {}
    for seed in range(n_pages):
        drawn = explore(slots, pool, share, np.random.Generator(np.random.PCG64(seed)))
        row = tuple(drawn.order.tolist())
        counts[row] = counts.get(row, 0) + 1
        told[row] = float(np.prod(drawn.propensity))
    assert sum(told.values()) == pytest.approx(1.0)
    for row, propensity in told.items():
        assert abs(counts[row] - n_pages * propensity) < 4.5 * np.sqrt(n_pages * propensity * (1 - propensity))


def test_of_two_rows_the_one_worth_more_stands_first():
    ranked, family = ranked_of([0.9, 0.8, 0.7, 0.2, 0.1, 0.05]), np.arange(6, dtype=np.int32)
    drafts = [Draft("genre", "genre", np.array([3, 4, 5])), Draft("top", "top", np.array([0, 1, 2]))]
    device = DeviceSettings(rows=2, columns=3, view_rows=2, view_columns=3)
    page = compose(drafts, ranked, family, device, PageSettings(exploration=0.0, min_row=2), 1)
    assert [row.draft.kind for row in page] == ["top", "genre"]


def test_a_pinned_row_stands_at_its_place():
    ranked, family = ranked_of([0.9, 0.8, 0.7, 0.2, 0.1, 0.05]), np.arange(6, dtype=np.int32)
    drafts = [Draft("genre", "genre", np.array([3, 4, 5])), Draft("top", "top", np.array([0, 1, 2]))]
    device = DeviceSettings(rows=2, columns=3, view_rows=2, view_columns=3)
    rules = PageSettings(exploration=0.0, min_row=2, pinned_rows={"genre": 0})
    assert [row.draft.kind for row in compose(drafts, ranked, family, device, rules, 1)] == ["genre", "top"]
