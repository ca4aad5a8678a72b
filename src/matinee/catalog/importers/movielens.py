"""MovieLens as it lies on disk (movies.csv, ratings.csv, tags.csv, links.csv) in, items and `rate` events out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from matinee.catalog.titles import parse_title
from matinee.core.clock import SECOND
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event, Item

SOURCE = "movielens"
MIN_TAGGERS = 2
"""A tag counts for a film when at least this many members gave it, whatever the letter case."""


def read_items(folder: Path) -> Iterator[Item]:
    """The films of an edition, in the file's order, with tags and outside ids where the files are there.

    A film without a title is called "Untitled film <movieId>"; "(no genres listed)" means none.

    Raises:
        InvalidInput: no movies.csv, or one without the columns movieId, title, genres.
    """
    tags = read_tags(folder / "tags.csv")
    links = read_links(folder / "links.csv")
    for movie, text, genres in _rows(folder / "movies.csv", ("movieId", "title", "genres")):
        title = parse_title(text)
        yield Item(
            item=movie,
            title=title.title or f"Untitled film {movie}",
            titles=title.titles,
            year=title.year,
            genres=() if genres.startswith("(") or not genres else tuple(genres.split("|")),
            tags=tags.get(movie, ()),
            attributes=links.get(movie, {}),
            source=SOURCE,
        )


def read_events(folder: Path) -> Iterator[Event]:
    """Each line of ratings.csv as a `rate` event, in the file's order; event_id from member, item, kind, at, value.

    Raises:
        InvalidInput: the file or a column is missing, or a line holds what is no number; the text names the line.
    """
    path = folder / "ratings.csv"
    for line, (member, item, value, at) in enumerate(_rows(path, ("userId", "movieId", "rating", "timestamp")), 2):
        try:
            stars, when = float(value), int(at) * SECOND
        except ValueError as error:
            raise InvalidInput(f"{path.name} line {line}: {error}", "mend or remove the line") from error
        event_id = stable_id(member, item, "rate", when, stars)
        yield Event(event_id=event_id, kind="rate", at=when, member=member, item=item, value=stars, source=SOURCE)


def read_tags(path: Path, min_taggers: int = MIN_TAGGERS) -> dict[str, tuple[str, ...]]:
    """tags.csv -> item -> tags that at least `min_taggers` members gave, the most given first; no file, no tags."""
    if not path.exists():
        return {}
    given = {(member, item, tag.strip().lower()) for member, item, tag in _rows(path, ("userId", "movieId", "tag"))}
    counts = Counter((item, tag) for _, item, tag in given if tag)
    tags: dict[str, list[str]] = {}
    for (item, tag), n in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        if n >= min_taggers:
            tags.setdefault(item, []).append(tag)
    return {item: tuple(names) for item, names in tags.items()}


def read_links(path: Path) -> dict[str, dict[str, str]]:
    """links.csv -> item -> {"imdb": "tt0114709", "tmdb": "862"}; no file, no links."""
    if not path.exists():
        return {}
    links: dict[str, dict[str, str]] = {}
    for movie, imdb, tmdb in _rows(path, ("movieId", "imdbId", "tmdbId")):
        ids = {"imdb": f"tt{imdb}" if imdb else "", "tmdb": tmdb}
        links[movie] = {name: value for name, value in ids.items() if value}
    return links


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The named columns of each line that is not empty."""
    if not path.is_file():
        raise InvalidInput(f"{path} is not there", "give the folder that holds MovieLens' movies.csv and ratings.csv")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        missing = [name for name in columns if name not in header]
        if missing:
            raise InvalidInput(f"{path.name} has no column {', '.join(missing)}", f"its first line must name {columns}")
        places = [header.index(name) for name in columns]
        for row in reader:
            if len(row) > max(places):
                yield [row[place] for place in places]
