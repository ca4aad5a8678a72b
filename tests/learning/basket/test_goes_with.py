"""Complements and substitutes: planted pairs are found, kept apart, and a monstrous basket does no harm."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.labels import build_labels
from matinee.learning.basket.goes_with import goes_with
from matinee.learning.basket.lines import Lines


def lines_of(baskets) -> Lines:
    """Baskets as (customer, products)."""
    who = np.array([c for c, items in baskets for _ in items], np.int64)
    row = np.array([i for _, items in baskets for i in items], np.int32)
    basket = np.array([n for n, (_, items) in enumerate(baskets) for _ in items], np.int64)
    at = basket * 1_000_000
    names = np.array([str(n) for n in range(int(who.max(initial=-1)) + 1)], dtype=object)
    return Lines(names, np.full(len(names), ""), who, row, at, basket, at, np.ones(len(at)))


def labels(kinds):
    return (build_labels([(kind,) for kind in kinds]),)


def planted(seed=0, n=1500):
    """Products 0-4 are pasta, 5-9 sauce, 10-29 anything; pasta draws sauce; nobody buys two pastas at once."""
    chance = np.random.default_rng(seed)
    found = []
    for basket in range(n):
        items = set(chance.choice(np.arange(10, 30), 3, replace=False).tolist())
        if chance.random() < 0.5:
            items.add(int(chance.integers(0, 5)))
            if chance.random() < 0.7:
                items.add(int(chance.integers(5, 10)))
        found.append((basket % 100, sorted(items)))
    return found


KINDS = ["pasta"] * 5 + ["sauce"] * 5 + [f"other {n}" for n in range(20)]


def test_what_is_bought_together_beyond_chance_and_of_another_kind_goes_with_it():
    found = goes_with(lines_of(planted(n=6000)), labels(KINDS), 30)
    for pasta in range(5):
        assert set(found.complements.of(pasta)[0][:3].tolist()) <= set(range(5, 10))


def test_what_the_same_customers_buy_on_other_days_stands_for_it_even_without_a_label():
    found = goes_with(lines_of(planted()), labels(["thing"] * 30), 30)
    kinds = goes_with(lines_of(planted()), labels(KINDS), 30)
    assert not set(found.complements.of(0)[0].tolist()) & {1, 2, 3, 4}
    assert {1, 2, 3, 4} <= set(kinds.substitutes.of(0)[0].tolist())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 11), min_size=1, max_size=6, unique=True))))
def test_no_product_is_both_with_and_instead_and_none_goes_with_itself(baskets):
    found = goes_with(lines_of(baskets), labels([f"kind {n % 3}" for n in range(12)]), 12)
    for row in range(12):
        with_it, stands = (set(g.of(row)[0].tolist()) for g in (found.complements, found.substitutes))
        assert row not in with_it | stands
        assert not with_it & stands


def test_a_basket_of_twenty_thousand_products_says_nothing_and_costs_little():
    baskets = [*planted(n=400), (7, list(range(30))), (8, list(range(20_000)))]
    kinds = KINDS + [f"more {n}" for n in range(19_970)]
    found = goes_with(lines_of(baskets), labels(kinds), 20_000)
    assert set(found.complements.of(0)[0][:3].tolist()) <= set(range(5, 10))
    assert len(found.complements.indices) < 2_000


def test_nothing_bought_teaches_nothing():
    found = goes_with(lines_of([]), labels(KINDS), 30)
    assert len(found.complements) == len(found.substitutes) == 30
    assert not len(found.complements.indices)
