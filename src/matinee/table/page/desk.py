"""The desk: a situation and its ranked candidates in; what all row kinds look things up in out, made once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.table.page.drafts import Desk, Ranked
from matinee.table.page.flat import flat
from matinee.table.situation import Situation


def desk_of(s: Situation, ranked: Ranked, depth: int) -> Desk:
    """The desk for rows of at most `depth` candidates."""
    place = np.full(s.n, -1, np.int32)
    place[ranked.rows] = np.arange(len(ranked.rows), dtype=np.int32)
    best = ranked.order[ranked.discovery[ranked.order]]
    rows = ranked.rows[best]
    return Desk(s, ranked, depth, place, best, flat(s.catalog.genres, rows, best), flat(s.catalog.people, rows, best))


def places(desk: Desk, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """Positions in the ranked candidates of these item rows, in the order given; other rows drop out."""
    at = desk.place[rows]
    return at[at >= 0].astype(np.int64)


def discoveries(desk: Desk, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """The same for those that may stand in rows of new things."""
    at = places(desk, rows)
    return at[desk.ranked.discovery[at]]


def best_first(desk: Desk, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """These positions by falling chance, equal ones by item row, at most the depth of a row."""
    return at[np.lexsort((at, -desk.ranked.chances[at]))][: desk.depth]
