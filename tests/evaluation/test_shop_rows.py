"""The shop's rows judged on what came after: planted complements are found, and chances agree with what was bought."""

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.evaluation.shop_rows import as_lines, cases, evaluate_shop_rows
from matinee.learning.basket.history import Baskets


def planted(seed=0, weeks=40, households=80) -> Baskets:
    """Ten staples, each with a partner that goes with it, and thirty other things; a basket a week."""
    chance = np.random.default_rng(seed)
    lines = []
    for basket in range(weeks * households):
        week, who = basket // households + 1, basket % households
        items = set((20 + chance.choice(30, 3, replace=False)).tolist())
        for staple in (who % 10, (who + 3) % 10):
            if chance.random() < 0.4:
                items.add(staple)
                if chance.random() < 0.7:
                    items.add(staple + 10)
        lines += [(who, item, basket, week, 7.0 * week + chance.random()) for item in sorted(items)]
    who, item, basket, week, day = (np.array(column) for column in zip(*lines, strict=True))
    one = np.ones(len(who))
    return Baskets(who, item, basket, week, day, one, one, one * 0, np.arange(households), np.arange(50),
                   np.arange(50), np.arange(50))  # fmt: skip


def test_a_hidden_partner_is_found_more_often_than_by_popularity():
    found = evaluate_shop_rows(planted())
    assert found["goes_with"]["paired"]["popular"]["low"] > 0
    assert found["due"]["ece"] < 0.05
    assert found["due"]["brier"] < found["due"]["brier_of_the_mean"]


def test_the_hidden_product_is_of_a_kind_of_its_own_and_not_among_those_shown():
    baskets = planted(weeks=4)
    kinds = np.arange(50) // 2
    for shown, hidden in cases(as_lines(baskets), kinds):
        assert hidden not in shown
        assert kinds[hidden] not in kinds[shown]


def test_a_week_without_anything_after_it_is_refused():
    with pytest.raises(InvalidInput, match="until-week"):
        evaluate_shop_rows(planted(weeks=5), 5)
