"""Histories: purchase lines in, each customer's purchase days in weeks since the first one out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Purchases:
    """Purchase days as columns (n,), one line per customer and day, ordered by customer and day.

    `customers` are rows into `ids`; `days` count from any fixed day; `amounts` is the money of that day.
    """

    ids: NDArray[np.str_]
    customers: Ints
    days: Ints
    amounts: Floats


@dataclass(frozen=True)
class Histories:
    """What is known of n customers on a day; times are weeks since the customer's own first purchase.

    `repeats` (n,) counts purchase days after the first, `last` (n,) is the time of the last one (0 without repeats),
    `age` (n,) the time of the day itself. `times` holds the repeat purchases of all, customer after customer, `of`
    (len(times),) whose they are. `amount` (n,) is the mean money of the repeats (0 without); `customers` (n,) are
    rows into the ids of the purchases.
    """

    customers: Ints
    repeats: Ints
    last: Floats
    age: Floats
    times: Floats
    of: Ints
    amount: Floats

    def __len__(self) -> int:
        return len(self.customers)


def by_day(ids: NDArray[np.str_], days: Ints, amounts: Floats) -> Purchases:
    """Sum the lines of one customer on one day into one purchase (columns of one length, in any order)."""
    names, customers = np.unique(ids, return_inverse=True)
    if not len(days):
        raise InvalidInput("there are no purchases", "give a file with a customer, a day and an amount on each line")
    start, span = int(days.min()), int(days.max() - days.min()) + 1
    keys, line = np.unique(customers.astype(np.int64) * span + (days - start), return_inverse=True)
    return Purchases(
        ids=names,
        customers=keys // span,
        days=keys % span + start,
        amounts=np.asarray(np.bincount(line, amounts, minlength=len(keys)), dtype=np.float64),
    )


def histories(purchases: Purchases, until: int) -> Histories:
    """The histories of all customers who had bought by the day `until` (that day counts)."""
    seen = purchases.days <= until
    if not seen.any():
        raise InvalidInput("nobody had bought anything by that day", "choose a later --until")
    who, days = purchases.customers[seen], purchases.days[seen]
    customers, first, row, n_days = np.unique(who, return_index=True, return_inverse=True, return_counts=True)
    begin = days[first]
    later = np.ones(len(who), dtype=bool)
    later[first] = False
    return Histories(
        customers=customers,
        repeats=n_days - 1,
        last=(days[first + n_days - 1] - begin) / 7.0,
        age=(until - begin) / 7.0,
        times=(days - begin[row])[later] / 7.0,
        of=row[later],
        amount=np.bincount(row[later], purchases.amounts[seen][later], minlength=len(customers))
        / np.maximum(n_days - 1, 1),
    )


def bought(purchases: Purchases, customers: Ints, after: int, weeks: float) -> Ints:
    """How many purchase days each customer (n,) had in the weeks after the day `after`."""
    inside = (purchases.days > after) & (purchases.days <= after + round(7 * weeks))
    counts = np.bincount(purchases.customers[inside], minlength=len(purchases.ids))
    return counts[customers].astype(np.int64)


def resampled(known: Histories, rng: np.random.Generator) -> Histories:
    """As many customers drawn again with replacement; one drawn twice stands as two."""
    n = len(known)
    chosen = np.sort(rng.integers(0, n, n))
    first = np.cumsum(known.repeats) - known.repeats
    counts = known.repeats[chosen]
    begin = np.cumsum(counts) - counts
    lines = np.repeat(first[chosen] - begin, counts) + np.arange(int(counts.sum()))
    return Histories(
        customers=known.customers[chosen],
        repeats=counts,
        last=known.last[chosen],
        age=known.age[chosen],
        times=known.times[lines],
        of=np.repeat(np.arange(n), counts),
        amount=known.amount[chosen],
    )
