"""Row kinds for what is bought: due again, with the cart, because you looked at, your brands, near by, seasons."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import spans
from matinee.table.habits import due, graph, in_cart, just_bought, looked_at, place_of, popular_here, won_by_season
from matinee.table.newness import came_in
from matinee.table.page.drafts import WHY, Desk, Draft, Whys

N_LOOKED: Final = 3
N_BRANDS: Final = 3
LEAST_DUE: Final = 0.02
"""Chance of a purchase within the week below which a product is not called due."""


def buy_again(desk: Desk) -> list[Draft]:
    """What the member bought before and is due now, by the chance that it is bought within the week."""
    s, found = desk.situation, due(desk.situation)
    best = np.argsort(-found.chance, kind="stable")[: desk.depth]
    best = best[found.chance[best] >= LEAST_DUE]
    place = desk.place[s.profile.touches["row"][found.at[best]]]
    best = best[place >= 0]
    picks = place[place >= 0].astype(np.int64)
    days = np.maximum(np.round(found.pairs.since[best]), 0).astype(np.int32)
    return [Draft("due", "due", picks, {}, Whys.all("due", -1, days, len(picks)), found.chance[best])]


def goes_with(desk: Desk) -> list[Draft]:
    """What others buy with what lies in the cart, else with the last basket; nothing that only stands for it."""
    s = desk.situation
    lying = in_cart(s)
    anchors = lying if len(lying) else just_bought(s)
    if not len(anchors):
        return []
    rows = s.profile.touches["row"][anchors[:12]]
    with_it, instead = graph(s.snapshot, "with"), graph(s.snapshot, "instead")
    source, at = with_it.edges(rows)
    strength, of = np.zeros(s.n), np.full(s.n, -1, np.int32)
    order = np.argsort(with_it.values[at], kind="stable")  # the strongest edge is written last
    strength[with_it.indices[at[order]]] = with_it.values[at[order]]
    of[with_it.indices[at[order]]] = rows[source[order]]
    strength[instead.indices[instead.edges(rows)[1]]] = 0.0
    strength[s.catalog.family[rows]] = 0.0
    picks = _by(desk, strength, desk.ranked.order)
    about: dict[str, str | int] = {"title": s.catalog.titles[int(rows[0])], "n_items": len(anchors)}
    words = "with_cart" if len(lying) else "with_last"
    chances = known_chances(desk, picks)
    order = np.argsort(-chances, kind="stable")
    whys = Whys.all("with", of[desk.ranked.rows[picks[order]]], 0, len(picks))
    return [Draft("with", words, picks[order], about, whys, chances[order], lift=1.3)]


def known_chances(desk: Desk, picks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The chances of candidates (k,): of what was bought before that it is bought again, else the ranking's."""
    s, found = desk.situation, due(desk.situation)
    again = np.full(s.n, np.nan)
    again[s.profile.touches["row"][found.at]] = found.chance
    own = again[desk.ranked.rows[picks]]
    return np.where(np.isnan(own), desk.ranked.chances[picks], own)


def because_looked(desk: Desk) -> list[Draft]:
    """What stands for a product that was looked at and not bought, for the latest such products."""
    s, drafts = desk.situation, []
    for anchor in looked_at(s)[: 3 * N_LOOKED]:
        draft = _instead_of(desk, int(s.profile.touches["row"][anchor]))
        if len(draft.picks) >= s.settings.page.min_row:
            drafts.append(draft)
        if len(drafts) == N_LOOKED:
            break
    return drafts


def _instead_of(desk: Desk, row: int) -> Draft:
    """Substitutes of a product, then what others who took it took too and is no complement of it."""
    s = desk.situation
    stand, both = np.zeros(s.n), np.zeros(s.n)
    near, values = graph(s.snapshot, "instead").of(row)
    stand[near] = values
    beside, counts = s.snapshot.together.of(row)
    both[beside] = counts
    both[graph(s.snapshot, "with").of(row)[0]] = 0.0
    both[near] = 0.0
    stand[row] = both[row] = 0.0
    picks = np.concatenate([_by(desk, stand, desk.best), _by(desk, both, desk.best)])[: desk.depth]
    rows = desk.ranked.rows[picks]
    stands = stand[rows] > 0
    whys = Whys(
        np.where(stands, WHY["looked"], WHY["because"]).astype(np.int8),
        np.full(len(picks), row, np.int32),
        np.where(stands, 0, both[rows]).astype(np.int32),
    )
    about: dict[str, str | int] = {"title": s.catalog.titles[row], "item": s.catalog.ids[row]}
    return Draft("looked", "looked", picks, about, whys, lift=1.2, key=s.catalog.ids[row])


def new_of_brands(desk: Desk) -> list[Draft]:
    """What came in lately of a brand that the member bought more than once."""
    s, t = desk.situation, desk.situation.profile.touches
    brands = s.catalog.brands
    bought = np.bincount(spans(brands, t["row"][t["purchases"] > 0]).codes, minlength=len(brands.names))
    fresh = desk.best[came_in(s, desk.ranked.rows[desk.best])]
    if not len(fresh) or bought.max(initial=0) < 2:
        return []
    carried, drafts = spans(brands, desk.ranked.rows[fresh]), []
    for code in np.argsort(-bought, kind="stable")[: 4 * N_BRANDS]:
        picks = fresh[carried.having(int(code))][: desk.depth]
        if bought[code] < 2 or len(picks) < s.settings.page.min_row:
            continue
        about: dict[str, str | int] = {"brand": brands.names[code], "n_bought": int(bought[code])}
        whys = Whys.all("brand", int(code), int(bought[code]), len(picks))
        drafts.append(Draft("brand", "brand", picks, about, whys, lift=1.1, key=brands.names[code]))
    return drafts[:N_BRANDS]


def popular_near(desk: Desk) -> list[Draft]:
    """What the customers of the member's place buy, and is new to the member."""
    s = desk.situation
    number, rows, buyers = popular_here(s)
    at = desk.place[rows[rows < s.n]]
    known = at >= 0
    known[known] = desk.ranked.discovery[at[known]]
    picks = at[known][: desk.depth].astype(np.int64)
    whys = Whys.all("place", number, buyers[: len(known)][known][: desk.depth].astype(np.int32), len(picks))
    return [Draft("local", "local", picks, {"place": place_of(s)}, whys, lift=0.9)] if number >= 0 else []


def after_season(desk: Desk) -> list[Draft]:
    """What keeps the customers whom the season just over won, for those it won."""
    s = desk.situation
    title = s.snapshot.learned.get("shop.season_title")
    rows = s.snapshot.learned.get("shop.keepers")
    if title is None or rows is None or not len(title) or not won_by_season(s):
        return []
    at = desk.place[rows[rows < s.n]]
    at = at[at >= 0]
    picks = at[desk.ranked.discovery[at]][: desk.depth].astype(np.int64)
    whys = Whys.all("season", -1, 0, len(picks))
    return [Draft("season", "season", picks, {"season": str(title[0])}, whys, lift=1.2)]


def _by(desk: Desk, strength: NDArray[np.float64], among: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of these positions have a strength (n,), by chance times strength."""
    best = among[strength[desk.ranked.rows[among]] > 0]
    rows = desk.ranked.rows[best]
    value = desk.ranked.chances[best] * (0.3 + strength[rows] / max(float(strength.max(initial=0.0)), 1e-9))
    return best[np.lexsort((rows, -value))][: desk.depth].astype(np.int64)
