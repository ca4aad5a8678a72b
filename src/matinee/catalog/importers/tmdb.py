"""The TMDB 5000 tables (CSV with JSON inside, plain or gzipped) in, items with people and texts out."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import msgspec

from matinee.catalog.importers.rows import CSV_FIELD_BYTES
from matinee.core.errors import InvalidInput
from matinee.core.values import Item

SOURCE = "tmdb"
N_CAST = 8
"""How many of a film's cast, in the order of the credits, become people of the item."""


class Named(msgspec.Struct):
    """An entry of a JSON list of which the name is wanted."""

    name: str
    order: int = 0
    job: str = ""


_NAMED = msgspec.json.Decoder(list[Named])


def read_items(folder: Path) -> Iterator[Item]:
    """Each film as an Item: its id is TMDB's, people are directors then cast, tags are keywords, seconds the runtime.

    `attributes` holds `director` and `cast` as lists, and `tmdb`, the id.

    Raises:
        InvalidInput: a table is missing, or a line holds no JSON where JSON belongs.
    """
    credits = {row["movie_id"]: (row["cast"], row["crew"]) for row in _table(folder, "credits")}
    for row in _table(folder, "movies"):
        cast, crew = credits.get(row["id"], ("", ""))
        yield _item(row, cast, crew)


def _item(row: dict[str, str], cast_text: str, crew_text: str) -> Item:
    cast = [entry.name for entry in sorted(_names(cast_text, row), key=lambda entry: entry.order)][:N_CAST]
    director = [entry.name for entry in _names(crew_text, row) if entry.job == "Director"]
    runtime = float(row["runtime"] or 0)
    original = row["original_title"].strip()
    title = row["title"].strip() or original
    return Item(
        item=row["id"],
        title=title,
        titles=(original,) if original and original != title else (),
        year=int(row["release_date"][:4]) if row["release_date"][:4].isdigit() else None,
        genres=tuple(entry.name for entry in _names(row["genres"], row)),
        tags=tuple(entry.name for entry in _names(row["keywords"], row)),
        people=tuple(dict.fromkeys(director + cast)),
        synopsis=row["overview"].strip(),
        seconds=runtime * 60 if runtime > 0 else None,
        attributes={"director": director, "cast": cast, "tmdb": row["id"]},
        source=SOURCE,
    )


def _names(text: str, row: dict[str, str]) -> list[Named]:
    try:
        entries = _NAMED.decode(text) if text else []
    except msgspec.DecodeError as error:
        raise InvalidInput(f"film {row['id']}: a list is not JSON: {error}", "take the tables as published") from error
    return [Named(name, entry.order, entry.job) for entry in entries if (name := entry.name.strip())]


def _table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    found = next((path for end in (".csv", ".csv.gz") if (path := folder / f"tmdb_5000_{name}{end}").is_file()), None)
    if found is None:
        raise InvalidInput(f"{folder} has no tmdb_5000_{name}.csv", "give the folder that holds both tables")
    before = csv.field_size_limit(CSV_FIELD_BYTES)
    try:
        data = gzip.decompress(found.read_bytes()) if found.suffix == ".gz" else found.read_bytes()
        yield from csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    finally:
        csv.field_size_limit(before)
