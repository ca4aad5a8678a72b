"""INDEX.csv in, picture files with their item and labels out; titles, years and ids are never read as input."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput

ITEMS = ("item", "movieId", "item_id")
LABELS = ("genres", "poster_genres", "moods")


@dataclass(frozen=True)
class Labelled:
    """Files (n,), their items (n,), the classes' names and the flags (n, classes)."""

    files: tuple[Path, ...]
    items: tuple[str, ...]
    classes: tuple[str, ...]
    labels: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> Labelled:
        """The given pictures only."""
        files = tuple(self.files[row] for row in rows)
        return Labelled(files, tuple(self.items[row] for row in rows), self.classes, self.labels[rows])


def read_index(path: Path) -> Labelled:
    """Read the file; `file` is relative to it, labels are separated by |.

    Raises:
        InvalidInput: no such file, or a column is missing.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} is not a file", "give a CSV with the columns file, item, genres")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows:
        raise InvalidInput(f"{path} has no pictures", "add lines of file, item, genres")
    item, label = _column(rows[0], ITEMS, path), _column(rows[0], LABELS, path)
    _column(rows[0], ("file",), path)
    said = [[part.strip() for part in (row[label] or "").split("|") if part.strip()] for row in rows]
    classes = tuple(sorted({part for parts in said for part in parts} - {"(no genres listed)"}))
    flags = np.array([[name in parts for name in classes] for parts in said], bool).reshape(len(rows), len(classes))
    return Labelled(tuple(path.parent / row["file"] for row in rows), tuple(row[item] for row in rows), classes, flags)


def _column(row: dict[str, str], names: tuple[str, ...], path: Path) -> str:
    for name in names:
        if name in row:
            return name
    raise InvalidInput(f"{path} has no column {' or '.join(names)}", "it has: " + ", ".join(map(str, row)))


def with_enough(labelled: Labelled, least: int) -> tuple[Labelled, tuple[str, ...]]:
    """Only classes with at least `least` positives and as many negatives; and the names of the others."""
    counts = labelled.labels.sum(0)
    kept = (counts >= least) & (len(labelled.files) - counts >= least)
    names = np.array(labelled.classes, object)
    dropped = tuple(str(name) for name in names[~kept])
    left = tuple(str(name) for name in names[kept])
    return Labelled(labelled.files, labelled.items, left, labelled.labels[:, kept]), dropped
