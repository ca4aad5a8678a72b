"""Pictures that look alike do not stand in one viewport; what that costs hangs on the places before alone."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.values import Item
from matinee.picture.artwork.apart import ABOVE, BESIDE, FIRST, KIN, SAME, apart
from matinee.picture.drawn.shown import shown
from tests.picture.drawn.test_drawn import films

Pairs = list[tuple[int, int]]


def page(rows: int, columns: int) -> np.ndarray:
    """Columns of the places of a page."""
    return np.tile(np.arange(columns), rows)


def in_view(columns: np.ndarray) -> Pairs:
    """Pairs of places that may stand in one viewport."""
    row = np.cumsum(columns == 0) - 1
    return [
        (b, a)
        for a in range(len(columns))
        for b in range(a)
        if (row[a] == row[b] and columns[a] - columns[b] <= BESIDE)
        or (row[a] - row[b] in range(1, ABOVE + 1) and max(columns[a], columns[b]) < FIRST)
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 14), st.integers(1, 4), st.integers(1, 12), st.integers(0, 99))
def test_each_place_is_the_best_given_what_stands_before_it_in_view(
    rows: int, wide: int, k: int, forms: int, seed: int
) -> None:
    rng, columns = np.random.default_rng(seed), page(rows, wide)
    form = rng.integers(-1, forms, (len(columns), k))
    looks = np.stack([form, np.where(form < 0, -1, 1_000 + form * 3 + rng.integers(0, 3, form.shape))], axis=-1)
    total = rng.normal(size=form.shape)
    taken, cost = apart(total, looks.astype(np.int32), columns)
    expected = np.zeros(total.shape)
    for before, place in in_view(columns):
        other = looks[before, taken[before]]
        alike = (looks[place] == other) & (other >= 0)
        expected[place] += alike @ np.array([KIN, SAME])
    np.testing.assert_allclose(cost, expected)
    assert (taken == (total - expected).argmax(axis=1)).all()


def test_on_a_page_of_drawn_films_no_two_in_view_are_alike_and_few_of_one_form() -> None:
    rows, wide = 12, 20
    codes: dict[str, int] = {}
    told = [shown(item) for item in films(rows * wide)]
    looks = np.full((len(told), 4, 2), -1, np.int32)
    total = np.full((len(told), 4), -np.inf)
    for n, pictures in enumerate(told):
        for k, one in enumerate(pictures):
            looks[n, k] = [codes.setdefault(" ".join(one.look[: i + 1]), len(codes)) for i in range(2)]
            total[n, k] = -0.1 * k
    columns = page(rows, wide)
    pairs = in_view(columns)

    def alike(taken: np.ndarray, which: int) -> float:
        found = looks[np.arange(len(told)), taken, which]
        return sum(found[a] == found[b] for a, b in pairs) / len(pairs)

    taken, _ = apart(total, looks, columns)
    assert alike(taken, 1) == 0.0
    assert alike(taken, 0) < 0.004
    assert alike(np.zeros(len(told), np.int64), 1) > 0.002 and alike(np.zeros(len(told), np.int64), 0) > 0.02


def test_what_a_print_is_told_to_be_alike_to_holds_for_its_drawing() -> None:
    """Prints of another form or other inks are drawn otherwise; what is told is the same for ever."""
    for item in films(40):
        assert [one.look for one in shown(item)] == [one.look for one in shown(item)]
        assert all(len(one.look) == 2 for one in shown(item))
        assert all(a.look != b.look for a, b in itertools.combinations(shown(item), 2))
    product = Item(item="p", title="Shoes", kind="product", genres=("Shoes",))
    assert {one.look[0] for one in shown(product)} == {"stand", "pattern", "label", "price"}
