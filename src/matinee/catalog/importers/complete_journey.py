"""The Complete Journey's Parquet files in; items, `purchase` events and the lines left out, with why, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from matinee.catalog.importers.rows import Rejected
from matinee.core.clock import SECOND
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event, Item, Member

SOURCE = "complete-journey"
CURRENCY = "USD"
BATCH = 8192
EPOCH = dt.datetime(1970, 1, 1)

ITEMS_SQL = """
WITH sold AS (
    SELECT product_id, median(sales_value / quantity) AS price
    FROM read_parquet($transactions) WHERE quantity > 0 AND sales_value > 0 GROUP BY product_id
)
SELECT p.product_id, p.product_type, p.product_category, p.department, p.brand, p.manufacturer_id,
       p.package_size, s.price
FROM read_parquet($products) AS p LEFT JOIN sold AS s USING (product_id) ORDER BY p.product_id
"""
LINES_SQL = """
SELECT household_id, basket_id, product_id, quantity, sales_value, store_id, transaction_timestamp::TIMESTAMP AS at
FROM read_parquet($transactions)
"""


MEMBERS_SQL = """
SELECT household_id, mode(store_id) AS store FROM read_parquet($transactions)
WHERE household_id IS NOT NULL GROUP BY household_id ORDER BY household_id
"""


def read_members(folder: Path) -> Iterator[Member]:
    """Each household, with the store it goes to most as its place.

    Raises:
        InvalidInput: a file is missing or is no Parquet.
    """
    for household, store in _rows(folder, MEMBERS_SQL):
        told = {} if store is None else {"place": f"store {store}"}
        yield Member(member=str(household), country="US", attributes=told, source=SOURCE)


def read_items(folder: Path) -> Iterator[Item]:
    """Each product: kind of goods as title, department as genre, manufacturer as brand, usual price.

    The usual price is the median of what a piece was sold for; the files tell neither margin nor stock.

    Raises:
        InvalidInput: a file is missing or is no Parquet.
    """
    for product, kind, category, department, brand, maker, size, price in _rows(folder, ITEMS_SQL, "products"):
        name = kind or category or department
        yield Item(
            item=str(product),
            title=" ".join(part for part in (name.title() if name else f"Product {product}", size or "") if part),
            kind="product",
            genres=tuple(dict.fromkeys(part.title() for part in (department, category) if part)),
            tags=(kind.title(),) if kind else (),
            brand=f"{brand or ''} {maker}".strip(),
            price=None if price is None else round(float(price), 2),
            currency=CURRENCY,
            source=SOURCE,
        )


def read_events(folder: Path) -> Iterator[Event | Rejected]:
    """Each line as a `purchase` with the price of a piece; the basket is the session, the household the member.

    Raises:
        InvalidInput: a file is missing or is no Parquet.
    """
    for number, row in enumerate(_rows(folder, LINES_SQL), 1):
        household, basket, product, quantity, paid, store, at = row
        fault = _fault(household, product, quantity, paid, at)
        if fault:
            yield Rejected(number, fault)
            continue
        when = (at - EPOCH) // dt.timedelta(microseconds=1)
        yield Event(
            event_id=stable_id(SOURCE, basket, product, number),
            kind="purchase",
            at=when // SECOND * SECOND,
            member=str(household),
            household=str(household),
            session=str(basket),
            item=str(product),
            surface="other",
            quantity=float(quantity),
            price=round(float(paid) / quantity, 4),
            currency=CURRENCY,
            source=f"{SOURCE}:{store}",
        )


def _fault(household: Any, product: Any, quantity: Any, paid: Any, at: Any) -> str:
    """Why a line cannot be kept, or nothing."""
    if household is None:
        return "the basket has no household; without one it cannot be learned from"
    if product is None or at is None or quantity is None or paid is None:
        return "product, quantity, value or time is missing"
    if quantity <= 0:
        return f"quantity {quantity}: nothing was bought (a coupon, a return or a void)"
    return f"value {paid} is below zero" if paid < 0 else ""


def _rows(folder: Path, sql: str, *others: str) -> Iterator[tuple[Any, ...]]:
    names = ("transactions", *others)
    paths = {name: folder / f"{name}.parquet" for name in names}
    for path in paths.values():
        if not path.is_file():
            raise InvalidInput(
                f"{path} is not there", "give the folder that holds the Complete Journey's Parquet files"
            )
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
        try:
            result = connection.execute(sql, {name: str(path) for name, path in paths.items()})
        except duckdb.Error as error:
            raise InvalidInput(f"{folder} cannot be read: {error}", "fetch the files again") from error
        while batch := result.fetchmany(BATCH):
            yield from batch
