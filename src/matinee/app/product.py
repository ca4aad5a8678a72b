"""The page of a product: an item and a member in; its price and variants, what is like it, what goes with it, what is
due again out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.find import slots_of
from matinee.app.home import Home
from matinee.app.tell import situation
from matinee.core.clock import DAY, day_of
from matinee.table.candidates.filters import HOUSE, apply
from matinee.table.habits import due, due_days, graph
from matinee.table.page.shop_kinds import LEAST_DUE

ROOM: Final = 4
"""How many times more is looked through than is shown, as the house's rules leave some out."""


def product(home: Home, item: str, member: str = "", limit: int = 12) -> dict[str, Any]:
    """Everything that stands on a product's page; shelves about which nothing is known are empty.

    Raises:
        UnknownName: there is no such item.
    """
    row = home.known_items([item])[0]
    world = home.tick()
    family = int(world.catalog.family[row])
    whole, own = world.catalog.items[family], world.catalog.items[row]
    parts = [int(part) for part in world.catalog.families.parts_of(family) if part != family]
    return {
        "item": own.item, "title": own.title, "brand": own.brand or whole.brand,
        "price": own.price if own.price is not None else whole.price, "currency": own.currency or whole.currency,
        "stock": own.stock, "variants": [variant(world.catalog.items[part]) for part in parts],
        "similar": slots_of(home, home.similar(item, limit), member),
        "goes_with": goes_with(home, item, member, limit), "instead": instead(home, item, member, limit),
        "buy_again": buy_again(home, member, limit) if member else [],
    }  # fmt: skip


def variant(item: Any) -> dict[str, Any]:
    """A variant as the page lists it."""
    return {name: getattr(item, name) for name in ("item", "title", "price", "currency", "stock", "available")}


def goes_with(home: Home, item: str, member: str = "", limit: int = 12) -> list[dict[str, Any]]:
    """What others buy with an item, best first; nothing that only stands for it."""
    return _near(home, "with", item, member, limit)


def instead(home: Home, item: str, member: str = "", limit: int = 12) -> list[dict[str, Any]]:
    """What stands for an item: of its kind, or bought by the same customers on other days."""
    return _near(home, "instead", item, member, limit)


def _near(home: Home, name: str, item: str, member: str, limit: int) -> list[dict[str, Any]]:
    world = home.live.world()
    rows, values = graph(world.snapshot, name).of(int(world.catalog.family[home.known_items([item])[0]]))
    best = rows[np.argsort(-values, kind="stable")][: ROOM * limit]
    return slots_of(home, best.tolist(), member)[:limit]


def buy_again(home: Home, member: str, limit: int = 12) -> list[dict[str, Any]]:
    """What a member bought before, by the chance of buying it within the week; each with the day it is due by."""
    s = situation(home, member)
    found, weights = due(s), s.snapshot.learned.get("shop.due")
    best = np.argsort(-found.chance, kind="stable")[: ROOM * limit]
    best = best[found.chance[best] >= LEAST_DUE]
    rows: NDArray[np.int32] = s.profile.touches["row"][found.at[best]]
    kept = apply(HOUSE, s, rows).kept
    best, rows = best[kept][:limit], rows[kept][:limit]
    if weights is None or not len(best):
        return []
    days = due_days(weights, type(found.pairs)(*(getattr(found.pairs, name)[best] for name in found.pairs.__slots__)))
    slots = {slot["item"]: slot for slot in slots_of(home, rows.tolist(), member)}
    return [
        {
            **slots[s.catalog.ids[row]],
            "chance": round(float(found.chance[at]), 4),
            "due": day_of(s.context.at + round(float(after) * DAY)) if np.isfinite(after) else "",
            "last_bought": day_of(int(s.profile.touches["bought_at"][found.at[at]])),
        }
        for at, row, after in zip(best, rows, days, strict=True)
        if s.catalog.ids[row] in slots
    ]
