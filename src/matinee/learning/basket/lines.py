"""The log of a shop in; its purchase lines as columns of numbers, each customer's pair with a product known, out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matinee.learning.basket.history import Floats, Ints

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Lines:
    """n purchase lines by time. who: place in `names`; row: item row of the product's family; at: UTC microseconds;
    basket: a number for each customer's session (or day, where no session was sent); met_at: when the customer first
    met the product; money: price times pieces, NaN where no price was sent. `zones` names each customer's time zone."""

    names: NDArray[Any]
    zones: NDArray[Any]
    who: Ints
    row: NDArray[np.int32]
    at: Ints
    basket: Ints
    met_at: Ints
    money: Floats

    def __len__(self) -> int:
        return len(self.at)

    def take(self, keep: NDArray[Any]) -> Lines:
        """These lines only; customers keep their numbers."""
        columns = (self.who, self.row, self.at, self.basket, self.met_at, self.money)
        return Lines(self.names, self.zones, *(column[keep] for column in columns))


def read_lines(log: duckdb.DuckDBPyConnection, before: int = 2**62) -> Lines:
    """The purchases before a time that were not brought back whole. The connection holds `events`, `places`, `links`;
    it is only read: what is made here goes with the cursor."""
    mine = log.cursor()
    try:
        for name in ("bought", "buyers"):
            text = files("matinee.learning").joinpath("sql", f"{name}.sql").read_text("utf-8")
            mine.execute(text, {"before": before} if name == "bought" else None)
        buyers = mine.execute("SELECT who, zone FROM buyers ORDER BY number").fetchnumpy()
        found = mine.execute(
            'SELECT b.number, l.row, l."at", l.basket, l.met_at, l.money FROM bought l JOIN buyers b USING (who) '
            'ORDER BY l."at", l.seq'
        ).fetchnumpy()
    finally:
        mine.close()
    _, basket = np.unique(np.asarray(found["basket"], np.uint64), return_inverse=True)
    return Lines(
        np.asarray(buyers["who"], dtype=object),
        np.asarray(np.ma.filled(buyers["zone"], ""), dtype=object),
        np.asarray(found["number"], np.int64),
        np.asarray(found["row"], np.int32),
        np.asarray(found["at"], np.int64),
        basket.astype(np.int64),
        np.asarray(found["met_at"], np.int64),
        np.asarray(np.ma.filled(np.ma.asarray(found["money"], float), np.nan)),
    )
