"""TMDB's tables and our own list of people, joined to a catalogue."""

import os
from pathlib import Path

import pytest

from matinee.catalog.importers import movielens, tmdb
from matinee.catalog.importers.people import as_items, read_people
from matinee.catalog.merge import join, merge, same_titles
from matinee.core.errors import InvalidInput
from matinee.core.values import Item

PRIVATE = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[4] / "shared/data"))
MOVIES = "id,title,original_title,release_date,runtime,overview,genres,keywords\n"
CREDITS = "movie_id,title,cast,crew\n"


def test_a_film_has_directors_then_cast_in_the_order_of_the_credits(tmp_path: Path) -> None:
    (tmp_path / "tmdb_5000_movies.csv").write_text(
        MOVIES + '9,Ran,乱,1985-06-01,162,A lord abdicates.,"[{""name"": ""Drama""}]","[{""name"": ""war ""}]"\n'
    )
    (tmp_path / "tmdb_5000_credits.csv").write_text(
        CREDITS + '9,Ran,"[{""name"": ""B"", ""order"": 1}, {""name"": ""A"", ""order"": 0}]",'
        '"[{""name"": ""K"", ""job"": ""Director""}, {""name"": ""W"", ""job"": ""Writer""}]"\n'
    )
    (item,) = tmdb.read_items(tmp_path)
    assert (item.people, item.titles, item.year, item.seconds) == (("K", "A", "B"), ("乱",), 1985, 9_720)
    assert (item.genres, item.tags, item.synopsis) == (("Drama",), ("war",), "A lord abdicates.")
    assert item.attributes == {"director": ["K"], "cast": ["A", "B"], "tmdb": "9"}


def test_a_missing_table_and_a_broken_list_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no tmdb_5000_credits"):
        next(tmdb.read_items(tmp_path))
    (tmp_path / "tmdb_5000_credits.csv").write_text(CREDITS)
    (tmp_path / "tmdb_5000_movies.csv").write_text(MOVIES + "9,Ran,Ran,1985,,,[],oops\n")
    with pytest.raises(InvalidInput, match="film 9: a list is not JSON"):
        next(tmdb.read_items(tmp_path))


def test_merging_keeps_ours_fills_the_blanks_and_joins_names_once() -> None:
    ours = Item(item="1", title="Ran", year=1985, genres=("War",), tags=("slow",), attributes={"tmdb": "9"})
    more = Item(item="9", title="RAN", titles=("乱",), year=1984, genres=("Drama",), tags=("Slow", "war"), synopsis="s")
    merged = merge(ours, more)
    assert (merged.item, merged.title, merged.titles) == ("1", "Ran", ("乱",))
    assert (merged.year, merged.genres, merged.tags) == (1985, ("War",), ("slow", "war"))
    assert (merged.synopsis, merged.attributes) == ("s", {"tmdb": "9"})
    assert join([ours], {"9": more}, {"1": "9"}) == [merged]
    assert join([ours], {"9": more}) == []


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_3537_films_of_movielens_join_tmdb_through_their_links() -> None:
    films = {item.item: item for item in tmdb.read_items(PRIVATE / "tmdb5000")}
    ours = list(movielens.read_items(PRIVATE / "ml-latest-small"))
    joined = join(ours, films, {item.item: item.attributes.get("tmdb", "") for item in ours})
    assert (len(films), len(joined)) == (4_803, 3_537)
    toy_story = joined[0]
    assert toy_story.people[:3] == ("John Lasseter", "Tom Hanks", "Tim Allen")
    assert (toy_story.title, toy_story.seconds) == ("Toy Story", 4_860)


def test_a_list_of_people_adds_directors_and_leads(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("movieId,title,director,cast\n1,Fargo,Joel Coen|Ethan Coen,Frances McDormand|William H. Macy\n")
    ours = Item(item="1", title="Fargo")
    (item,) = join([ours], as_items(read_people(path)))
    assert item.people == ("Joel Coen", "Ethan Coen", "Frances McDormand", "William H. Macy")
    assert item.attributes["director"] == ["Joel Coen", "Ethan Coen"]
    assert (item.title, item.titles) == ("Fargo", ())


def test_a_list_of_people_names_its_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    for text, said in [
        ("movieId,title\n", "no column director, cast"),
        ("movieId,title,director,cast\n1,x,,\n", "line 2"),
    ]:
        path.write_text(text)
        with pytest.raises(InvalidInput, match=said):
            read_people(path)


def test_films_without_a_link_are_joined_by_title_and_year_and_doubtful_ones_left_out() -> None:
    ours = [
        Item(item="1", title="The Visitors", titles=("Les Visiteurs",), year=1993),
        Item(item="2", title="Dumb & Dumber", year=1994),
        Item(item="3", title="Hamlet", year=1996),
        Item(item="4", title="Ran", year=1985),
        Item(item="5", title="Heat", year=1995),
        Item(item="6", title="Twins", year=1988),
    ]
    more = [
        Item(item="a", title="Les visiteurs", year=1993),
        Item(item="b", title="Dumb and Dumber", year=1994),
        Item(item="c", title="Hamlet", year=1990),
        Item(item="d", title="Ran", year=1986),
        Item(item="e", title="Heat", year=1995),
        Item(item="f", title="The Heat", year=1995),
        Item(item="g", title="Twins", year=1987),
        Item(item="h", title="Twins", year=1989),
    ]
    assert same_titles(ours, more) == {"1": "a", "2": "b", "4": "d"}


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_joining_by_title_finds_what_the_links_say() -> None:
    films = list(tmdb.read_items(PRIVATE / "tmdb5000"))
    ours = list(movielens.read_items(PRIVATE / "ml-latest-small"))
    ids = {film.item for film in films}
    linked = {item.item: item.attributes["tmdb"] for item in ours if item.attributes.get("tmdb") in ids}
    joined = same_titles(ours, films)
    right = sum(linked.get(item) == other for item, other in joined.items())
    assert right / len(joined) >= 0.99
    assert right / len(linked) >= 0.97
