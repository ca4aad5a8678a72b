"""MovieLens tags and TMDB's film table in, the words of each item out."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from matinee.picture.vision.moods.words import ItemWords


def read_words(movielens: Path, tmdb: Path | None) -> dict[str, ItemWords]:
    """`movielens` holds movies.csv, tags.csv and links.csv; `tmdb` is tmdb_5000_movies.csv, plain or gzipped."""
    tags: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(movielens / "tags.csv"):
        tags[row["movieId"]].append((row["userId"], row["tag"]))
    films = {row["id"]: row for row in _rows(tmdb)} if tmdb else {}
    links = {row["movieId"]: row["tmdbId"] for row in _rows(movielens / "links.csv")}
    return {
        row["movieId"]: _words(row["genres"], tuple(tags[row["movieId"]]), films.get(links.get(row["movieId"], ""), {}))
        for row in _rows(movielens / "movies.csv")
    }


def _words(genres: str, tags: tuple[tuple[str, str], ...], film: dict[str, str]) -> ItemWords:
    keywords = tuple(one["name"] for one in json.loads(film.get("keywords") or "[]"))
    more = tuple(one["name"] for one in json.loads(film.get("genres") or "[]"))
    synopsis = " ".join(part for part in (film.get("tagline"), film.get("overview")) if part)
    return ItemWords(tags, keywords, synopsis, tuple(dict.fromkeys([*genres.split("|"), *more])))


def _rows(path: Path | None) -> Iterator[dict[str, str]]:
    if path is None or not path.exists():
        return
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
