"""Outcomes: what followed the pictures that were shown in, how much better or worse than its item each did out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matinee.picture.artwork.learned import PULL, Known
from matinee.picture.artwork.view import ArtworkView

Floats = NDArray[np.float64]

BASE: Final = 0.05
"""Quality plays an impression where nothing has been seen."""
STRENGTH: Final = 40.0
"""Impressions that a picture's and an item's expectation are worth."""
_ABANDONED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What followed each picture, (p,): impressions, and the sum of their rewards."""

    impressions: Floats
    rewards: Floats


def quality(completion: float, thumb: float = 0.0, abandoned: bool = False) -> float:
    """The reward of one play: share watched x what the thumb says (down nothing, up half more, twice up double), less
    a half where the play was left early; in [-0.5, 2], and 0 for a picture that nobody followed.

    Example:
        >>> quality(1.0), quality(0.9, -1.0), quality(0.0, abandoned=True)
        (1.0, 0.0, -0.5)
    """
    return float(qualities(np.float64(completion), np.float64(thumb), np.float64(abandoned)))


def qualities(completion: ArrayLike, thumb: ArrayLike, abandoned: ArrayLike) -> Floats:
    """The same for many plays; what is not known (NaN) is nothing watched and no thumb."""
    up = np.nan_to_num(np.asarray(thumb, np.float64))
    factor = np.where(up < 0, 0.0, 1.0 + 0.5 * np.minimum(up, 2.0))
    watched = np.clip(np.nan_to_num(np.asarray(completion, np.float64)), 0.0, 1.0)
    return np.asarray(watched * factor - _ABANDONED * np.asarray(abandoned, np.float64))


def standing(view: ArtworkView, outcomes: Outcomes) -> Known:
    """How far each picture lies above its item for everybody, from counts alone.

    A Beta posterior per picture around the item's mean, which itself is pulled towards `BASE`: a picture that was
    never shown lies at 0, and its uncertainty is the largest.
    """
    owner = np.repeat(np.arange(len(view.indptr) - 1), np.diff(view.indptr))
    n, rows = outcomes.impressions, len(view.indptr) - 1
    won = np.clip(outcomes.rewards, 0.0, n)
    of_item = np.bincount(owner, won, rows) + STRENGTH * BASE
    mean = (of_item / (np.bincount(owner, n, rows) + STRENGTH))[owner]
    posterior = np.clip((STRENGTH * mean + won) / (STRENGTH + n), 1e-4, 1 - 1e-4)
    spread = 1.0 / np.sqrt((STRENGTH + n) * posterior * (1 - posterior))
    mean = np.clip(mean, 1e-4, 1 - 1e-4)
    above = np.log(posterior / (1 - posterior)) - np.log(mean / (1 - mean))
    variances = np.stack((spread**2, np.zeros(len(n))), axis=1)
    flat = np.zeros((len(n), 0), np.float32)
    return Known(PULL, above.astype(np.float32), flat, variances.astype(np.float32), n > 0)
