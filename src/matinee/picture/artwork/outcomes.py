"""Outcomes: what followed the pictures that were shown in, how much better or worse than its item each did out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each picture stands, (p,): logits above its item, and one standard deviation of that."""

    above: Floats
    spread: Floats


def quality(completion: float, thumb: float = 0.0, abandoned: bool = False) -> float:
    """The reward of one play: share watched x what the thumb says (down nothing, up half more, twice up double), less
    a half where the play was left early; in [-0.5, 2], and 0 for a picture that nobody followed.

    Example:
        >>> quality(1.0), quality(0.9, -1.0), quality(0.0, abandoned=True)
        (1.0, 0.0, -0.5)
    """
    factor = 0.0 if thumb < 0 else 1.0 + 0.5 * min(thumb, 2.0)
    return min(1.0, max(0.0, completion)) * factor - _ABANDONED * abandoned


def standing(view: ArtworkView, outcomes: Outcomes) -> Standing:
    """How far each picture lies above its item, told once for all requests.

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
    return Standing(np.log(posterior / (1 - posterior)) - np.log(mean / (1 - mean)), spread)
