"""The log of a shop in; its purchase lines as columns of numbers, each customer's pair with a product known, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matinee.learning.basket.history import Floats, Ints

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Lines:
    """n purchase lines by time. who: place in `names`; row: item row of the product's family; at: UTC microseconds.

    basket: a number for each customer's session (or day, where no session was sent); met_at: when the customer first
    met the product; money: price times pieces, NaN where no price was sent, or in another currency than most lines
    have, as sums would mix. zones: each customer's time zone. foreign: how many lines are in other currencies.
    """

    names: NDArray[Any]
    zones: NDArray[Any]
    who: Ints
    row: NDArray[np.int32]
    at: Ints
    basket: Ints
    met_at: Ints
    money: Floats
    currency: str = ""
    foreign: int = 0

    def __len__(self) -> int:
        return len(self.at)

    def take(self, keep: NDArray[Any]) -> Lines:
        """These lines only; customers keep their numbers."""
        names = ("who", "row", "at", "basket", "met_at", "money")
        return replace(self, **{name: getattr(self, name)[keep] for name in names})


def read_lines(log: duckdb.DuckDBPyConnection, before: int = 2**62) -> Lines:
    """The purchases before a time that were not brought back whole. The connection holds `events`, `places`, `links`;
    it is only read: what is made here goes with the cursor."""
    mine = log.cursor()
    try:
        for name in ("bought", "buyers"):
            mine.execute(sql(name), {"before": before} if name == "bought" else None)
        buyers = mine.execute("SELECT who, zone FROM buyers ORDER BY number").fetchnumpy()
        found = mine.execute(sql("lines")).fetchnumpy()
    finally:
        mine.close()
    currency, foreign = main_currency(np.asarray(found["currency"], np.str_))
    money: Floats = np.asarray(np.ma.filled(np.ma.asarray(found["money"], float), np.nan))
    return Lines(
        names=np.asarray(buyers["who"], dtype=object),
        zones=np.asarray(np.ma.filled(buyers["zone"], ""), dtype=object),
        who=np.asarray(found["number"], np.int64),
        row=np.asarray(found["row"], np.int32),
        at=np.asarray(found["at"], np.int64),
        basket=np.unique(np.asarray(found["basket"], np.uint64), return_inverse=True)[1].astype(np.int64),
        met_at=np.asarray(found["met_at"], np.int64),
        money=np.where(foreign, np.nan, money),
        currency=currency,
        foreign=int(foreign.sum()),
    )


def main_currency(currency: NDArray[np.str_]) -> tuple[str, NDArray[np.bool_]]:
    """The currency of most lines (n,), and which lines are in another; a line that names none is in the main one.

    Example:
        >>> name, foreign = main_currency(np.array(["EUR", "", "EUR", "USD"]))
        >>> name, foreign.tolist()
        ('EUR', [False, False, False, True])
    """
    names, of, counts = np.unique(currency, return_inverse=True, return_counts=True)
    told = np.where(names == "", 0, counts)
    if not told.any():
        return "", np.zeros(len(currency), bool)
    main = int(told.argmax())
    return str(names[main]), (of != main) & (names[of] != "")


def sql(name: str) -> str:
    """A statement of the learning package."""
    return files("matinee.learning").joinpath("sql", f"{name}.sql").read_text("utf-8")
