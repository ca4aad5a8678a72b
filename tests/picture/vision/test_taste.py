"""Visual taste: in a world where looks drive opening it adds to genre taste, and shuffled pictures take that away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.picture.vision.taste import VisualTaste, attributes, because, centred, columns, fold, merge, score

MEMBERS, ITEMS, SEEN, GENRES, LOOKS = 150, 400, 80, 5, 6


def lift_of_looks(seed: int, shuffle: bool) -> tuple[float, float]:
    """The 95 % interval over members of the gain in AUC by visual taste over genre taste alone."""
    draw = np.random.default_rng(seed)
    genres = np.eye(GENRES)[draw.integers(0, GENRES, ITEMS)]
    looks = draw.random((ITEMS, LOOKS)) < 0.4
    known = centred(looks[draw.permutation(ITEMS)] if shuffle else looks.astype(float))
    gains = []
    for _ in range(MEMBERS):
        drive = genres @ draw.normal(0, 1, GENRES) + centred(looks.astype(float)) @ draw.normal(0, 1.2, LOOKS) - 0.5
        shown = draw.permutation(ITEMS)
        opened = (draw.random(ITEMS) < 1 / (1 + np.exp(-drive)))[shown].astype(float)
        kinds, pictures = genres[shown], known[shown]
        base = opened[:SEEN].mean()
        rates = (kinds[:SEEN].T @ opened[:SEEN] + 4 * base) / (kinds[:SEEN].sum(0) + 4)
        expected = kinds @ rates
        names = tuple(map(str, range(LOOKS)))
        taste = fold(names, pictures[:SEEN], opened[:SEEN], expected[:SEEN], np.ones(SEEN))
        late = slice(SEEN, None)
        both = expected[late] + score(taste, pictures[late])
        gains.append(auc(opened[late], both) - auc(opened[late], expected[late]))
    mean, error = float(np.mean(gains)), float(np.std(gains) / np.sqrt(MEMBERS))
    return mean - 1.96 * error, mean + 1.96 * error


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    good, bad = scores[labels > 0], scores[labels == 0]
    above = (good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()
    return float(above)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_visual_taste_adds_lift_over_genre_taste_where_looks_drive_opening(seed: int) -> None:
    low, _ = lift_of_looks(seed, shuffle=False)
    assert low > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_pictures_remove_the_lift(seed: int) -> None:
    low, high = lift_of_looks(seed, shuffle=True)
    assert low <= 0
    assert high < lift_of_looks(seed, shuffle=False)[0]


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 29), st.integers(0, 1000))
def test_folding_in_two_parts_is_folding_at_once(n: int, cut: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    shown, rewards, expected, weights = draw.random((n, 3)), draw.random(n), draw.random(n), draw.random(n)
    names = ("a", "b", "c")
    whole = fold(names, shown, rewards, expected, weights)
    parts = [fold(names, shown[at], rewards[at], expected[at], weights[at]) for at in (slice(cut), slice(cut, None))]
    both = merge(*parts)
    assert both.seen == pytest.approx(whole.seen)
    assert both.gained == pytest.approx(whole.gained)


def test_no_picture_means_no_lean_and_evidence_comes_with_each_reason() -> None:
    nothing = fold(("a",), np.empty((0, 1)), np.empty(0), np.empty(0), np.empty(0))
    assert nothing.leans().tolist() == [0.0]
    assert because(nothing) == []
    strong = VisualTaste(("dog", "blue"), np.array([20.0, 1.0]), np.array([7.0, 0.9]))
    assert because(strong) == [{"attribute": "dog", "lean": 0.25, "evidence": 20.0}]


def test_descriptions_become_columns_of_what_was_said() -> None:
    first = attributes({"objects": [{"name": "dog"}], "colours": [{"name": "sky", "share": 0.4}], "kind": "portrait"})
    names, values = columns([first, {"light": 0.5}])
    assert names == ("colour:sky", "kind:portrait", "light", "object:dog")
    assert values.tolist() == [[0.4, 1.0, 0.0, 1.0], [0.0, 0.0, 0.5, 0.0]]
