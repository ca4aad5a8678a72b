"""The blend: features and learned weights in, the chance of welcome out; or a scorer of one's own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SettingsError, ShapeError
from matinee.table.habits import in_season
from matinee.table.ranking.features import FEATURES, features
from matinee.table.situation import Situation

Scorer = Callable[[Situation, NDArray[np.int32]], NDArray[np.float64]]
"""(situation, candidate rows (m,)) -> chances (m,) in [0, 1]."""

PRIOR: Final = {
    "linear": 6.0, "after_recent": 0.4, "after_session": 1.0, "popular": 0.5, "popular_window": 0.2, "trending": 0.3,
    "quality": 2.0, "genres": 1.5, "people": 3.0, "tags": 1.0, "genres_here": 0.5, "year": 0.3, "new": 0.3,
    "ignored": -1.0, "scrolled": -1.0, "listed": 1.0,
}  # fmt: skip
"""Weights in logits while the log is too small to learn them."""

PRIOR_OFFSET: Final = -5.0


def prior_weights() -> NDArray[np.float64]:
    """The prior as one vector: (features + 1,), the last is the offset."""
    return np.array([PRIOR.get(name, 0.0) for name in FEATURES] + [PRIOR_OFFSET])


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits -> chances."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), np.float64)


def learned(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The snapshot's blend, (m,) in [0, 1]; the prior where nothing was learned.

    Raises:
        ShapeError: the snapshot was learned with other features.
    """
    weights = s.snapshot.weights if len(s.snapshot.weights) else prior_weights()
    if len(weights) != len(FEATURES) + 1:
        raise ShapeError(f"{len(weights) - 1} weights for {len(FEATURES)} features", "run 'matinee learn'")
    return sigmoid(features(s, rows) @ weights[:-1] + weights[-1])


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
    for item, boost in s.settings.page.boosts.items():
        chances[rows == s.catalog.row_of.get(item, -1)] *= boost
    return np.asarray(np.round(np.clip(chances, 0.0, 1.0), 7), np.float64)
