"""Filters: each takes item rows and says which may stay, and in which words the others are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.values import Member
from matinee.table.situation import Situation

Mask = NDArray[np.bool_]
KIDS_MATURITY: Final = 7
LEAST_PAID: Final = 3
"""Purchases of known price below which nobody can say what is dear to a member."""
KIDS_GENRES: Final = frozenset({"children", "kids", "family"})


@dataclass(frozen=True, slots=True)
class Filter:
    """A rule: `keeps(situation, rows (m,)) -> (m,) bool`; `reason` is what `explain` says of what it removed."""

    name: str
    keeps: Callable[[Situation, NDArray[Any]], Mask]
    reason: str


def level_of(member: Member) -> int:
    """The highest maturity that this profile may see, of items, parts and pictures."""
    return min(member.maturity, KIDS_MATURITY) if member.kids else member.maturity


def is_there(s: Situation, rows: NDArray[Any]) -> Mask:
    """In the catalogue, available, and within its window."""
    c, now = s.catalog, s.context.at
    inside = (c.available_from[rows] <= now) & (now < c.available_until[rows])
    return np.asarray(c.available[rows] & inside, np.bool_)


def suits(s: Situation, rows: NDArray[Any]) -> Mask:
    """Within the maturity that this profile may see. A child sees what is rated for children; of what nobody rated
    (maturity 0), only what carries a children's genre."""
    maturity = s.catalog.maturity[rows]
    if not s.member.kids:
        return np.asarray(maturity <= s.member.maturity, np.bool_)
    names = [name for name in s.catalog.genres.names if name.casefold() in KIDS_GENRES]
    for_children = s.among(rows, np.concatenate([s.catalog.genres.having(name) for name in names] or [rows[:0]]))
    return np.asarray((maturity <= level_of(s.member)) & ((maturity > 0) | for_children), np.bool_)


def in_country(s: Situation, rows: NDArray[Any]) -> Mask:
    """Licensed where the member is; an item without countries is licensed everywhere."""
    countries = s.catalog.countries
    restricted: Mask = np.diff(countries.indptr)[rows] > 0
    if not restricted.any():
        return ~restricted
    allowed = np.zeros(s.n, bool)
    allowed[countries.having(s.context.country or s.member.country)] = True
    licensed: Mask = ~restricted | allowed[rows]
    return licensed


def in_stock(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not sold out; an item without a stock is never sold out, a family only when each of its parts is."""
    stock, families = s.catalog.stock, s.catalog.families
    there: Mask = stock[rows] != 0
    if not (stock == 0).any():
        return there
    left = np.concatenate(([0], np.cumsum(stock[families.parts] != 0)))
    begins, ends = families.starts[rows], families.starts[rows + 1]
    return np.asarray(there & ((ends == begins) | (left[ends] > left[begins])), np.bool_)


def within_reach(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not many times dearer than the dearest thing this member ever bought; all of it where little is known of that."""
    price, t, reach = s.catalog.price, s.profile.touches, s.settings.page.price_reach
    paid = price[t["row"][t["purchases"] > 0]]
    paid = paid[np.isfinite(paid)]
    if reach <= 0 or len(paid) < LEAST_PAID:
        return np.ones(len(rows), bool)
    return np.asarray(~(price[rows] > reach * max(float(paid.max()), 0.01)), np.bool_)


def not_excluded(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not excluded by the house."""
    gone = [s.catalog.row_of[item] for item in s.settings.page.excluded if item in s.catalog.row_of]
    return ~s.among(rows, gone)


def not_dismissed(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not dismissed by the member since they last played it."""
    t = s.profile.touches
    return ~s.among(rows, t["row"][t["dismissed_at"] > t["played_at"]])


def not_done(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not played, rated or bought before: what was begun belongs to "continue" alone, what was left early nowhere."""
    t = s.profile.touches
    return ~s.among(rows, t["row"][s.taste.done | (t["plays"] > 0)])


def not_capped(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not shown as often as the cap allows since the member last reacted to it."""
    capped = s.taste.ignored >= s.settings.page.cap_impressions
    return ~s.among(rows, s.profile.touches["row"][capped])


def whole(s: Situation, rows: NDArray[Any]) -> Mask:
    """Not a part of a family: the family itself stands on the page."""
    own: Mask = s.catalog.families.family[rows] == rows
    return own


HOUSE: Final = (
    Filter("available", is_there, "not available now"),
    Filter("maturity", suits, "above this profile's maturity"),
    Filter("country", in_country, "not licensed in this country"),
    Filter("stock", in_stock, "sold out"),
    Filter("excluded", not_excluded, "excluded by the house"),
    Filter("dismissed", not_dismissed, "dismissed by the member"),
)
"""What nothing on a page may break."""

DISCOVERY: Final = (
    Filter("done", not_done, "played, rated or bought before"),
    Filter("capped", not_capped, "shown often without a reaction"),
    Filter("price", within_reach, "many times dearer than anything the member bought"),
    Filter("family", whole, "a part of a family that stands for it"),
)
"""What rows of new things leave out besides."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What filters left: positions (k,) into the rows they were given, and who removed the others."""

    kept: NDArray[np.int64]
    removed: dict[str, NDArray[np.int32]]


def apply(filters: tuple[Filter, ...], s: Situation, rows: NDArray[np.int32]) -> Kept:
    """Run filters one after the other; a row removed by the first is not asked of the second."""
    kept = np.arange(len(rows))
    removed: dict[str, NDArray[np.int32]] = {}
    for rule in filters:
        stays = rule.keeps(s, rows[kept])
        removed[rule.name] = rows[kept[~stays]]
        kept = kept[stays]
    return Kept(kept, removed)
