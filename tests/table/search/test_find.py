"""Search: what people type finds what they mean."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import SnapshotError
from matinee.core.values import Item
from matinee.table.search.find import known_items, search, with_neighbours
from matinee.table.search.found import MATCHES, Found, blend
from matinee.table.search.index import SearchIndex, build_index
from matinee.table.search.similar import likeness, similar

PRIVATE = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[4] / "shared/data")) / "ml-latest-small"

ITEMS = [
    Item(item="0", title="The Godfather", year=1972, genres=("Crime",), people=("Francis Ford Coppola", "Al Pacino")),
    Item(item="1", title="The Godfather: Part II", year=1974, genres=("Crime",), people=("Al Pacino",)),
    Item(item="2", title="Spirited Away", titles=("Sen to Chihiro no kamikakushi",), year=2001, genres=("Animation",)),
    Item(item="3", title="Amélie", year=2001, genres=("Comedy",), tags=("Paris",), people=("Audrey Tautou",)),
    Item(item="4", title="Hamlet", year=1990, genres=("Drama",)),
    Item(item="5", title="Hamlet", year=1996, genres=("Drama",)),
    Item(item="6", title="Dumb & Dumber", year=1994, genres=("Comedy",), tags=("road trip",)),
    Item(item="7", title="Joy", year=2015, synopsis="A single mother invents a mop and builds an empire."),
    Item(item="8", title="WALL·E", year=2008, genres=("Sci-Fi",)),
    Item(item="9", title="Die fabelhafte Welt der Amelie Poulain", genres=("Comedy",)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    path = tmp_path_factory.mktemp("search") / "search.sqlite"
    build_index(path, list(enumerate(ITEMS)))
    opened = SearchIndex(path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "first", "match"),
    [
        ("The Godfather", [0], "title"),
        ("godfather", [0, 1], "title"),
        ("godfather, the (1972)", [0, 1], "title"),
        ("the godfather part 2", [1], "title"),
        ("godf", [0, 1], "title"),
        ("godfahter", [0, 1], "title"),
        ("part ii godfather", [1], "words"),
        ("pacino", [0, 1], "person"),
        ("al pacno", [0, 1], "person"),
        ("comedy", [3, 6, 9], "genre"),
        ("road trip", [6], "tag"),
        ("chihiro", [2], "other title"),
        ("amelie", [3, 9], "title"),
        ("dumb and dumber", [6], "title"),
        ("hamlet", [4, 5], "title"),
        ("Hamlet (1996)", [5, 4], "title"),
        ("hamlet 1990", [4, 5], "title"),
        ("oJy", [7], "title"),
        ("mop empire", [7], "words"),
        ("walle", [8], "title"),
        ("scifi", [8], "genre"),
    ],
)
def test_a_query_finds_what_is_meant_first(index: SearchIndex, query: str, first: list[int], match: str) -> None:
    found = search(index, query)
    assert found.rows[: len(first)].tolist() == first
    assert (MATCHES[found.kinds[0]], found.neighbours) == (match, False)


def test_what_is_not_in_the_catalogue_is_answered_with_the_nearest_and_said_to_be_so(index: SearchIndex) -> None:
    found = search(index, "mother of all battles")
    assert found.neighbours
    assert found.rows[0] == 7
    assert found.about == -1


def test_what_may_not_be_shown_is_answered_with_what_is_most_like_it(index: SearchIndex) -> None:
    shown = np.ones(len(ITEMS), bool)
    shown[3] = False
    found = search(index, "amélie", shown)
    assert 3 not in found.rows
    genres = {"Crime": 0, "Animation": 1, "Comedy": 2, "Drama": 3, "Sci-Fi": 4}
    features = np.array([genres[item.genres[0]] if item.genres else 5 for item in ITEMS], np.int32)
    content = likeness(np.arange(len(ITEMS) + 1), features, np.ones(len(ITEMS), np.float32), 6)
    shown[9] = False
    near = with_neighbours(search(index, "amélie", shown), content, shown)
    assert (near.rows.tolist(), near.neighbours, near.about) == ([6], True, 3)


def test_similar_items_come_by_likeness_and_never_the_item_itself() -> None:
    content = likeness(
        np.array([0, 1, 3, 5]), np.array([0, 0, 1, 0, 1], np.int32), np.array([1, 0.6, 0.8, 0.8, 0.6], np.float32), 2
    )
    assert similar(content, 0).rows.tolist() == [2, 1]
    assert similar(content, 1).scores.tolist() == pytest.approx([0.96, 0.6])
    assert similar(content, 0, np.array([True, True, False])).rows.tolist() == [1]


@settings(max_examples=50)
@given(st.text(max_size=30) | st.sampled_from(['"', "a OR b*", "NEAR(a b)", "x" * 5_000, "title:god", "'; DROP TABLE"]))
def test_every_text_is_answered_with_distinct_rows_in_falling_order(index: SearchIndex, query: str) -> None:
    found = search(index, query)
    assert len(set(found.rows.tolist())) == len(found)
    assert (np.diff(found.scores) <= 0).all()
    assert ((found.scores > 0) & (found.scores <= 1)).all()


def test_items_are_known_by_their_title_with_a_typo_at_most_and_a_sequel_is_no_typo(index: SearchIndex) -> None:
    assert known_items(index, "the godfathr").tolist() == [0]
    assert known_items(index, "Hamlet").tolist() == [4, 5]
    assert known_items(index, "The Godfather: Part III").tolist() == []
    assert known_items(index, "The Godfather: Part 2").tolist() == [1]
    assert known_items(index, "The Matrix").tolist() == []
    assert known_items(index, "Jay").tolist() == []
    assert known_items(index, "").tolist() == []


def test_taste_decides_between_equal_matches_and_not_between_a_title_and_a_tag(index: SearchIndex) -> None:
    found = search(index, "hamlet")
    assert blend(found, np.array([0.1, 0.9], np.float32)).rows.tolist() == [5, 4]
    assert blend(found, np.array([5.0, 5.0], np.float32)).rows.tolist() == [4, 5]
    assert blend(found, np.array([np.nan, -9.0], np.float32)).rows.tolist() == [5, 4]
    far = Found(np.array([1, 2], np.int32), np.array([1.0, 0.75], np.float32), np.array([0, 5], np.int8))
    assert blend(far, np.array([0.0, 1.0], np.float32)).rows.tolist() == [1, 2]


def test_an_empty_catalogue_is_searched_without_complaint(tmp_path: Path) -> None:
    build_index(tmp_path / "empty.sqlite", [])
    opened = SearchIndex(tmp_path / "empty.sqlite")
    assert len(search(opened, "anything")) == 0
    opened.close()


def test_a_damaged_index_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(SnapshotError) as error:
        SearchIndex(tmp_path / "bad.sqlite")
    assert error.value.way_out
    with pytest.raises(SnapshotError):
        build_index(tmp_path / "none" / "x.sqlite", [])


def mistyped(rng: random.Random, text: str) -> str:
    """The text with one sign replaced, left out, put in, or swapped with the next."""
    i = rng.randrange(len(text))
    sign = rng.choice("abcdefghijklmnopqrstuvwxyz")
    swapped = text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :]
    return rng.choice([text[:i] + sign + text[i + 1 :], text[:i] + text[i + 1 :], text[:i] + sign + text[i:], swapped])


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_at_least_95_of_100_titles_with_a_typo_are_among_the_first_five(tmp_path: Path) -> None:
    from matinee.catalog.importers.movielens import read_items

    items = list(read_items(PRIVATE))
    build_index(tmp_path / "search.sqlite", list(enumerate(items)))
    index = SearchIndex(tmp_path / "search.sqlite")
    rng = random.Random(20161016)
    rows = rng.sample(range(len(items)), 400)
    hits = sum(row in search(index, mistyped(rng, items[row].title)).rows[:5] for row in rows)
    index.close()
    assert hits >= 380
