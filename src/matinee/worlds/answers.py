"""What members let be known of their liking: true liking in, seconds, stars, thumbs and dwelling out."""

from __future__ import annotations

import numpy as np

from matinee.worlds.items import Floats
from matinee.worlds.params import BehaviourParams


def told(liking: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Liking as far as a signal tells of it: with `share` 1 the liking, with 0 pure chance."""
    if share >= 1.0:
        return liking
    return np.asarray(share * liking + (1.0 - share) * rng.random(liking.shape, dtype=np.float32), dtype=np.float32)


def completion(liking: Floats, params: BehaviourParams, rng: np.random.Generator) -> Floats:
    """Share of an item that is watched before it is left: liked things are finished, others left early."""
    known = told(liking, params.seconds_tell, rng)
    noise = 0.18 * rng.standard_normal(liking.shape, dtype=np.float32)
    return np.asarray((1.35 * known - 0.12 + noise).clip(0.01, 1.0), dtype=np.float32)


def stars(liking: Floats, params: BehaviourParams, rng: np.random.Generator) -> Floats:
    """Ratings in half stars from .5 to 5."""
    known = told(liking, params.ratings_tell, rng)
    exact = 1.0 + 4.0 * known + 0.5 * rng.standard_normal(liking.shape, dtype=np.float32)
    return np.asarray((np.round(2.0 * exact) / 2.0).clip(0.5, 5.0), dtype=np.float32)


def thumbs(liking: Floats, params: BehaviourParams, rng: np.random.Generator) -> Floats:
    """-1, 1 or 2."""
    known = told(liking, params.ratings_tell, rng)
    return np.where(known > 0.8, 2.0, np.where(known > 0.45, 1.0, -1.0)).astype(np.float32)


def dwelling(liking: Floats, params: BehaviourParams, rng: np.random.Generator) -> Floats:
    """Seconds that a pointer rests on what is looked at."""
    known = told(liking, params.dwell_tell, rng)
    return np.asarray(rng.exponential(0.5 + 6.0 * known), dtype=np.float32)
