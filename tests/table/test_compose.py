"""Composing a page: the propensity that is logged is the true one, and no family stands twice."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.attention import prior
from matinee.table.page.compose import compose as compose_rows
from matinee.table.page.compose import layout_of
from matinee.table.page.drafts import Draft, ranked_of
from matinee.table.page.explore import explore


def ranked(chances, family=None, doubt=None):
    n = len(chances)
    rows = np.arange(n, dtype=np.int32)
    family = rows if family is None else np.asarray(family, np.int32)
    doubt = np.ones(n) if doubt is None else np.asarray(doubt, float)
    return ranked_of(rows, np.asarray(chances, float), np.ones(n, bool), family, doubt)


def compose(drafts, candidates, device, rules, seed, pins=()):
    attention = prior(device, device.rows, device.columns)
    return compose_rows([drafts], candidates, layout_of(attention, device, rules), list(pins), seed)


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
    return drafts, ranked(chances, family)


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(0, 2**31), st.floats(0, 0.5))
def test_no_family_stands_twice_and_no_row_is_short_whatever_the_drafts(given_tables, seed, share):
    drafts, candidates = given_tables
    device = DeviceSettings(rows=5, columns=6, view_rows=2, view_columns=3)
    page = compose(drafts, candidates, device, PageSettings(exploration=share, min_row=2), seed)
    shown = [int(candidates.group[at]) for row in page for at in row.picks]
    assert len(shown) == len(set(shown))
    assert all(2 <= len(row.picks) <= 6 for row in page)
    assert all(((row.propensity > 0) & (row.propensity <= 1)).all() for row in page)


def test_the_same_seed_gives_the_same_page_and_another_seed_another():
    drafts = [Draft("top", "top", np.arange(40))]
    candidates = ranked(np.linspace(1, 0.1, 40))
    device = DeviceSettings(rows=1, columns=10, view_rows=1, view_columns=5)
    pages = [compose(drafts, candidates, device, PageSettings(exploration=0.5), seed)[0].picks for seed in (1, 1, 2)]
    assert (pages[0] == pages[1]).all() and (pages[0] != pages[2]).any()


def draws_of(seed, k):
    return np.random.Generator(np.random.PCG64(seed)).random(k)


@pytest.mark.parametrize(
    "n_pages",
    [
        pytest.param(10_000, marks=pytest.mark.slow, id="10,000 pages"),
        pytest.param(100_000, marks=pytest.mark.full, id="100,000 pages"),
    ],
)
def test_the_frequency_of_each_first_choice_agrees_with_its_logged_propensity(n_pages):
    """The first slot has the same alternatives on every page, so frequencies can be held against the propensities."""
    device = DeviceSettings(rows=1, columns=4, view_rows=1, view_columns=4)
    rules = PageSettings(exploration=0.2, min_row=2)
    candidates = ranked(np.linspace(1, 0.1, 9), doubt=[1, 1, 1, 1, 0.5, 1, 2, 0.25, 1])
    counts, told = np.zeros(9), {}
    for seed in range(n_pages):
        row = compose([Draft("top", "top", np.arange(9))], candidates, device, rules, seed)[0]
        counts[row.picks[0]] += 1
        told[int(row.picks[0])] = row.propensity[0]
    assert sum(told.values()) == pytest.approx(1.0)
    for choice, propensity in told.items():
        assert abs(counts[choice] - n_pages * propensity) < 4.5 * np.sqrt(n_pages * propensity * (1 - propensity))


@pytest.mark.parametrize("n_pages", [10_000, pytest.param(100_000, marks=pytest.mark.full, id="100,000 pages")])
def test_whole_rows_have_propensities_that_agree_with_their_frequency(n_pages):
    """The product over the slots is the probability of the whole row, in the order in which it is filled."""
    slots, pool, doubt, share = np.arange(3), np.arange(3, 5), np.array([1.0, 3.0]), 0.4
    counts: dict[tuple[int, ...], int] = {}
    told: dict[tuple[int, ...], float] = {}
    for seed in range(n_pages):
        drawn = explore(slots, pool, doubt, draws_of(seed, 3), share)
        row = tuple(drawn.order.tolist())
        counts[row] = counts.get(row, 0) + 1
        told[row] = float(np.prod(drawn.propensity))
    assert sum(told.values()) == pytest.approx(1.0)
    for row, propensity in told.items():
        assert abs(counts[row] - n_pages * propensity) < 4.5 * np.sqrt(n_pages * propensity * (1 - propensity))


def test_what_is_less_known_is_tried_more_often():
    slots, pool, doubt = np.arange(2), np.arange(2, 4), np.array([0.1, 0.9])
    firsts = [explore(slots, pool, doubt, draws_of(seed, 2), 0.9).order[0] for seed in range(2_000)]
    assert 6 < firsts.count(3) / firsts.count(2) < 13


def test_of_two_rows_the_one_worth_more_stands_first():
    candidates = ranked([0.9, 0.8, 0.7, 0.2, 0.1, 0.05])
    drafts = [Draft("genre", "genre", np.array([3, 4, 5])), Draft("top", "top", np.array([0, 1, 2]))]
    device = DeviceSettings(rows=2, columns=3, view_rows=2, view_columns=3)
    page = compose(drafts, candidates, device, PageSettings(exploration=0.0, min_row=2), 1)
    assert [row.draft.kind for row in page] == ["top", "genre"]


def test_a_pinned_row_stands_at_its_place():
    candidates = ranked([0.9, 0.8, 0.7, 0.2, 0.1, 0.05])
    drafts = [Draft("genre", "genre", np.array([3, 4, 5])), Draft("top", "top", np.array([0, 1, 2]))]
    device = DeviceSettings(rows=2, columns=3, view_rows=2, view_columns=3)
    rules = PageSettings(exploration=0.0, min_row=2, pinned_rows={"genre": 0})
    assert [row.draft.kind for row in compose(drafts, candidates, device, rules, 1)] == ["genre", "top"]


def many_rows(n_rows, n, seed=0):
    chance = np.random.default_rng(seed)
    candidates = ranked(chance.random(n) ** 3)
    kinds = ("top", "because", "genre", "person", "crossed", "gems")
    drafts = []
    for number in range(n_rows):
        which = chance.random(n) < 0.4
        about = {"genre": f"g{number % 5}"} if number % 3 == 2 else {}
        drafts.append(Draft(kinds[number % 6], "top", candidates.best(which, n), about, key=str(number)))
    return drafts, candidates


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_first_view_is_the_same_whether_the_rest_is_planned_or_not(seed):
    drafts, candidates = many_rows(14, 600, seed)
    first = DeviceSettings(rows=6, columns=8, view_rows=3, view_columns=6)
    whole = DeviceSettings(rows=14, columns=30, view_rows=3, view_columns=6)
    rules = PageSettings(exploration=0.1)
    head, page = (compose(drafts, candidates, device, rules, seed) for device in (first, whole))
    for row, longer in zip(head, page[:6], strict=True):
        assert row.draft is longer.draft and row.value == longer.value
        assert (row.picks == longer.picks[:8]).all() and (row.propensity == longer.propensity[:8]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_no_two_neighbours_are_nearly_alike_and_no_kind_takes_the_page(seed):
    drafts, candidates = many_rows(30, 900, seed)
    device = DeviceSettings(rows=20, columns=6, view_rows=3, view_columns=4)
    page = compose(drafts, candidates, device, PageSettings(exploration=0.0, same_kind=3), seed)
    for above, below in itertools.pairwise(page):
        assert not (
            above.draft.kind == below.draft.kind and above.draft.theme and above.draft.theme == below.draft.theme
        )
        size = min(len(above.draft.picks), len(below.draft.picks), 8)
        if "top" not in (above.draft.kind, below.draft.kind):
            assert len(np.intersect1d(above.draft.picks[:size], below.draft.picks[:size])) < 0.5 * size
    for start in range(len(page)):
        kinds = [row.draft.kind for row in page[start : start + 6]]
        assert max(kinds.count(kind) for kind in kinds) <= 3


def test_the_best_item_stands_where_it_is_looked_at_most_even_if_that_is_not_the_first_place():
    candidates = ranked(np.linspace(0.9, 0.1, 12))
    device = DeviceSettings(rows=2, columns=4, view_rows=2, view_columns=4)
    attention = np.array([[0.1, 0.2, 0.4, 0.3], [0.3, 0.9, 0.6, 0.1]])
    drafts = [Draft("top", "top", np.arange(6)), Draft("gems", "gems", np.arange(6, 12))]
    rules = PageSettings(exploration=0.0, min_row=2)
    page = compose_rows([drafts], candidates, layout_of(attention, device, rules), [], 1)
    assert [row.draft.kind for row in page] == ["gems", "top"]
    assert page[1].picks.tolist() == [2, 0, 1, 3]


def test_a_pinned_item_stands_once_at_its_column_of_the_first_row_that_recommends():
    drafts, candidates = many_rows(5, 300)
    own = Draft("continue", "continue", np.array([7, 8]), lift=50.0)
    device = DeviceSettings(rows=4, columns=6, view_rows=2, view_columns=4)
    page = compose([own, *drafts], candidates, device, PageSettings(exploration=0.0), 3, pins=[(2, 250), (0, 17)])
    assert page[0].draft.kind == "continue"
    assert page[1].picks[0] == 17 and page[1].picks[2] == 250 and page[1].places[0] == -1
    shown = np.concatenate([row.picks for row in page])
    assert len(shown) == len(set(shown.tolist()))
