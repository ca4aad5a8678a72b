"""Sequences, decayed counts and moments against loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import ShapeError
from matinee.learning.linear import Sequences, decayed_counts, decayed_profiles, moments

histories = st.lists(st.lists(st.integers(0, 6), max_size=7), min_size=1, max_size=6)


def sequences_of(lists: list[list[int]]) -> Sequences:
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return Sequences(offsets, np.array([item for one in lists for item in one], dtype=np.int32), 7)


@settings(max_examples=30, deadline=None)
@given(histories)
def test_counts_add_the_decay_of_every_ordered_pair(lists: list[list[int]]) -> None:
    expected = np.zeros((7, 7))
    for one in lists:
        for later in range(len(one)):
            for earlier in range(later):
                expected[one[earlier], one[later]] += 0.5 ** (later - earlier - 1)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(decayed_counts(sequences_of(lists), 0.5).toarray(), expected, rtol=1e-5)


@settings(max_examples=30, deadline=None)
@given(histories)
def test_every_moment_has_its_decayed_prefix_and_future(lists: list[list[int]]) -> None:
    prefix, future = [], []
    for one in lists:
        for t in range(len(one) - 1):
            before, after = np.zeros(7), np.zeros(7)
            np.add.at(before, one[: t + 1], 0.5 ** np.arange(t, -1, -1))
            np.add.at(after, one[t + 1 :], 0.25 ** np.arange(len(one) - t - 1))
            prefix.append(before)
            future.append(after)
    found = moments(sequences_of(lists), 0.5, 0.25)
    np.testing.assert_allclose(found.prefix.toarray(), np.reshape(prefix, (-1, 7)), rtol=1e-5)
    np.testing.assert_allclose(found.future.toarray(), np.reshape(future, (-1, 7)), rtol=1e-5)


@settings(max_examples=30, deadline=None)
@given(histories, st.integers(0, 3))
def test_without_last_and_take_agree_with_lists(lists: list[list[int]], n: int) -> None:
    short = sequences_of(lists).without_last(n)
    order = np.arange(len(lists))[::-1]
    expected = [lists[member][: max(len(lists[member]) - n, 0)] for member in order]
    found = short.take(order)
    assert [list(found.items[a:b]) for a, b in zip(found.offsets, found.offsets[1:], strict=False)] == expected


def test_a_profile_weighs_the_newest_item_one_and_repeats_add_up() -> None:
    profile = decayed_profiles(sequences_of([[3, 1, 3]]), 0.5).toarray()
    np.testing.assert_allclose(profile, [[0, 0.5, 0, 1.25, 0, 0, 0]])


def test_making_profiles_leaves_the_order_of_events_as_it_was() -> None:
    sequences = sequences_of([[6, 2, 4, 2], [5, 1]])
    decayed_profiles(sequences, 0.5)
    np.testing.assert_array_equal(sequences.items, [6, 2, 4, 2, 5, 1])


def test_columns_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ShapeError, match="offsets"):
        Sequences(np.array([0, 3]), np.array([0, 1], dtype=np.int32), 7)
    with pytest.raises(ShapeError, match=r"\[0, 7\)"):
        Sequences(np.array([0, 2]), np.array([0, 7], dtype=np.int32), 7)
