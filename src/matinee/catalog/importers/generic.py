"""Items and members of any origin: a JSON, JSON lines, CSV or Parquet file in, checked values out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from matinee.catalog.importers.rows import Rejected, read_rows
from matinee.catalog.records import item_from, member_from
from matinee.core.errors import InvalidInput
from matinee.core.values import Item, Member

Value = TypeVar("Value")


def read_items(path: Path) -> Iterator[Item | Rejected]:
    """Each line as an Item, or as Rejected with the field and the way out; a bad line never stops the rest.

    Raises:
        InvalidInput: the file is not there or not readable at all.
    """
    return _read(path, item_from)


def read_members(path: Path) -> Iterator[Member | Rejected]:
    """Each line as a Member, or as Rejected; see `read_items`."""
    return _read(path, member_from)


def _read(path: Path, make: Callable[[Mapping[str, Any], bool], Value]) -> Iterator[Value | Rejected]:
    for row in read_rows(path):
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield make(row.record, row.loose)
        except InvalidInput as error:
            yield Rejected(row.line, str(error))
