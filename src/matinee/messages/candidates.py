"""What: what is known of a member in; messages that could be written, each with item, fields and worth, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, HOUR
from matinee.core.profile import Touches
from matinee.messages.kinds import KINDS

LATELY: Final = 14 * DAY
RESUME: Final = (1 * DAY, 30 * DAY)
BASKET: Final = (2 * HOUR, 7 * DAY)
SHELF: Final = 7 * DAY
DROP: Final = 0.05
"""A price that fell by less is no news."""
TRIED: Final = 8
"""How many of the best items a recommendation is chosen from."""

NEARLY: Final = 0.9
"""What is worth so much of the best is as good: among those the lot decides, so that messages vary, and so that few of
them are no better than many."""

Value = str | int | float


class Candidate(msgspec.Struct, frozen=True):
    """A message that could be written: worth is the chance that it is welcome, times the strength of its reason."""

    kind: str
    row: int
    worth: float
    fields: dict[str, Value]
    told: int = 0  # messages about the item that nothing came of


@dataclass(frozen=True, slots=True)
class Shelf:
    """What changed on the shelf, by item row: (price before, when it fell), and when it came back in stock."""

    fell: Mapping[int, tuple[float, int]] = field(default_factory=dict)
    back: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A member as messages see them. Touches (t,) by family; masks and chances over item rows (n,).

    allowed: what house rules leave; fresh: allowed, and neither had nor ignored before; unanswered: messages about an
    item that nothing came of; due: item row -> days since it was bought, where it is due again.
    """

    at: int
    catalog: CatalogView
    touches: Touches
    progress: NDArray[np.float64]
    done: NDArray[np.bool_]
    liked: NDArray[np.int32]  # rows liked, the latest first
    genres: NDArray[np.float64]  # affinity by genre code
    allowed: NDArray[np.bool_]
    fresh: NDArray[np.bool_]
    chance: NDArray[np.float64]
    unanswered: Mapping[int, int] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    due: Mapping[int, float] = field(default_factory=dict)
    season: str = ""  # title of the season that is over and that the member came for
    everyday: NDArray[np.float64] | None = None  # (n,) how much each item is bought outside the season
    away_days: float = 0.0
    lapsed: bool = False


Found = Iterator[tuple[int, dict[str, Value]]]


def new_season(k: Known) -> Found:
    """A part came in lately of a series that the member has watched."""
    watched = k.touches["row"][(k.touches["plays"] > 0) | k.done]
    families, added = k.catalog.families, np.maximum(k.catalog.added_at, k.catalog.available_from)
    for row in watched.tolist():
        parts = families.parts_of(row)
        parts = parts[(parts != row) & (added[parts] > k.at - LATELY) & (added[parts] <= k.at)]
        if len(parts) and k.allowed[row]:
            newest = int(parts[np.argmin(k.catalog.number[parts])])
            yield row, {"season": _part(k.catalog, newest)}


def _part(catalog: CatalogView, row: int) -> str:
    number = int(catalog.number[row])
    return f"{catalog.kind(row).capitalize()} {number}" if number >= 0 else catalog.titles[row]


def arrival(k: Known) -> Found:
    """What came into the catalogue lately and is likely to be welcome."""
    added = np.maximum(k.catalog.added_at, k.catalog.available_from)
    rows = np.flatnonzero(k.fresh & (added > k.at - LATELY) & (added <= k.at))
    for row in _best(k, rows).tolist():
        yield row, {"genre": _genre(k, row)}


def _genre(k: Known, row: int) -> str:
    labels = k.catalog.genres
    codes = labels.of(row)
    codes = codes[codes < len(k.genres)]
    best = codes[np.argmax(k.genres[codes])] if len(codes) else -1
    return str(labels.names[best]) if best >= 0 and k.genres[best] > 0 else ""


def recommendation(k: Known) -> Found:
    """What is most likely to be welcome."""
    for row in _best(k, np.flatnonzero(k.fresh)).tolist():
        yield row, {"because": _because(k, row)}


def _best(k: Known, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.argsort(-k.chance[rows], kind="stable")[:TRIED]]


def _because(k: Known, row: int) -> str:
    """The title liked last that shares a genre or a person."""
    mine = (set(k.catalog.genres.of(row).tolist()), set(k.catalog.people.of(row).tolist()))
    for other in k.liked[:30].tolist():
        theirs = (k.catalog.genres.of(other).tolist(), k.catalog.people.of(other).tolist())
        if other != row and any(own & set(one) for own, one in zip(mine, theirs, strict=True)):
            return str(k.catalog.titles[other])
    return ""


def resume(k: Known) -> Found:
    """Begun, left more than a day ago, not finished."""
    ago = k.at - k.touches["played_at"]
    part = (k.progress > 0.02) & ~k.done & (ago >= RESUME[0]) & (ago <= RESUME[1])
    for row, share in zip(k.touches["row"][part].tolist(), k.progress[part].tolist(), strict=True):
        yield row, {"percent": round(100 * share)}


def back_in_stock(k: Known) -> Found:
    """Sold out when the member looked, here again since."""
    for touch in k.touches[_wanted(k)]:
        back = k.shelf.back.get(int(touch["row"]), 0)
        if back and k.at - back <= SHELF and touch["acted_at"] < back:
            yield int(touch["row"]), {}


def price_drop(k: Known) -> Found:
    """Cheaper than when the member looked."""
    for touch in k.touches[_wanted(k)]:
        row = int(touch["row"])
        before, at = k.shelf.fell.get(row, (0.0, 0))
        price = float(k.catalog.price[row])
        if at and k.at - at <= SHELF and touch["acted_at"] < at and price <= before * (1 - DROP):
            currency = k.catalog.items[row].currency
            yield row, {"price": f"{price:.2f}", "before": f"{before:.2f}", "currency": currency}


def _wanted(k: Known) -> NDArray[np.bool_]:
    """(t,) looked at, listed or carted, and not bought since."""
    t = k.touches
    looked = (t["opens"] > 0) | (t["carted_at"] > 0) | (t["listed_at"] > t["unlisted_at"])
    return np.asarray(looked & (t["bought_at"] < t["acted_at"]), np.bool_)


def replenish(k: Known) -> Found:
    """Due to be bought again."""
    for row, days in k.due.items():
        yield row, {"days": round(days)}


def basket(k: Known) -> Found:
    """Put in the basket some hours ago, and left there."""
    t = k.touches
    ago = k.at - t["carted_at"]
    left = (t["carted_at"] > t["bought_at"]) & (ago >= BASKET[0]) & (ago <= BASKET[1])
    for row in t["row"][left].tolist():
        yield row, {"items": int(left.sum())}


def after_season(k: Known) -> Found:
    """For who came in a season that is over: what is bought all the year."""
    if not k.season or k.everyday is None:
        return
    rows = np.flatnonzero(k.fresh & (k.everyday > 0))
    for row in rows[np.argsort(-k.everyday[rows] * k.chance[rows], kind="stable")[:TRIED]].tolist():
        yield row, {"season": k.season}


def win_back(k: Known) -> Found:
    """For who has probably gone."""
    if k.lapsed:
        for row in _best(k, np.flatnonzero(k.fresh)).tolist():
            yield row, {"days": round(k.away_days)}


SOURCES: Final[dict[str, Callable[[Known], Found]]] = {
    "new_season": new_season, "arrival": arrival, "recommendation": recommendation, "resume": resume,
    "back_in_stock": back_in_stock, "price_drop": price_drop, "replenish": replenish, "basket": basket,
    "after_season": after_season, "win_back": win_back,
}  # fmt: skip
"""All sources; a new one is a new line here and a line in kinds.py and in the templates."""


def candidates(k: Known, ignored: int, kinds: Sequence[str] = tuple(SOURCES)) -> list[Candidate]:
    """Every message that could be written now, the worthiest first. What nothing came of `ignored` times is left out,
    and what house rules forbid."""
    found = [
        Candidate(kind, row, _worth(k, kind, row), {"title": k.catalog.titles[row], **fields}, k.unanswered.get(row, 0))
        for kind in kinds
        for row, fields in SOURCES[kind](k)
        if k.allowed[row] and k.unanswered.get(row, 0) < ignored
    ]
    return sorted(found, key=lambda one: (-one.worth, one.kind, one.row))


def choose(found: Sequence[Candidate], seed: int) -> Candidate | None:
    """One of the candidates that are nearly as good as the best, of those the one least often told; None where there
    are none. What is said twice is said twice rather than something worse."""
    if not found:
        return None
    good = [one for one in found if one.worth >= NEARLY * found[0].worth]
    least = min(one.told for one in good)
    good = [one for one in good if one.told == least]
    return good[int(np.random.default_rng(seed).integers(0, len(good)))]


def _worth(k: Known, kind: str, row: int) -> float:
    told = KINDS[kind]
    return float(told.urgency * max(float(k.chance[row]), told.floor))
