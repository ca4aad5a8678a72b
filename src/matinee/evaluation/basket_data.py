"""A folder of baskets in Parquet in, its lines counted by DuckDB into the columns that basket models learn from out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from matinee.core.errors import InvalidInput
from matinee.learning.basket.history import Baskets, Ints

COLUMNS = (
    "household_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "week",
    "transaction_timestamp",
)
LINES_SQL = """
SELECT household_id AS household, product_id AS product, basket_id AS basket, max(week) AS week,
       epoch(max(transaction_timestamp)::TIMESTAMP) / 86400.0 AS day,
       sum(quantity)::DOUBLE AS pieces, sum(sales_value)::DOUBLE AS money,
       avg((retail_disc > 0)::INT)::DOUBLE AS on_offer
FROM read_parquet($transactions)
WHERE quantity > 0 AND sales_value >= 0 AND household_id IS NOT NULL AND product_id IS NOT NULL
      AND basket_id IS NOT NULL AND week IS NOT NULL AND transaction_timestamp IS NOT NULL
GROUP BY household_id, product_id, basket_id
ORDER BY day, basket, product
"""
KINDS_SQL = """
SELECT product_id AS product, coalesce(product_type, '') AS kind, coalesce(product_category, '') AS category
FROM read_parquet($products)
"""


def read_baskets(folder: Path) -> tuple[Baskets, int]:
    """The lines of transactions.parquet, one per basket and product, and how many of the file were left out.

    Left out are lines without household, product, basket or time, with no pieces (returns, coupons) or a value below
    zero.

    Raises:
        InvalidInput: a file or a column is missing, or nothing is left.
    """
    paths = {name: folder / f"{name}.parquet" for name in ("transactions", "products")}
    for path in paths.values():
        if not path.is_file():
            raise InvalidInput(f"{path} is not there", "give a folder with transactions.parquet and products.parquet")
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
        try:
            lines = connection.execute(LINES_SQL, {"transactions": str(paths["transactions"])}).fetchnumpy()
            kinds = connection.execute(KINDS_SQL, {"products": str(paths["products"])}).fetchnumpy()
            bad = connection.execute(BAD_SQL, {"transactions": str(paths["transactions"])}).fetchall()[0][0]
        except duckdb.Error as error:
            raise InvalidInput(f"{folder} cannot be read: {error}", f"its columns are {', '.join(COLUMNS)}") from error
    if not len(lines["household"]):
        raise InvalidInput(f"{paths['transactions']} holds no purchase", "check quantity and sales_value")
    household_ids, household = np.unique(np.asarray(lines["household"]), return_inverse=True)
    product_ids, product = np.unique(np.asarray(lines["product"]), return_inverse=True)
    _, basket = np.unique(np.asarray(lines["basket"]), return_inverse=True)
    day = np.asarray(lines["day"], dtype=np.float64)
    found = Baskets(
        household=household.astype(np.int64),
        product=product.astype(np.int64),
        basket=basket.astype(np.int64),
        week=np.asarray(lines["week"], dtype=np.int64),
        day=day - np.floor(day.min()),
        pieces=np.asarray(lines["pieces"], dtype=np.float64),
        money=np.asarray(lines["money"], dtype=np.float64),
        on_offer=np.nan_to_num(np.asarray(lines["on_offer"], dtype=np.float64)),
        household_ids=household_ids,
        product_ids=product_ids,
        kinds=_numbered(kinds["product"], kinds["kind"], product_ids),
        groups=_numbered(kinds["product"], kinds["category"], product_ids),
    )
    return found, int(bad)


BAD_SQL = """
SELECT count(*) FROM read_parquet($transactions)
WHERE NOT coalesce(quantity > 0 AND sales_value >= 0 AND household_id IS NOT NULL AND product_id IS NOT NULL
      AND basket_id IS NOT NULL AND week IS NOT NULL AND transaction_timestamp IS NOT NULL, false)
"""


def _numbered(products: Ints, names: np.ndarray, product_ids: Ints) -> Ints:
    """A number (products,) for each product's kind; a product of no known kind is a kind of its own."""
    known = {int(product): str(name) for product, name in zip(products, names, strict=True)}
    texts = [known.get(int(product)) or f"product {product}" for product in product_ids]
    return np.unique(np.array(texts), return_inverse=True)[1].astype(np.int64)
