"""Campaigns: a dated campaign's terms and what its offers would bring in; offers within the discount budget out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import from_iso
from matinee.core.errors import InvalidInput

Floats = NDArray[np.float64]
STEPS: Final = 5
"""Discounts are whole multiples of this many per cent."""


class Campaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The terms. begins, ends: ISO 8601; won_in: the season in which members first came, '' for all members; budget:
    what all discounts may cost together if every one is taken up; discount: the most on one item, in per cent."""

    name: str
    title: str
    begins: str
    ends: str
    budget: float
    discount: int
    won_in: str = ""
    hold_out: float = 0.1
    items: tuple[str, ...] = ()

    def span(self) -> tuple[int, int]:
        """(begin, end) in UTC microseconds.

        Raises:
            InvalidInput: terms that cannot be; the text names them.
        """
        try:
            begin, end = from_iso(self.begins), from_iso(self.ends)
        except ValueError as error:
            raise InvalidInput(f"campaign '{self.name}': {error}", "write times as 2026-04-02") from error
        wrong = {
            f"it ends ({self.ends}) before it begins ({self.begins})": end <= begin,
            f"a discount of {self.discount} % cannot be": not 0 <= self.discount <= 90,
            f"a budget of {self.budget:g} cannot be": not 0 <= self.budget < 1e12,
            f"a hold-out of {self.hold_out:g} cannot be": not 0 <= self.hold_out < 1,
            "it needs a name and a title": not (self.name.strip() and self.title.strip()),
        }
        for said, is_so in wrong.items():
            if is_so:
                raise InvalidInput(f"campaign '{self.name}': {said}", "see docs/guide/messages.md")
        return begin, end


@dataclass(frozen=True, slots=True)
class Offers:
    """For each of n members the discount in per cent; -1 for who gets no offer. cost: what it may cost at the most."""

    discount: NDArray[np.int64]
    cost: Floats


def allot(price: Floats, alive: Floats, most: int, budget: float) -> Offers:
    """Discounts for n members within the budget, even if every offer is taken up.

    Who would come anyway gets little; who has probably gone gets the most. Those for whom a unit of money moves most
    come first: the chance that they are moved (gone with 1 - alive, but not beyond hope) by what it costs.

    Args:
        price: (n,) of the item offered. alive: (n,) chance that the member is still a customer.
    """
    wanted = (1.0 - alive) * most
    discount = np.clip(np.ceil(wanted / STEPS) * STEPS, 0, most // STEPS * STEPS).astype(np.int64)
    cost = np.round(discount / 100.0 * price, 2)
    moved = alive * (1.0 - alive) + 0.05
    order = np.argsort(-moved / np.maximum(cost, 0.01), kind="stable")
    cents = np.round(cost[order] * 100).astype(np.int64)
    left, kept = round(budget * 100), np.full(len(price), -1, np.int64)
    for place, cent in zip(order.tolist(), cents.tolist(), strict=True):
        if cent <= left:
            left -= cent
            kept[place] = discount[place]
    return Offers(kept, np.where(kept >= 0, cost, 0.0))
