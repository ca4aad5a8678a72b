"""When a product is due: planted cycles are found, chances are calibrated, and nothing of the future is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.core.clock import DAY
from matinee.learning.basket.habits import bought_within, fit_hazard, foretold, known_at, products
from matinee.learning.basket.lines import Lines
from matinee.table.habits import Pairs, chances, due_days, own_gap


def cycles(seed=1, customers=300, days=200, staples=5) -> tuple[Lines, np.ndarray]:
    """Customers who buy five of twenty products, each product lasting its own time, a little unevenly."""
    chance = np.random.default_rng(seed)
    gap = np.linspace(6, 40, 20)
    who, row, at = [], [], []
    for customer in range(customers):
        for product in chance.choice(20, staples, replace=False):
            day = chance.uniform(0, gap[product])
            while day < days:
                who.append(customer)
                row.append(product)
                at.append(int(day * DAY))
                day += gap[product] * chance.lognormal(0.0, 0.25)
    order = np.argsort(at, kind="stable")
    who, row, at = np.array(who)[order], np.array(row, np.int32)[order], np.array(at)[order]
    first = {}
    met = np.array(
        [first.setdefault((a, b), c) for a, b, c in zip(who.tolist(), row.tolist(), at.tolist(), strict=True)]
    )
    names = np.array([f"c{n}" for n in range(customers)], dtype=object)
    basket = np.unique(who * 1000 + at // DAY, return_inverse=True)[1]
    return Lines(names, np.full(customers, ""), who, row, at, basket, met, np.ones(len(at))), gap


def test_how_long_a_product_lasts_is_found():
    lines, gap = cycles()
    found = products(lines, 21)
    assert np.abs(np.log(found.gap[:20] / gap)).max() < 0.1
    assert found.gap[20] == pytest.approx(np.exp(np.log(found.gap[:20]).mean()), rel=0.5)  # never bought: as all are


def test_the_chance_within_a_week_is_calibrated_on_weeks_that_taught_nothing():
    lines, _ = cycles()
    cut = 160 * DAY
    past = lines.take(lines.at < cut)
    weights = fit_hazard(past, 20, cut)
    known = known_at(past, products(past, 20), cut)
    chance, happened = foretold(weights, known), bought_within(lines, known, 20, cut)
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 1.0)):
        inside = (chance >= low) & (chance < high)
        assert inside.sum() > 30
        assert chance[inside].mean() == pytest.approx(happened[inside].mean(), abs=0.09)
    assert np.mean((chance - happened) ** 2) < 0.8 * happened.mean() * (1 - happened.mean())


def test_what_comes_after_a_day_changes_nothing_that_was_known_on_it():
    lines, _ = cycles(customers=40)
    now = 90 * DAY
    past = lines.take(lines.at < now)
    found = products(past, 20)
    early, late = known_at(past, found, now), known_at(lines, found, now)
    for name in Pairs.__slots__:
        np.testing.assert_array_equal(getattr(early.pairs, name), getattr(late.pairs, name))


def test_too_few_purchases_again_teach_no_hazard():
    lines, _ = cycles(customers=3)
    assert len(fit_hazard(lines.take(lines.at < 8 * DAY), 20, 8 * DAY)) == 0


def test_the_day_a_product_is_due_is_the_end_of_its_cycle():
    lines, gap = cycles()
    weights = fit_hazard(lines, 20, 200 * DAY)
    known = known_at(lines, products(lines, 20), 200 * DAY)
    enough = known.pairs.times >= 5
    left = np.clip(gap[known.row] - known.pairs.since, 0, None)[enough]
    foretold_days = due_days(weights, Pairs(*(getattr(known.pairs, name)[enough] for name in Pairs.__slots__)))
    assert np.corrcoef(np.minimum(foretold_days, 60), left)[0, 1] > 0.6


@given(st.floats(1, 300), st.floats(0, 1000), st.integers(1, 50))
def test_an_own_cycle_lies_between_what_is_usual_and_ones_own_mean(usual, span, times):
    own = float(own_gap(np.array([usual]), np.array([span]), np.array([float(times)]))[0])
    mean = span / (times - 1) if times > 1 else usual
    if times > 1:
        assert min(usual, mean) - 1e-6 <= own <= max(usual, mean) + 1e-6
    else:
        assert own == pytest.approx(usual + span / 2.0)


@given(st.lists(st.floats(-3, 3), min_size=14, max_size=14), st.floats(0, 400), st.floats(0.5, 400))
def test_a_chance_is_a_chance_whatever_the_weights(weights, since, gap):
    one = np.ones(1)
    pairs = Pairs(one * since, one * gap, one * 3, one * 0.4, one * 2, one * 5)
    assert 0.0 <= float(chances(np.array(weights), pairs)[0]) <= 1.0
    assert float(due_days(np.array(weights), pairs, 0.5)[0]) > 0
