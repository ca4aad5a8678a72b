"""The bundled list of people: facts written for the 500 most rated films."""

import csv
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from matinee.catalog.importers import movielens, tmdb
from matinee.catalog.importers.people import read_people

DATA = Path(__file__).parents[3] / "examples/data"
PRIVATE = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[4] / "shared/data"))


def bare(name: str) -> str:
    """A name without case, accents and punctuation."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w]|_", "", "".join(sign for sign in spread if not unicodedata.combining(sign)))


def test_the_500_most_rated_films_have_a_director_and_leads() -> None:
    with (DATA / "movielens-small/ratings.csv").open() as lines:
        counts = Counter(row["movieId"] for row in csv.DictReader(lines))
    most = sorted(counts, key=lambda movie: (-counts[movie], int(movie)))[:500]
    people = read_people(DATA / "people.csv")
    assert list(people) == most
    assert all(entry.director and 1 <= len(entry.cast) <= 4 for entry in people.values())
    assert sum(len(entry.cast) < 2 for entry in people.values()) <= 2  # two films have one lead only


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_at_least_98_of_100_names_agree_with_tmdb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tmdb, "N_CAST", 1_000)
    films = {item.item: item.attributes for item in tmdb.read_items(PRIVATE / "tmdb5000")}
    links = movielens.read_links(PRIVATE / "ml-latest-small/links.csv")
    checks = [
        bare(name) in {bare(known) for known in films[links[movie]["tmdb"]][role]}
        for movie, entry in read_people(DATA / "people.csv").items()
        if links.get(movie, {}).get("tmdb") in films
        for role, names in (("director", entry.director), ("cast", entry.cast))
        for name in names
    ]
    assert len(checks) > 1_500
    assert sum(checks) / len(checks) >= 0.98
