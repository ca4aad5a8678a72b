"""Sources for what is bought: due again, with the cart, instead of what was looked at, of own brands, near by."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import spans
from matinee.table.habits import due, graph, in_cart, just_bought, looked_at, popular_here, won_by_season
from matinee.table.newness import newcomers
from matinee.table.situation import Situation

Found = tuple[NDArray[Any], NDArray[Any]]
NOTHING: Final[Found] = (np.zeros(0, np.int32), np.zeros(0))
ANCHORS: Final = 12
NEW_MOST: Final = 600
"""How many of the latest newcomers are looked through for the member's brands."""


def due_again(s: Situation) -> Found:
    """What the member bought before, by the chance that it is bought again within the week."""
    found = due(s)
    best = np.argsort(-found.chance, kind="stable")
    return s.profile.touches["row"][found.at[best]], found.chance[best]


def with_the_cart(s: Situation) -> Found:
    """Complements of what lies in the cart, else of the last basket."""
    lying = in_cart(s)
    anchors = (lying if len(lying) else just_bought(s))[:ANCHORS]
    return _pushed(s, "with", anchors)


def like_looked_at(s: Situation) -> Found:
    """Substitutes of what was looked at and not bought, and what others liked with it."""
    anchors = looked_at(s)[:ANCHORS]
    if not len(anchors):
        return NOTHING
    rows, weight = s.profile.touches["row"][anchors], 0.85 ** np.arange(len(anchors))
    score = graph(s.snapshot, "instead").push(rows, weight, s.n)
    both = s.snapshot.together.push(rows, weight, s.n)
    return _positive(score / max(float(score.max(initial=0.0)), 1e-9) + 0.5 * both / max(float(both.max(initial=0)), 1))


def of_own_brands(s: Situation) -> Found:
    """What came in lately of the brands that the member bought."""
    brands, t = s.catalog.brands, s.profile.touches
    bought = np.bincount(spans(brands, t["row"][t["purchases"] > 0]).codes, minlength=len(brands.names))
    rows = newcomers(s, NEW_MOST)
    found = spans(brands, rows)
    score = np.zeros(len(rows))
    np.maximum.at(score, found.owner, bought[found.codes].astype(float))
    best = np.flatnonzero(score > 0)
    best = best[np.argsort(-score[best], kind="stable")]
    return rows[best], score[best]


def bought_here(s: Situation) -> Found:
    """What customers of the member's place buy most."""
    _, rows, buyers = popular_here(s)
    return rows, buyers


def after_season(s: Situation) -> Found:
    """What keeps the customers whom the last season won, for those it won."""
    rows = s.snapshot.learned.get("shop.keepers", np.zeros(0, np.int32))
    return (rows, 1.0 - np.arange(len(rows)) / max(len(rows), 1)) if won_by_season(s) else (rows[:0], np.zeros(0))


def _pushed(s: Situation, name: str, anchors: NDArray[np.int64]) -> Found:
    if not len(anchors):
        return NOTHING
    weight = 0.85 ** np.arange(len(anchors))
    return _positive(graph(s.snapshot, name).push(s.profile.touches["row"][anchors], weight, s.n))


def _positive(score: NDArray[np.float64]) -> Found:
    rows = np.flatnonzero(score > 0)
    rows = rows[np.argsort(-score[rows], kind="stable")]
    return rows, score[rows]
