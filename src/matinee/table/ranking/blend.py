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
from matinee.table.marks import marked, suit, told
from matinee.table.pushed import liking_push
from matinee.table.ranking.calibrate import calibrated
from matinee.table.ranking.channels import CHANNELS, asked_of, said_of
from matinee.table.ranking.features import (
    FEATURES,
    NEAR,
    OWN,
    last_liked,
    liking_length,
    own_columns,
    usually_paid,
)
from matinee.table.ranking.ground import era_at, ground_of, newness_at
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
_PRIOR: Final = np.array([PRIOR.get(name, 0.0) for name in FEATURES] + [PRIOR_OFFSET])


def prior_weights() -> NDArray[np.float64]:
    """The prior as one vector: (features + 1,), the last is the offset."""
    return _PRIOR.copy()


def fits(weights: NDArray[np.float64]) -> bool:
    """Whether there is a weight for each feature that this program knows, and an offset."""
    return len(weights) == len(FEATURES) + 1


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits -> chances."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), np.float64)


def learned(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The snapshot's blend, (m,) in [0, 1]: the reward that each candidate is to bring; the prior where nothing was
    learned, or an older program learned it of other features.

    It is `features(s, rows) @ weights` without the features: what is the same for everybody is summed once per
    snapshot, what the member did stands at few items, and the tastes are one voice that says their sum of each mark.
    """
    ground = ground_of(s.catalog, s.snapshot, s.snapshot.weights if fits(s.snapshot.weights) else _PRIOR)
    w, at = ground.weights, rows.astype(np.intp)
    logits = ground.constant.take(at)
    logits += personal(s, w).take(at)
    logits += np.maximum(liking_push(s).take(at), 0.0) * (w["linear"] / liking_length(s.taste))
    logits += era_at(ground, s.taste.year, w["year"]).take(ground.year_code.take(at))
    if w["new"]:
        logits += w["new"] * newness_at(ground, s.context.at, at)
    if ground.priced and w["price_apart"]:
        logits += w["price_apart"] * usually_paid(s) * ground.dear.take(at)
    logits += suit(s.marks, at, voice(s, w))
    return sigmoid(logits)


def personal(s: Situation, w: dict[str, float]) -> NDArray[np.float64]:
    """(n,) logits of the few items that the member met, that came after what they liked last, or that trend."""
    t, taste, snap = s.profile.touches, s.taste, s.snapshot
    found = np.zeros(s.n)
    newest, fade = last_liked(s)
    now = np.flatnonzero(taste.session & (taste.weight > 0))
    for name, at, carried in (("after_recent", newest, fade), ("after_session", now, taste.weight[now])):
        if len(at):
            rows = t["row"][at]
            reached = snap.directed.indices.take(snap.directed.edges(rows)[1])
            reached = reached[reached < s.n]  # an item that is reached twice is written twice, with the same sum
            pushed = snap.directed.push(rows, carried, s.n).take(reached)
            found[reached] += w[name] * np.log1p(np.maximum(pushed, 0.0) / NEAR)
    found[s.nearline.rows] += w["trending"] * np.log1p(np.maximum(s.nearline.lift, 0.0))
    found[t["row"]] += np.array([w[name] for name in OWN]) @ np.stack(own_columns(s))
    return found


def voice(s: Situation, w: dict[str, float]) -> NDArray[np.float64]:
    """(marks,) what all tastes together, by their weights, say of each mark."""
    said, asked = said_of(s), asked_of(s)
    weights = np.array([w[f"taste_{name}"] for name in CHANNELS])
    scale = weights[: said.shape[1]] / np.sqrt((said**2).sum(axis=0) + 1.0)
    found = told(s.marks, s.once("marked", lambda: marked(s.marks, s.profile.touches["row"])), said @ scale)
    for weight, codes in zip(weights[said.shape[1] :], asked, strict=True):
        if len(codes):
            found += weight / np.sqrt(len(codes) + 1.0) * np.bincount(codes, minlength=s.marks.n)
    return found


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
    chances = load_scorer(s.settings.ranking.scorer)(s, rows)
    if "shop.season" in s.snapshot.learned:
        chances = chances * in_season(s, rows)
    chances = with_given(s, rows, calibrated(s, rows, chances))
    for item, boost in s.settings.page.boosts.items():
        chances[rows == s.catalog.row_of.get(item, -1)] *= boost
    return np.asarray(np.round(np.clip(chances, 0.0, 1.0), 7), np.float64)
