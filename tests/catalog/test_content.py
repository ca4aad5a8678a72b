"""Vectors of what items hold, for items without events."""

import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.content import WEIGHTS, Content, build_content, likeness_to, taste_of, words_of
from matinee.catalog.importers import movielens
from matinee.catalog.view import build_view
from matinee.core.values import Item

PRIVATE = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[3] / "shared/data")) / "ml-latest-small"

ITEMS = [
    Item(item="a", title="Alien", year=1979, genres=("Horror", "Sci-Fi"), people=("Ridley Scott", "Sigourney Weaver")),
    Item(item="b", title="Aliens", year=1986, genres=("Action", "Sci-Fi"), people=("Sigourney Weaver",)),
    Item(item="c", title="Heat", year=1995, genres=("Crime",), tags=("heist",), synopsis="A thief and a detective."),
    Item(item="d", title="Ran", year=1985, genres=("War",), synopsis="A lord divides his kingdom."),
    Item(item="e", title="A"),
]


def content_of(items: list[Item]) -> Content:
    return build_content(build_view(list(enumerate(items))))


def test_an_item_is_nearest_to_what_shares_its_people_and_genres() -> None:
    content = content_of(ITEMS)
    scores = likeness_to(content, taste_of(content, [0], np.ones(1, np.float32)))
    assert np.argsort(-scores)[:2].tolist() == [0, 1]
    assert scores[1] > 2 * max(scores[2], scores[3])


def test_every_group_has_its_weight_and_no_vector_is_longer_than_one() -> None:
    content = content_of(ITEMS)
    lengths = np.sqrt(np.add.reduceat(content.values**2, content.indptr[:-1][np.diff(content.indptr) > 0]))
    assert (lengths <= 1 + 1e-6).all()
    first, end = content.groups["genres"]
    for row in range(4):
        span = slice(content.indptr[row], content.indptr[row + 1])
        inside = (content.indices[span] >= first) & (content.indices[span] < end)
        share = float(np.linalg.norm(content.values[span][inside]))
        assert share == pytest.approx(WEIGHTS["genres"] / np.sqrt(sum(w**2 for w in WEIGHTS.values())), rel=1e-5)


def test_taste_in_what_was_disliked_pushes_away() -> None:
    content = content_of(ITEMS)
    taste = taste_of(content, [2, 0], np.array([1, -1], np.float32))
    scores = likeness_to(content, taste)
    assert scores[2] > 0 > scores[1]
    assert taste_of(content, [], np.empty(0, np.float32)).sum() == 0


NAMES = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3).map(tuple)


@settings(max_examples=30)
@given(st.lists(st.builds(lambda g, t, y: (g, t, y), NAMES, st.text(max_size=30), st.none() | st.integers(1, 2100))))
def test_rows_are_in_order_finite_and_one_per_item(records: list[tuple[tuple[str, ...], str, int | None]]) -> None:
    items = [Item(item=f"i{n}", title="t", genres=g, synopsis=t, year=y) for n, (g, t, y) in enumerate(records)]
    content = content_of(items)
    assert len(content.indptr) == len(items) + 1
    assert content.indptr[-1] == len(content.indices) == len(content.values)
    assert (content.values > 0).all()
    assert np.isfinite(content.values).all()
    assert ((content.indices >= 0) & (content.indices < content.n_features)).all()


def test_words_lose_their_endings_and_common_ones_are_left_out() -> None:
    assert words_of("The robots' friends, who are in Rome's glass") == ["robot", "friend", "rome", "glass"]


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_films_held_out_whole_are_found_by_genres_title_and_year_three_times_as_often_as_by_chance() -> None:
    items = [msgspec.structs.replace(item, tags=()) for item in movielens.read_items(PRIVATE)]  # members wrote the tags
    view = build_view(list(enumerate(items)))
    content = build_content(view)
    held = np.random.default_rng(11).random(len(view)) < 0.2
    rated: dict[str, list[tuple[int, float]]] = {}
    for event in movielens.read_events(PRIVATE):
        rated.setdefault(event.member, []).append((view.row_of[event.item], (event.value or 0) - 2.5))
    found = chance = 0.0
    for ratings in rated.values():
        rows = np.array([row for row, _ in ratings])
        values = np.array([value for _, value in ratings], np.float32)
        new = held[rows]
        scores = np.where(held, likeness_to(content, taste_of(content, rows[~new], values[~new])), -np.inf)
        found += float(np.isin(np.argsort(-scores)[:20], rows[new]).sum())
        chance += 20 * float(new.sum()) / float(held.sum())
    assert found >= 3 * chance
