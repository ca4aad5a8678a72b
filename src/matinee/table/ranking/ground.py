"""Ground: a catalogue and a snapshot in; what the blend says of every item whoever asks out, made once for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY
from matinee.core.kept import kept
from matinee.core.snapshot import Snapshot
from matinee.table.ranking.features import CROWD, FEATURES, NEW_DAYS, YEARS, crowd, dearness, fame, padded

Floats = NDArray[np.float64]

FAR: Final = 600.0
"""Months between two times beyond which newness is 0 or whole, so that no power overflows."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of items without a member.

    constant: (items,) logits of fame, quality, what the crowd does, price, and the offset. age_code: (items,) which of
    `years` (k,) each came out in. fresh: (items,) newness as at `at`, 0 without a time. dear: (items,) the price's
    logarithm; `priced` is false where no item has a price.
    """

    weights: dict[str, float]
    constant: Floats
    year_code: NDArray[np.int64]
    years: Floats
    fresh: Floats
    at: int
    dear: Floats
    priced: bool


@kept
def ground_of(catalog: CatalogView, snapshot: Snapshot, weights: Floats) -> Ground:
    """The ground of a catalogue under a snapshot, with these weights of the blend (features + 1,)."""
    n = len(catalog)
    rows = np.arange(n, dtype=np.int32)
    named = dict(zip(FEATURES, weights.tolist(), strict=False))
    popular, window = fame(snapshot, rows)
    dear = dearness(catalog, rows)
    columns = {"popular": popular, "popular_window": window, "quality": padded(snapshot.quality, rows), "price": dear}
    constant = np.full(n, float(weights[-1]))
    for name, column in columns.items():
        constant += named[name] * column
    constant += crowd(snapshot, rows) @ np.array([named[f"crowd_{name}"] for name in CROWD])
    years, code = np.unique(catalog.year, return_inverse=True)
    added = catalog.added_at
    at = int(added.max(initial=0))
    fresh = np.where(added > 0, np.exp(-np.minimum((at - added) / (NEW_DAYS * DAY), FAR)), 0.0)
    return Ground(named, constant, code.astype(np.int64), years.astype(np.float64), fresh, at, dear, bool(dear.any()))


def newness_at(ground: Ground, now: int, rows: NDArray[np.intp]) -> Floats:
    """(m,) 1 for what came in just now, fading over a month."""
    later = np.exp(np.clip((ground.at - now) / (NEW_DAYS * DAY), -FAR, FAR))
    return np.asarray(np.minimum(ground.fresh.take(rows) * later, 1.0), np.float64)


def era_at(ground: Ground, liked: float, weight: float) -> Floats:
    """(k,) by the ground's years: weight x nearness to the years that the member likes; .5 where either is unknown."""
    if not np.isfinite(liked):
        return np.full(len(ground.years), 0.5 * weight)
    near: Floats = np.exp(np.abs(ground.years - liked) / -YEARS)
    near[ground.years <= 0] = 0.5
    return near * weight
