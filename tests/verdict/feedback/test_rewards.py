"""The reward: in [0, 1] whatever comes, and delayed feedback is no failure yet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput
from matinee.core.judging import RewardWeights
from matinee.verdict.feedback.rewards import SIGNS, by_margin, objectives, reward, settled

anything = st.floats(allow_nan=True, allow_infinity=False, width=32)


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({sign: st.lists(anything, min_size=3, max_size=3) for sign in SIGNS}))
def test_the_reward_lies_in_zero_to_one_for_all_signs(signs):
    found = reward({sign: np.array(values) for sign, values in signs.items()}, RewardWeights())
    assert np.all((found >= 0) & (found <= 1))


def test_rewards_by_hand():
    signs = {
        "play": np.array([1, 1, 1, 0, 0]),
        "completion": np.array([1, 0.02, 0.5, np.nan, np.nan]),
        "thumb": np.array([2, np.nan, -1, np.nan, np.nan]),
        "rating": np.array([np.nan, np.nan, 5, np.nan, np.nan]),
        "purchase": np.array([0, 0, 0, 1, 1]),
        "return": np.array([0, 0, 0, 0, 1]),
        "abandonment": np.array([0, 1, 0, 0, 0]),
    }
    assert reward(signs, RewardWeights()) == pytest.approx([1.0, 0.11, 0.55, 1.0, 0.2])
    none = RewardWeights(play=0.0, completion=0.0, thumb=0.0, rating=0.0)
    assert reward(signs, none) == pytest.approx([0, 0, 0, 1, 0.2])


def test_more_of_a_good_sign_never_lowers_and_of_a_bad_one_never_raises_the_reward():
    for sign, better in (("completion", 1.0), ("purchase", 1.0), ("dismissal", 0.0), ("return", 0.0), ("thumb", 2.0)):
        worse = {"completion": 0.0, "purchase": 0.0, "dismissal": 1.0, "return": 1.0, "thumb": -1.0}[sign]
        base = {"play": np.ones(2)}
        found = reward({**base, sign: np.array([worse, better])}, RewardWeights())
        assert found[0] <= found[1]


def test_a_column_that_is_no_sign_is_named():
    with pytest.raises(InvalidInput, match="'clicks' is no sign"):
        reward({"clicks": np.ones(1)}, RewardWeights())


def test_what_was_just_seen_is_no_failure_yet():
    now = 1_000_000_000_000
    ages = np.array([0, 3_599, 3_600, 90_000]) * 1_000_000
    assert list(settled(now - ages, now, 3_600)) == [False, False, True, True]


def test_objectives_stay_apart_and_leave_out_what_was_not_given():
    found = objectives({"play": np.array([1.0, 0.0]), "rating": np.array([4.0, np.nan])})
    assert found == {"play": 0.5, "rating": 4.0}


@given(st.lists(st.tuples(st.booleans(), st.floats(-1, 2) | st.just(float("nan"))), min_size=1), st.floats(0, 1))
def test_margin_takes_from_a_purchase_at_most_its_share_and_gives_nothing_to_what_was_not_bought(lines, share):
    bought, earned = (np.array(column, float) for column in zip(*lines, strict=True))
    worth = by_margin(bought, earned, share)
    assert ((worth >= bought * (1 - share) - 1e-12) & (worth <= bought)).all()
    assert (worth[np.isnan(earned)] == bought[np.isnan(earned)]).all()


def test_of_two_purchases_the_one_that_earns_more_is_the_greater_reward():
    signs = {"purchase": by_margin(np.array([1.0, 1.0]), np.array([0.6, 0.1]), 0.5)}
    rich, poor = reward(signs, RewardWeights(margin=0.5))
    assert rich > poor > 0
    with_return = reward(signs | {"return": np.ones(2)}, RewardWeights())
    assert (with_return < np.array([rich, poor])).all()
