"""Team draft: what holds for every pair of rankings, and credit that goes where it belongs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.verdict.experiments.interleaving import credit, draft_page, preference, team_draft

rankings = st.lists(st.sampled_from([f"i{n}" for n in range(20)]), unique=True, max_size=15)


@settings(max_examples=100, deadline=None)
@given(rankings, rankings, st.integers(0, 12), st.integers(0, 2**31))
def test_a_draft_repeats_nothing_keeps_both_orders_and_is_as_long_as_it_can_be(first, second, length, seed):
    draft = team_draft(first, second, length, seed)
    assert len(set(draft.items)) == len(draft.items) == min(length, len(set(first) | set(second)))
    for team, ranking in enumerate((first, second)):
        places = [ranking.index(item) for item, whose in zip(draft.items, draft.teams, strict=True) if whose == team]
        assert places == sorted(places)
    both = min(len(first), len(second))
    for k in range(0, min(len(draft.teams), both) - 1, 2):
        if set(first).isdisjoint(second):
            assert {draft.teams[k], draft.teams[k + 1]} == {0, 1}


def test_the_papers_example_gives_one_of_its_drafts():
    # Radlinski, Kurup and Joachims (2008), table 3: rankings A and B, and the drafts of its two outcomes of the coins.
    a, b = list("abcdgh"), list("beafgh")
    found = {team_draft(a, b, 6, seed).items for seed in range(200)}
    assert tuple("abcedf") in found or tuple("abcegd") in found
    assert any(items[0] == "a" for items in found) and any(items[0] == "b" for items in found)


def test_each_ranking_opens_half_of_the_drafts():
    opened = [team_draft(["a", "b"], ["c", "d"], 4, seed).teams[0] for seed in range(2_000)]
    assert np.mean(opened) == pytest.approx(0.5, abs=0.04)


def test_a_page_repeats_nothing_between_its_rows():
    first = [["a", "b", "c"], ["b", "d", "e"]]
    second = [["b", "c", "x"], ["a", "e", "f"]]
    for seed in range(50):
        rows = draft_page(first, second, [2, 3], seed)
        items = [item for row in rows for item in row.items]
        assert len(items) == len(set(items))


def test_a_reward_goes_to_the_team_that_placed_the_item():
    rows = draft_page([["a", "b"]], [["c", "d"]], [4], 1)
    place = rows[0].items.index("d")
    assert credit(rows, [(0, place, 1.0), (0, rows[0].items.index("a"), 0.5)]) == (0.5, 1.0)


def test_equal_rankings_win_equally_often():
    rng = np.random.default_rng(4)
    ranking = [f"i{n}" for n in range(10)]
    earned = []
    for seed in range(2_000):
        rows = draft_page([ranking], [ranking], [8], seed)
        earned.append(credit(rows, [(0, int(rng.integers(4)), 1.0)]))
    found = preference(earned)
    assert found.low <= 0.5 <= found.high


def test_preference_is_the_exact_sign_test():
    found = preference([(0.0, 1.0)] * 8 + [(1.0, 0.0)] * 2 + [(1.0, 1.0)] * 10)
    assert (found.second, found.first, found.ties) == (8, 2, 10)
    assert found.p_value == pytest.approx(112 / 1024)  # 2 * (45 + 10 + 1) / 2^10
    assert found.share_second == pytest.approx(0.65)
    assert preference([]).p_value == 1.0
