"""A list of who made and played in which film (people.csv: movieId,title,director,cast) in, items with people out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from matinee.core.errors import InvalidInput
from matinee.core.values import Item

SOURCE = "people"
COLUMNS = ("movieId", "title", "director", "cast")


class People(NamedTuple):
    """Directors and leads of a film, in the order given."""

    title: str
    director: tuple[str, ...]
    cast: tuple[str, ...]


def read_people(path: Path) -> dict[str, People]:
    """people.csv -> item id -> People; several names in a cell are separated by |.

    Raises:
        InvalidInput: the file or a column is missing, or a line has no id or no names; the text names the line.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} is not there", f"give a CSV file with the columns {','.join(COLUMNS)}")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInput(f"{path.name} has no column {', '.join(missing)}", f"needed: {','.join(COLUMNS)}")
        people: dict[str, People] = {}
        for row in reader:
            entry = People(row["title"] or "", _names(row["director"]), _names(row["cast"]))
            if not row["movieId"] or not (entry.director or entry.cast):
                raise InvalidInput(f"{path.name} line {reader.line_num}: no id or no names", "mend or remove the line")
            people[row["movieId"]] = entry
    return people


def as_items(people: dict[str, People]) -> dict[str, Item]:
    """People -> items that hold nothing else, to be merged into a catalogue by id."""
    return {
        item: Item(
            item=item,
            title="",
            people=tuple(dict.fromkeys(entry.director + entry.cast)),
            attributes={"director": list(entry.director), "cast": list(entry.cast)},
            source=SOURCE,
        )
        for item, entry in people.items()
    }


def _names(cell: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (cell or "").split("|") if name.strip())
