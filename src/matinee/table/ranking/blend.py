"""The blend: features and learned weights in, the chance of welcome out; or a scorer of one's own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SettingsError
from matinee.table.given import with_given
from matinee.table.habits import in_season
from matinee.table.marks import Leaning, suits
from matinee.table.ranking.calibrate import calibrated
from matinee.table.ranking.features import FEATURES, PLAIN, leaning_of, plain
from matinee.table.situation import Situation

Scorer = Callable[[Situation, NDArray[np.int32]], NDArray[np.float64]]
"""(situation, candidate rows (m,)) -> chances (m,) in [0, 1]."""

PRIOR: Final = {
    "linear": 3.0, "after_recent": 0.2, "after_session": 0.5, "popular": 0.25, "popular_window": 0.1, "trending": 0.2,
    "quality": 1.2, "crowd_open_rate": 0.2, "crowd_watched": 1.1, "crowd_dwelt": 0.5, "crowd_passed": -1.9,
    "crowd_rated": 0.1, "crowd_thumbed": 0.1, "year": 0.2, "new": 0.1, "ignored": -0.6, "scrolled": -1.2, "listed": 0.5,
    "opened": 0.2, "taste_liked": 1.5, "taste_opened": 1.5, "taste_watched": 0.8, "taste_dwelt": 1.4,
    "taste_passed": 2.1, "taste_ranked": 0.5, "taste_rated": 0.4, "taste_thumbed": 0.4, "taste_unmoved": 0.2,
    "taste_bought": 0.6, "taste_session": 0.6, "taste_daypart": 0.3, "taste_weekend": 0.4, "taste_device": 0.2,
    "taste_asked": 1.6, "taste_seeking": 0.8,
}  # fmt: skip
"""Weights in logits while the log is too small to learn them, and what the weights that it teaches are held to."""

PRIOR_OFFSET: Final = -5.0


def prior_weights() -> NDArray[np.float64]:
    """The prior as one vector: (features + 1,), the last is the offset."""
    return np.array([PRIOR.get(name, 0.0) for name in FEATURES] + [PRIOR_OFFSET])


def fits(weights: NDArray[np.float64]) -> bool:
    """Whether there is a weight for each feature that this program knows, and an offset."""
    return len(weights) == len(FEATURES) + 1


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits -> chances."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), np.float64)


def learned(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The snapshot's blend, (m,) in [0, 1]: the reward that each candidate is to bring; the prior where nothing was
    learned, or an older program learned it of other features.
    """
    weights = s.snapshot.weights if fits(s.snapshot.weights) else prior_weights()
    leaning = leaning_of(s)
    tastes = suits(s.marks, rows, Leaning(leaning.place, leaning.sums @ weights[PLAIN:-1, None].astype(np.float32)))
    return sigmoid(plain(s, rows) @ weights[:PLAIN] + tastes[:, 0] + weights[-1])


@lru_cache(maxsize=8)
def load_scorer(name: str) -> Scorer:
    """The scorer of the settings: "" is the blend, "package:function" is one's own.

    Raises:
        SettingsError: there is no such function.
    """
    if not name:
        return learned
    module, _, function = name.partition(":")
    try:
        found: Scorer = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(f"[ranking] scorer = {name!r}: {error}", 'write it as "package:function"') from error
    return found


def score(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The chance that each candidate is welcome now: (m,), boosted by the house where it says so."""
    chances = load_scorer(s.settings.ranking.scorer)(s, rows) * in_season(s, rows)
    chances = with_given(s, rows, calibrated(s, rows, chances))
    for item, boost in s.settings.page.boosts.items():
        chances[rows == s.catalog.row_of.get(item, -1)] *= boost
    return np.asarray(np.round(np.clip(chances, 0.0, 1.0), 7), np.float64)
