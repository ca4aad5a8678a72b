"""Listwise learning and the features of a list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matinee.learning.sequential.features import relative
from matinee.learning.sequential.listwise import fit_softmax

lists = hnp.arrays(np.float32, (3, 6), elements=st.floats(-5, 5, width=32))


def test_weights_that_made_the_choices_are_found_again() -> None:
    rng = np.random.default_rng(0)
    features = rng.standard_normal((6000, 8, 3)).astype(np.float32)
    planted = np.array([1.0, -0.5, 0.0], dtype=np.float32)
    chosen = (features @ planted + rng.gumbel(size=(6000, 8))).argmax(axis=1)
    np.testing.assert_allclose(fit_softmax(features, chosen, l2=0.0), planted, atol=0.06)


def test_a_strong_ridge_leaves_no_weight() -> None:
    rng = np.random.default_rng(1)
    features = rng.standard_normal((50, 4, 2)).astype(np.float32)
    assert np.abs(fit_softmax(features, np.zeros(50, dtype=np.int64), l2=1e4)).max() < 1e-3


@settings(max_examples=30, deadline=None)
@given(lists, st.floats(0.125, 8, width=32))
def test_what_a_scorer_says_does_not_depend_on_its_scale(scores: np.ndarray, factor: float) -> None:
    scores = np.round(scores * 4) / 4
    for one, other in zip(relative(scores), relative(scores * np.float32(factor)), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_shares_and_ranks_of_a_worked_list() -> None:
    share, log_share, inverse, log_rank = relative(np.array([[1, 4, -2]], dtype=np.float32))
    assert share.tolist()[0] == pytest.approx([0.25, 1, 0])
    assert log_share[0, 2] == pytest.approx(np.log(0.01))
    assert inverse.tolist()[0] == pytest.approx([1 / 6, 1 / 5, 1 / 7])
    assert log_rank.tolist()[0] == pytest.approx([np.log(2), 0, np.log(3)])
