"""Moods: two sources or none, one eager member decides nothing, and heads only of moods that pixels show."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from matinee.cli.vision import app
from matinee.picture.vision.moods.measure import across_sources
from matinee.picture.vision.moods.tables import read_words
from matinee.picture.vision.moods.words import LIMIT, SHARES, ItemWords, evidence, known_moods, moods_of, moods_of_all
from tests.picture.vision.places import DATA, POSTERS, private

VOCABULARY = sorted({word for mood in known_moods() for word in mood.words})
words = st.lists(st.sampled_from(VOCABULARY), max_size=6)


@settings(deadline=None)
@given(words, words, st.lists(st.sampled_from(["Horror", "Comedy", "Drama"]), max_size=2))
def test_a_mood_is_said_only_when_two_sources_speak_for_it(
    tags: list[str], keywords: list[str], genres: list[str]
) -> None:
    item = ItemWords(tuple(("m", tag) for tag in tags), tuple(keywords), "", tuple(genres))
    by_name = {mood.name: mood for mood in known_moods()}
    for name in moods_of(item):
        sources = evidence(item, by_name[name])
        assert len(sources) >= 2
        assert sum(sources.values()) >= LIMIT


@settings(deadline=None)
@given(st.integers(1, 50))
def test_one_member_who_writes_a_tag_many_times_weighs_as_once(times: int) -> None:
    scary = next(mood for mood in known_moods() if mood.name == "scary")
    once = evidence(ItemWords(tags=(("m", "creepy"),)), scary)
    assert evidence(ItemWords(tags=(("m", "creepy"),) * times), scary) == once
    assert evidence(ItemWords(tags=(("m", "creepy"), ("n", "ghosts"))), scary)["tags"] > once["tags"]


def test_words_of_the_synopsis_are_whole_words() -> None:
    dark = next(mood for mood in known_moods() if mood.name == "dark")
    assert "synopsis" not in evidence(ItemWords(synopsis="Darkwing joins the circus."), dark)
    assert "synopsis" in evidence(ItemWords(synopsis="A Dark night."), dark)


def test_no_source_alone_reaches_far_and_the_list_is_well_formed() -> None:
    assert all(share < 1 for share in SHARES.values())
    for mood in known_moods():
        assert mood.words and mood.words == {word.lower().strip() for word in mood.words}
        assert mood.genres


def test_items_without_moods_are_left_out() -> None:
    scary = ItemWords(keywords=("ghost", "demon"), genres=("Horror",))
    found = moods_of_all({"1": scary, "2": ItemWords(genres=("Horror",))})
    assert found["1"][0] == "scary"
    assert "2" not in found


def test_words_are_read_from_movielens_and_tmdb_tables(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n1,A,Horror|Drama\n2,B,Comedy\n")
    (tmp_path / "tags.csv").write_text("userId,movieId,tag,timestamp\n7,1,Creepy,0\n")
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,,10\n2,,\n")
    with (tmp_path / "tmdb.csv").open("w", newline="") as out:
        rows = [
            ("id", "keywords", "genres", "overview", "tagline"),
            ("10", '[{"name": "ghost"}]', '[{"name": "Horror"}]', "A house.", "Run."),
        ]
        csv.writer(out).writerows(rows)
    found = read_words(tmp_path, tmp_path / "tmdb.csv")
    assert found["1"] == ItemWords((("7", "Creepy"),), ("ghost",), "Run. A house.", ("Horror", "Drama"))
    assert found["2"].genres == ("Comedy",)


@pytest.mark.full
class TestReal:
    pytestmark = private

    def test_one_source_foretells_the_moods_of_another_above_prevalence(self) -> None:
        items = read_words(DATA / "ml-latest-small", DATA / "tmdb5000" / "tmdb_5000_movies.csv.gz")
        rows = across_sources(items.values()).values()
        lifts = [row["average_precision"] / row["prevalence"] for row in rows]
        assert float(np.mean(lifts)) > 3

    def test_moods_that_pixels_show_are_told_apart_from_those_they_do_not(self, tmp_path: Path) -> None:
        given = ["--images", str(POSTERS / "index.csv"), "--movielens", str(DATA / "ml-latest-small")]
        given += ["--tmdb", str(DATA / "tmdb5000" / "tmdb_5000_movies.csv.gz"), "--heads", str(tmp_path / "m.npz")]
        given += ["--cache", str(tmp_path / "cache")]
        found = json.loads(CliRunner().invoke(app, ["moods", *given, "--json"]).stdout)
        assert {"romantic", "exciting"} <= set(found["shown"])
        for name in found["shown"]:
            row = found["per_class"][name]
            assert row["interval"][0] >= 1.5 * row["prevalence"]
        assert found["not_shown"] and "encoder with text" in found["note"]
