"""Pushed: a situation in; what the linear model makes of everything the member liked out, once a request."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation


def liking_push(s: Situation) -> NDArray[np.float64]:
    """(n,) sums over the member's touches of liking x the model's weight; candidates and ranking both read it."""
    liked = np.maximum(s.taste.weight, 0.0)
    return s.once("liking_push", lambda: s.snapshot.linear.push(s.profile.touches["row"], liked, s.n))
