"""A table of baskets (CSV, JSON lines, Parquet) in; `purchase` and `return` events, or why a line was left out, out.

Columns are found by their usual names (see `NAMES`); a line with pieces below zero is a return. All lines must be in
one currency: the first one told, or the one given. Nobody's lines are kept in memory but for the few numbers that
tell a return from a wrong line.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matinee.catalog.importers.rows import Rejected, Row, read_rows
from matinee.core.clock import from_iso
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event

SOURCE = "baskets"
NAMES = {
    "member": ("member", "customer", "customer_id", "household_id", "user_id"),
    "anonymous": ("anonymous", "guest", "visitor", "cookie"),
    "item": ("item", "product", "product_id", "sku", "article"),
    "at": ("at", "time", "timestamp", "transaction_timestamp", "date"),
    "basket": ("basket", "basket_id", "order", "order_id", "session"),
    "quantity": ("quantity", "pieces", "qty"),
    "price": ("price", "unit_price"),
    "currency": ("currency",),
}


class Bought:
    """How many pieces of each item each customer holds, so that a return can be checked in the file's order."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, str], float] = defaultdict(float)

    def fault(self, who: str, item: str, quantity: float) -> str:
        """Count a line; say what is wrong where more comes back than was bought."""
        held = self._pieces[who, item]
        if quantity < 0 and held + quantity < 0:
            return f"{-quantity:g} of {item!r} come back, {held:g} were bought before; order the file by time"
        self._pieces[who, item] = held + quantity
        return ""


def read_events(path: Path, currency: str = "") -> Iterator[Event | Rejected]:
    """The lines of a table of baskets as events, in the file's order; `currency` is theirs where no column says it.

    Raises:
        InvalidInput: no such file, or no column for the item, the time or the customer.
    """
    bought, told = Bought(), currency.upper()
    checked = False
    for row in read_rows(path):
        if isinstance(row, Rejected):
            yield row
            continue
        if not checked:
            _check_columns(row.record, path)
            checked = True
        found = _event(row, told, bought)
        if isinstance(found, Event):
            told = told or found.currency
        yield found


def _check_columns(record: dict[str, Any], path: Path) -> None:
    for what in ("item", "at"):
        if not any(name in record for name in NAMES[what]):
            raise InvalidInput(f"{path.name} has no column for the {what}", f"name one of {', '.join(NAMES[what])}")
    if not any(name in record for name in (*NAMES["member"], *NAMES["anonymous"])):
        raise InvalidInput(f"{path.name} has no column for the customer", f"name one of {', '.join(NAMES['member'])}")


def _event(row: Row, currency: str, bought: Bought) -> Event | Rejected:
    cells = {what: _first(row.record, names) for what, names in NAMES.items()}
    text = {what: "" if value is None else str(value).strip() for what, value in cells.items()}
    try:
        at = _time(cells["at"])
        quantity, price = _number(cells["quantity"], 1.0), _number(cells["price"], None)
    except ValueError as error:
        return Rejected(row.line, f"{error}; write times as ISO 8601 and numbers with a point")
    fault = _fault(text, quantity, price, currency)
    who = text["member"] or text["anonymous"]
    fault = fault or bought.fault(who, text["item"], quantity or 0.0)
    if fault:
        return Rejected(row.line, fault)
    kind = "purchase" if quantity and quantity > 0 else "return"
    return Event(
        event_id=stable_id(SOURCE, who, text["basket"], text["item"], kind, at, row.line),
        kind=kind,
        at=at,
        member=text["member"],
        anonymous="" if text["member"] else text["anonymous"],
        session=text["basket"],
        item=text["item"],
        quantity=abs(quantity or 0.0),
        price=price,
        currency=(text["currency"] or currency).upper(),
        source=SOURCE,
    )


def _fault(text: dict[str, str], quantity: float | None, price: float | None, currency: str) -> str:
    """Why a line cannot be kept, or nothing."""
    if not (text["member"] or text["anonymous"]):
        return "the basket has no customer; give the member or, for a guest, anonymous"
    if not text["item"]:
        return "the item is missing"
    if not quantity:
        return "quantity is 0: nothing was bought; leave the line out"
    if price is not None and price < 0:
        return f"price {price:g} is below zero; write a return as a quantity below zero"
    told = text["currency"].upper()
    if told and currency and told != currency:
        return f"currency {told} among {currency}: sums would mix; convert it or import it into a home of its own"
    return ""


def _first(record: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _number(value: Any, default: float | None) -> float | None:
    if value is None:
        return default
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no finite number")
    return number


def _time(value: Any) -> int:
    if value is None:
        raise ValueError("the time is missing")
    return from_iso(value.isoformat() if isinstance(value, dt.date) else str(value).strip())
