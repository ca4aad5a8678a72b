"""Baskets: lines of a shop in columns, sums over pairs of household and product up to a week out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Baskets:
    """Lines (n,), one per basket and product: rows of household, product, basket; week, day, pieces, money, on offer.

    Days are real numbers from any fixed day. `household_ids` and `product_ids` name the rows; `kinds` (products,)
    says which products are of one kind (bread, milk), `groups` (products,) the coarser group.
    """

    household: Ints
    product: Ints
    basket: Ints
    week: Ints
    day: Floats
    pieces: Floats
    money: Floats
    on_offer: Floats
    household_ids: NDArray[np.int64]
    product_ids: NDArray[np.int64]
    kinds: Ints
    groups: Ints

    def until(self, week: int) -> Baskets:
        """The lines up to the end of a week."""
        seen = self.week <= week
        columns = ("household", "product", "basket", "week", "day", "pieces", "money", "on_offer")
        cut = {name: getattr(self, name)[seen] for name in columns}
        names = ("household_ids", "product_ids", "kinds", "groups")
        return Baskets(**cut, **{name: getattr(self, name) for name in names})

    @property
    def n_households(self) -> int:
        """Households, whether or not they have a line."""
        return len(self.household_ids)

    @property
    def n_products(self) -> int:
        """Products, whether or not they were bought."""
        return len(self.product_ids)


@dataclass(frozen=True)
class Pairs:
    """The distinct (household, product) pairs of some lines: rows (m,), and which pair each line is of (n,)."""

    household: Ints
    product: Ints
    of_line: Ints

    def __len__(self) -> int:
        return len(self.household)


def pairs_of(lines: Baskets) -> Pairs:
    """The pairs bought, by household and product."""
    keys, of_line = np.unique(lines.household * lines.n_products + lines.product, return_inverse=True)
    return Pairs(keys // lines.n_products, keys % lines.n_products, of_line)


def bought_keys(baskets: Baskets, after: int, weeks: int) -> Ints:
    """Sorted keys household * n_products + product of what was bought in the weeks after the week `after`."""
    inside = (baskets.week > after) & (baskets.week <= after + weeks)
    return np.unique(baskets.household[inside] * baskets.n_products + baskets.product[inside])


def among(keys: Ints, wanted: Ints) -> NDArray[np.bool_]:
    """Whether each key (m,) is one of the sorted `wanted`."""
    if not len(wanted):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
    return np.asarray(wanted[place] == keys)
