"""How many: never more than brings something, whatever opt-outs cost; thinning keeps every kind of member alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput
from matinee.messages.campaigns import Campaign, allot
from matinee.messages.signing import is_signed, is_token, signature, token
from matinee.messages.volume import Budget, thinned, weekly_number


def test_with_opt_outs_as_rare_as_they_come_who_gains_nothing_still_gets_nothing():
    gain = np.array([-0.1, 0.0, 0.049, 0.06, 0.3, 1.0])
    number = weekly_number(gain, 0.3, np.full(6, 0.0002), Budget(0.05, 2.0, 3, 0.0))
    assert number.tolist() == [0, 0, 0, 1, 2, 3]


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.95))
def test_thinning_keeps_the_share_to_one_message_and_takes_none_that_was_not_there(seed, share):
    rng = np.random.default_rng(seed)
    number = rng.integers(0, 4, 50)
    kept = thinned(number, share, rng.random(50), rng)
    assert (kept <= number).all() and abs(int(kept.sum()) - share * number.sum()) <= 1.0


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 500.0), st.integers(0, 60))
def test_offers_never_cost_more_than_the_budget_even_if_each_is_taken_up(seed, budget, most):
    rng = np.random.default_rng(seed)
    price = np.round(rng.gamma(2.0, 20.0, 40), 2)
    offers = allot(price, rng.random(40), most, budget)
    assert round(float(offers.cost.sum()), 2) <= round(budget, 2) + 1e-9
    assert ((offers.discount >= -1) & (offers.discount <= most)).all()


@pytest.mark.parametrize(
    "wrong",
    [{"ends": "2026-03-01"}, {"begins": "Eid"}, {"discount": 120}, {"budget": -1.0}, {"hold_out": 1.0}, {"name": ""}],
)
def test_terms_that_cannot_be_are_named(wrong):
    terms = {"name": "after-eid", "title": "After Eid", "begins": "2026-04-01", "ends": "2026-04-20", "budget": 100.0,
             "discount": 20}  # fmt: skip
    with pytest.raises(InvalidInput, match="campaign"):
        Campaign(**(terms | wrong)).span()


def test_signatures_and_tokens_are_their_holder_s_alone():
    signed = signature(b"secret", b"{}", 1_000_000_000)
    assert is_signed(b"secret", b"{}", signed, 1_000_000_000)
    assert not is_signed(b"other", b"{}", signed, 1_000_000_000)
    assert not is_signed(b"secret", b"{ }", signed, 1_000_000_000)
    assert not is_signed(b"secret", b"{}", signed, 1_000_000_000_000) and not is_signed(b"secret", b"{}", "junk", 0)
    assert is_token(b"s", "k", token(b"s", "k")) and not is_token(b"s", "k2", token(b"s", "k"))
