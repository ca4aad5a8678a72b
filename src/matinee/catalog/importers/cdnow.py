"""CDNOW's text files, or purchases written like them, in; one `purchase` event a line, or why it was left out, out.

The master file has a header and four columns (customer, day, pieces, money); the sample has no header and a second
column of its own between customer and day. Columns are set apart by spaces or commas; days are written 19970101 or
1997-01-01.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from matinee.catalog.importers.rows import Rejected
from matinee.core.clock import from_iso
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event, Item

SOURCE = "cdnow"
ITEM = "cd"
NAMES = {
    "customer": ("customer_id", "customer", "member", "id", "user"),
    "day": ("date", "day", "at"),
    "pieces": ("number_of_cds", "quantity", "pieces"),
    "money": ("dollar_value", "amount", "sales_value", "spend", "value"),
}


class Purchase(NamedTuple):
    """A line of the file: whose, which day, how many pieces for how much money together."""

    line: int
    customer: str
    day: dt.date
    pieces: float
    money: float


def read_purchases(path: Path) -> Iterator[Purchase | Rejected]:
    """The lines of a file, in its order; a return (pieces or money below zero) is no purchase and is left out.

    Raises:
        InvalidInput: no such file, or its first line has neither known names nor four or five columns.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} is not there", "give a file of purchases such as CDNOW_master.txt")
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        places: tuple[int, int, int, int] | None = None
        for number, text in enumerate(lines, 1):
            cells = text.replace(",", " ").split()
            if not cells:
                continue
            if places is None:
                places = _places(cells, path)
                if not _is_day(cells[places[1]]):
                    continue
            yield _purchase(number, cells, places)


def read_items(path: Path) -> Iterator[Item]:
    """The one product of the file: it does not say which CD was bought."""
    yield Item(item=ITEM, title="CD", kind="product", currency="USD", source=SOURCE)


def read_events(path: Path) -> Iterator[Event | Rejected]:
    """Each line as a `purchase` event with the price of a piece; two equal lines of one day stay two purchases."""
    seen: dict[tuple[str, dt.date], int] = {}
    for found in read_purchases(path):
        if isinstance(found, Rejected):
            yield found
            continue
        nth = seen[found.customer, found.day] = seen.get((found.customer, found.day), 0) + 1
        at = from_iso(found.day.isoformat())
        yield Event(
            event_id=stable_id(SOURCE, found.customer, at, nth),
            kind="purchase",
            at=at,
            member=found.customer,
            item=ITEM,
            quantity=found.pieces,
            price=found.money / found.pieces,
            currency="USD",
            source=SOURCE,
        )


def _places(cells: list[str], path: Path) -> tuple[int, int, int, int]:
    """Where customer, day, pieces and money stand: by the names of a header, else by their usual order."""
    names = [cell.lower() for cell in cells]
    if any(name in NAMES["day"] for name in names):
        found = {key: [names.index(name) for name in known if name in names] for key, known in NAMES.items()}
        missing = [key for key, at in found.items() if not at and key != "pieces"]
        if missing:
            raise InvalidInput(
                f"{path.name} has no column for {', '.join(missing)}", f"name one of {NAMES[missing[0]]}"
            )
        pieces = found["pieces"] or [-1]
        return found["customer"][0], found["day"][0], pieces[0], found["money"][0]
    if len(cells) in (4, 5) and _is_day(cells[len(cells) - 3]):
        last = len(cells) - 1
        return 0, last - 2, last - 1, last
    raise InvalidInput(
        f"{path.name} begins with {' '.join(cells)[:60]!r}", "its columns are customer, day, pieces, money"
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _purchase(number: int, cells: list[str], places: tuple[int, int, int, int]) -> Purchase | Rejected:
    customer, day, pieces, money = places
    if len(cells) <= max(places):
        return Rejected(number, f"{len(cells)} columns, expected {max(places) + 1}; a basket needs its customer")
    try:
        when = _day(cells[day])
        n, paid = (float(cells[pieces]) if pieces >= 0 else 1.0), float(cells[money])
    except ValueError as error:
        return Rejected(number, f"{error}; write customer, day, pieces, money")
    if not (math.isfinite(n) and math.isfinite(paid)):
        return Rejected(number, "pieces or money are no finite number; mend or remove the line")
    if n <= 0:
        return Rejected(number, f"{n:g} pieces: a return is no purchase; send it as an event of kind return")
    if paid < 0:
        return Rejected(number, f"money {paid:g} is below zero; a return is an event of kind return")
    return Purchase(number, cells[customer], when, n, paid)
