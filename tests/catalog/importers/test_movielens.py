"""MovieLens as it lies on disk."""

import os
from pathlib import Path

import pytest

from matinee.catalog.importers.movielens import read_events, read_items
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id

ROOT = Path(__file__).parents[3]
BUNDLED = ROOT / "examples/data/movielens-small"
PRIVATE = Path(os.environ.get("MATINEE_DATA", ROOT.parent / "shared/data")) / "ml-latest-small"
private = pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")


def test_the_bundled_edition_has_9066_films_with_ids_titles_and_years() -> None:
    items = {item.item: item for item in read_items(BUNDLED)}
    assert len(items) == 9_066
    film = items["11"]
    assert (film.title, film.year, film.genres) == ("The American President", 1995, ("Comedy", "Drama", "Romance"))
    assert all(item.title for item in items.values())
    assert sum(item.title.startswith("Untitled film") for item in items.values()) == 5
    assert not any("(no genres" in genre for item in items.values() for genre in item.genres)


def test_the_bundled_edition_has_100004_ratings_each_with_its_own_id_in_the_files_order() -> None:
    events = list(read_events(BUNDLED))
    assert len({event.event_id for event in events}) == 100_004
    first = events[0]
    assert (first.member, first.item, first.value, first.at) == ("1", "31", 2.5, 1_260_759_144_000_000)
    assert first.event_id == stable_id("1", "31", "rate", first.at, 2.5)
    assert len({event.member for event in events}) == 671


@pytest.mark.private
@private
def test_the_edition_of_2018_reads_with_its_tags_and_links() -> None:
    items = {item.item: item for item in read_items(PRIVATE)}
    assert len(items) == 9_742
    assert sum(1 for _ in read_events(PRIVATE)) == 100_836
    assert items["1"].attributes == {"imdb": "tt0114709", "tmdb": "862"}
    assert items["1"].tags == ("pixar",)  # "fun" is one member's word


def test_a_tag_counts_when_two_members_gave_it(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n1,Heat (1995),Crime\n")
    (tmp_path / "tags.csv").write_text("userId,movieId,tag,timestamp\n1,1,Slow,1\n2,1,slow,2\n3,1,mine,3\n3,1,Mine,4\n")
    assert next(read_items(tmp_path)).tags == ("slow",)


def test_a_missing_file_or_column_and_a_bad_number_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"movies\.csv is not there"):
        next(read_items(tmp_path))
    (tmp_path / "movies.csv").write_text("id,title\n")
    with pytest.raises(InvalidInput, match="no column movieId, genres"):
        next(read_items(tmp_path))
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,2,3.0,4\n1,2,many,4\n")
    with pytest.raises(InvalidInput, match=r"ratings.csv line 3: .*many"):
        list(read_events(tmp_path))
