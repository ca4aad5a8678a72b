"""A folder of MovieLens or Complete Journey in; who did what when, as three columns, and the times to cut at, out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.core.errors import InvalidInput

_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Log:
    """What members did, in any order."""

    member: NDArray[np.int64]  # (n,) member rows
    item: NDArray[np.int64]  # (n,) item rows
    day: NDArray[np.float64]  # (n,) days since 1970, UTC
    n_members: int
    n_items: int

    def between(self, start: float, stop: float) -> Log:
        """The part with start <= day < stop."""
        kept = (self.day >= start) & (self.day < stop)
        return Log(self.member[kept], self.item[kept], self.day[kept], self.n_members, self.n_items)

    def matrix(self, weight: NDArray[np.float64] | None = None) -> sparse.csr_matrix:
        """Summed weights (n_members, n_items) in float32; without weights, how often."""
        data = np.ones(self.item.size, np.float32) if weight is None else weight.astype(np.float32)
        found = sparse.csr_matrix((data, (self.member, self.item)), shape=(self.n_members, self.n_items))
        found.sum_duplicates()
        return found

    @property
    def repeats(self) -> bool:
        """Whether members come back to items: more than a twentieth of what they did, they had done before."""
        return int(self.matrix().nnz) < 0.95 * self.item.size


def read_log(folder: Path) -> Log:
    """``transactions.parquet`` (positive quantities; an item counts once a basket) or ``ratings.csv`` in the folder."""
    transactions, ratings = folder / "transactions.parquet", folder / "ratings.csv"
    if transactions.exists():
        query = (
            "select household_id, product_id, epoch(min(transaction_timestamp)) from read_parquet(?) "
            "where quantity > 0 group by household_id, basket_id, product_id order by 3, 1, 2"
        )
        found = duckdb.execute(query, [str(transactions)]).fetchnumpy()
        members, items, seconds = found.values()
    elif ratings.exists():
        columns = np.loadtxt(ratings, delimiter=",", skiprows=1, usecols=(0, 1, 3), ndmin=2)
        members, items, seconds = columns.T
    else:
        raise InvalidInput(f"{folder} has no transactions.parquet or ratings.csv", "give a folder with one of them")
    member, item = (np.unique(np.asarray(ids), return_inverse=True)[1].astype(np.int64) for ids in (members, items))
    day = np.asarray(seconds, dtype=np.float64) / _SECONDS_A_DAY
    return Log(member, item, day, int(member.max()) + 1, int(item.max()) + 1)


def cuts_of(log: Log) -> list[float]:
    """Days to cut at: 6, 4 and 2 weeks before the end where members come back; else where 80 % have happened."""
    if log.repeats:
        return [float(log.day.max()) - 7 * weeks for weeks in (6, 4, 2)]
    return [float(np.quantile(log.day, 0.8))]
