"""The CRM sheet: columns of customers in, a row a customer, in text that a spreadsheet opens as it is, out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import WEEK, day_of, to_iso
from matinee.core.errors import ShapeError

Floats = NDArray[np.float64]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet; an apostrophe before it keeps it text."""
HEADER = (
    "member", "alive_chance", "due", "due_earliest", "due_latest", "expected_purchases", "value", "currency",
    "won_in_season", "product", "message", "send_at", "hold_out", "consent",
)  # fmt: skip


@dataclass(frozen=True)
class Customers:
    """Columns of n customers; weeks from now, infinite where nothing is foreseen; times in UTC microseconds."""

    member: Sequence[str]
    alive: Floats
    due_weeks: Floats
    earliest_weeks: Floats
    latest_weeks: Floats
    expected: Floats
    spend: Floats
    season: Sequence[str]
    product: Sequence[str]
    message: Sequence[str]
    send_at: Sequence[int]
    hold_out: Sequence[bool]
    consent: Sequence[bool]


Row = dict[str, str | float]


def customer_rows(customers: Customers, now: int, currency: str) -> Iterator[Row]:
    """One row a customer, the most valuable first; value is expected purchases times expected spend.

    Message and time stay empty for who gave no consent and for who is held out; the suggested product stays.

    Raises:
        ShapeError: the columns differ in length.
    """
    n = len(customers.member)
    for field in fields(customers):
        if len(getattr(customers, field.name)) != n:
            length = len(getattr(customers, field.name))
            raise ShapeError(f"column {field.name} has {length} customers, member has {n}", "give every column for all")
    value = customers.expected * customers.spend
    for row in np.argsort(-value, kind="stable").tolist():
        yield _row(customers, row, now, float(value[row]), currency)


def _row(customers: Customers, row: int, now: int, value: float, currency: str) -> Row:
    told = bool(customers.consent[row]) and not customers.hold_out[row] and bool(customers.message[row])
    return {
        "member": customers.member[row],
        "alive_chance": round(float(customers.alive[row]), 3),
        "due": _day(now, float(customers.due_weeks[row])),
        "due_earliest": _day(now, float(customers.earliest_weeks[row])),
        "due_latest": _day(now, float(customers.latest_weeks[row])),
        "expected_purchases": round(float(customers.expected[row]), 2),
        "value": round(value, 2),
        "currency": currency,
        "won_in_season": customers.season[row],
        "product": customers.product[row],
        "message": customers.message[row] if told else "",
        "send_at": to_iso(customers.send_at[row]) if told else "",
        "hold_out": "yes" if customers.hold_out[row] else "no",
        "consent": "yes" if customers.consent[row] else "no",
    }


def _day(now: int, weeks: float) -> str:
    return day_of(now + round(weeks * WEEK)) if np.isfinite(weeks) else ""


def to_csv(rows: Iterable[Row]) -> str:
    """The sheet: a byte order mark, so that it is read as UTF-8; lines end as in RFC 4180; no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, HEADER)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _safe(value) for name, value in row.items()})
    return out.getvalue()


def _safe(value: str | float) -> str | float:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
