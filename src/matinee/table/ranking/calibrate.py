"""Calibration of taste: chances in; chances whose best, together, hold genres as the member's past does, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import spans
from matinee.table.ranking.labels import by_label
from matinee.table.situation import Situation

HEAD: Final = 300
"""How many of the best candidates are weighed; the others stand on no page."""
SHOWN: Final = 40
"""How many of them the page shows first: the list whose genres are compared."""
ROUNDS: Final = 4
CALMER: Final = 0.6
"""Each round moves less than the one before, so that the rounds do not swing."""
PRIOR: Final = 5.0
"""Liked items that the list as it is counts for, beside the member's own past."""
MOST: Final = 2.5
"""No chance is raised or lowered by more than this factor."""


def past_of(s: Situation) -> tuple[NDArray[np.float64], float]:
    """(share of the member's liking that falls on each genre (genres,), how many liked items that rests on)."""
    liked = np.maximum(s.taste.weight, 0.0)
    per_row = np.maximum(np.diff(s.catalog.genres.indptr)[s.profile.touches["row"]], 1)
    found = by_label(s.catalog.genres, s.profile.touches["row"], liked / per_row)
    return found / max(float(found.sum()), 1e-9), float((liked > 0.05).sum())


def calibrated(s: Situation, rows: NDArray[np.int32], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances (m,) of the best candidates multiplied by how much their genres fall short of the member's past, (m,).

    `[ranking] calibration` says how far: 0 leaves all as it is. The factor of a genre is (share in the past / share
    among the first shown) ** calibration, found in a few rounds; an item has the mean of its genres' logarithms. A
    relaxation of Steck (2018), Calibrated Recommendations, that needs no greedy search on the request path.
    """
    strength = s.settings.ranking.calibration
    past, known = past_of(s)
    if strength <= 0 or known == 0 or len(rows) < 2:
        return chances
    head = np.argpartition(-chances, min(HEAD, len(rows) - 1))[:HEAD]
    found = spans(s.catalog.genres, rows[head])
    per_row = np.maximum(np.bincount(found.owner, minlength=len(head)), 1)
    each = 1.0 / per_row[found.owner]
    factor: NDArray[np.float64] = np.ones(len(head))
    log_factor: NDArray[np.float64] = np.zeros(len(s.catalog.genres.names))
    for turn in range(ROUNDS):
        shown = np.argsort(-chances[head] * factor, kind="stable")[:SHOWN]
        among: NDArray[np.float64] = np.zeros(len(head))
        among[shown] = 1.0 / np.log2(np.arange(len(shown)) + 2.0)
        summed = np.bincount(found.codes, each * among[found.owner], len(log_factor))
        share = summed / max(float(summed.sum()), 1e-9)
        wanted = (known * past + PRIOR * share) / (known + PRIOR)
        missing = np.clip(np.log((wanted + 0.01) / (share + 0.01)), -1.0, 1.0)
        log_factor += strength * CALMER**turn * missing
        mean = np.bincount(found.owner, each * log_factor[found.codes], len(head))
        factor = np.asarray(np.exp(np.clip(mean, -np.log(MOST), np.log(MOST))), np.float64)
    result = chances.copy()
    result[head] *= factor
    return result
