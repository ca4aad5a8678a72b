"""Calibration of taste: chances in; chances whose best, together, hold genres as the member's past does, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import spans
from matinee.table.marks import by_mark, marked
from matinee.table.situation import Situation

HEAD: Final = 300
"""How many of the best candidates are weighed; the others stand on no page."""
SHOWN: Final = 40
"""How many of them the page shows first: the list whose genres are compared."""
ROUNDS: Final = 4
CALMER: Final = 0.6
"""Each round moves less than the one before, so that the rounds do not swing."""
PRIOR: Final = 15.0
"""Liked items that the list as it is counts for, beside the member's own past."""
MOST: Final = 2.5
"""No chance is raised or lowered by more than this factor."""
LOG_MOST: Final = float(np.log(MOST))
FALL: Final = 1.0 / np.log2(np.arange(SHOWN) + 2.0)
"""How much each of the shown counts, by its place."""


def past_of(s: Situation) -> tuple[NDArray[np.float64], float]:
    """(share of the member's liking that falls on each genre (genres,), how many liked items that rests on)."""
    liked = np.maximum(s.taste.weight, 0.0)
    rows, indptr = s.profile.touches["row"], s.catalog.genres.indptr
    per_row = np.maximum(indptr.take(rows + 1) - indptr.take(rows), 1)
    touched = s.once("marked", lambda: marked(s.marks, rows))
    found = by_mark(s.marks, touched, liked / per_row)[: s.marks.first[1]]
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
    share_of, used = genres_of(s, rows[head])
    wanted_past, best = known * past[used], chances[head]
    log_factor: NDArray[np.float64] = np.zeros(len(used))
    factor: NDArray[np.float64] = np.ones(len(head))
    for turn in range(ROUNDS):
        shown = np.argsort(-best * factor, kind="stable")[:SHOWN]
        share = FALL[: len(shown)] @ share_of[shown]
        share /= max(float(share.sum()), 1e-9)
        wanted = (wanted_past + PRIOR * share) / (known + PRIOR)
        missing = np.log((wanted + 0.01) / (share + 0.01))
        log_factor += strength * CALMER**turn * np.minimum(np.maximum(missing, -1.0), 1.0)
        mean = share_of @ log_factor
        factor = np.exp(np.minimum(np.maximum(mean, -LOG_MOST), LOG_MOST))
    result = chances.copy()
    result[head] *= factor
    return result


def genres_of(s: Situation, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How much of each of these items (k,) falls on each genre that any of them carries, equal parts: ((k, used),
    codes (used,))."""
    found = spans(s.catalog.genres, rows)
    carried = np.zeros(len(s.catalog.genres.names), bool)
    carried[found.codes] = True
    used = carried.nonzero()[0]
    column = np.cumsum(carried) - 1
    parts = np.zeros((len(rows), len(used)))
    parts[found.owner, column[found.codes]] = 1.0
    parts /= np.maximum(parts.sum(axis=1, keepdims=True), 1.0)
    return parts, used
