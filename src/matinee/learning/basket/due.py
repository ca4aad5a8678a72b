"""When a product is due: pairs bought twice or more in, the chance that each is bought in each week to come out.

The hazard of a week is a logistic function of where the pair stands in its own cycle, of how often it was bought, of
the household's pace and of the product's habit; a week ahead moves the pair on in its cycle, all else staying as it
is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.learning.basket.again import last_day
from matinee.learning.basket.features import pair_features
from matinee.learning.basket.history import Baskets, Floats, Pairs, among, bought_keys
from matinee.learning.basket.logistic import Logistic, fit_logistic

RIDGE = 10.0
ORIGINS = 4
"""Weeks that serve as labels, each after its own past: one week alone would carry its holidays into all others."""
KNOTS = (-1.5, -0.7, 0.0, 0.7, 1.5)
"""Where the effect of the logarithm of (days since) / (mean gap) may bend."""
STANDING = (
    "times",
    "gap",
    "share",
    "decayed_28",
    "decayed_56",
    "baskets_14",
    "baskets_28",
    "baskets_56",
    "repeated",
    "kept",
)


@dataclass(frozen=True)
class Due:
    """Pairs (m,), days since each was last bought, its mean gap, and what does not move with time (m, 10)."""

    pairs: Pairs
    since: Floats
    gap: Floats
    standing: NDArray[np.float32]


def due_pairs(baskets: Baskets, week: int) -> Due:
    """The pairs that were bought at least twice up to a week."""
    pairs, features, names = pair_features(baskets.until(week), last_day(baskets, week))
    column = {name: features[:, names.index(name)] for name in (*STANDING, "since", "once")}
    twice = column["once"] == 0
    kept = Pairs(pairs.household[twice], pairs.product[twice], np.zeros(0, dtype=np.int64))
    standing = np.column_stack([column[name][twice] for name in STANDING])
    since, gap = (np.expm1(column[name][twice].astype(np.float64)) for name in ("since", "gap"))
    return Due(kept, since, gap, standing)


def _design(due: Due, weeks_ahead: float) -> NDArray[np.float32]:
    since = due.since + 7 * weeks_ahead
    phase = np.clip(np.log((since + 1) / (due.gap + 1)), -4.0, 4.0)
    bends = [np.maximum(phase - knot, 0.0) for knot in KNOTS]
    moving = np.column_stack([np.log1p(since), phase, *bends, phase * due.standing[:, 0]])
    return np.hstack([moving.astype(np.float32), due.standing])


def fit_due(baskets: Baskets, week: int) -> Logistic:
    """Learn the hazard of a week from the last weeks up to `week`.

    Raises:
        InvalidInput: nothing was bought twice before those weeks.
    """
    designs, labels = [], []
    for origin in range(week - ORIGINS, week):
        if not (baskets.week <= origin).any():
            continue
        due = due_pairs(baskets, origin)
        keys = due.pairs.household * baskets.n_products + due.pairs.product
        designs.append(_design(due, 0.0))
        labels.append(among(keys, bought_keys(baskets, origin, 1)))
    if not designs or not np.concatenate(labels).any():
        raise InvalidInput(f"nothing was bought twice before week {week}", "choose a later --until-week")
    y = np.concatenate(labels).astype(np.float64)
    return fit_logistic(np.concatenate(designs), y, np.ones(len(y)), RIDGE)


def hazards(model: Logistic, due: Due, weeks: int) -> Floats:
    """Chance (m, weeks) of a purchase in each week to come, given none before it."""
    return np.column_stack([model.chances(_design(due, float(week))) for week in range(weeks)])
