"""The desk: a situation and its ranked candidates in; what all row kinds look things up in out, made once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.table.page.carriers import carriers, decades, mask_of
from matinee.table.page.drafts import Desk, Ranked
from matinee.table.situation import Situation


def desk_of(s: Situation, ranked: Ranked, depth: int) -> Desk:
    """The desk for rows of at most `depth` candidates."""
    place = np.full(s.n, -1, np.int32)
    place[ranked.rows] = np.arange(len(ranked.rows), dtype=np.int32)
    rank = np.empty(len(ranked.rows), np.int64)
    rank[ranked.order] = np.arange(len(rank))
    best = ranked.order[ranked.discovery.take(ranked.order)]
    return Desk(s, ranked, depth, place, best, ranked.rows.take(best), rank)


def with_genre(desk: Desk, code: int) -> NDArray[np.bool_]:
    """(best,) which of the best candidates carry this genre."""
    found = desk.memo.get(("genre", code))
    if found is None:
        found = desk.memo["genre", code] = mask_of(desk.situation.catalog.genres, code).take(desk.rows)
    carried: NDArray[np.bool_] = found
    return carried


def of_decade(desk: Desk, decade: int) -> NDArray[np.bool_]:
    """(best,) which of the best candidates came out in this decade."""
    if "decades" not in desk.memo:
        desk.memo["decades"] = decades(desk.situation.catalog).take(desk.rows)
    found: NDArray[np.bool_] = desk.memo["decades"] == decade
    return found


def of_person(desk: Desk, code: int) -> NDArray[np.int64]:
    """Positions of the candidates of new things with this person, best first, at most the depth of a row."""
    people = desk.situation.catalog.people
    rows = carriers(people).of(code)
    if len(rows) > len(desk.rows):
        return desk.best[mask_of(people, code).take(desk.rows).nonzero()[0][: desk.depth]]
    return best_first(desk, discoveries(desk, rows))


def places(desk: Desk, rows: NDArray[Any]) -> NDArray[np.int64]:
    """Positions in the ranked candidates of these item rows, in the order given; other rows drop out."""
    at = desk.place.take(rows)
    return at[at >= 0].astype(np.int64)


def discoveries(desk: Desk, rows: NDArray[Any]) -> NDArray[np.int64]:
    """The same for those that may stand in rows of new things."""
    at = places(desk, rows)
    return at[desk.ranked.discovery.take(at)]


def best_first(desk: Desk, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """These positions by falling chance, equal ones by item row, at most the depth of a row."""
    return at[desk.rank.take(at).argsort()[: desk.depth]]
