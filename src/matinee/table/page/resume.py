"""Resuming: a situation and what was begun in it in; the chance that each is gone on with in this session out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.table.situation import Situation

RESUME: Final = 0.6
RESUME_DAYS: Final = 10.0
"""Chance that what was begun just now is gone on with, and how fast it fades: a prior, not learned."""


def resume_chances(s: Situation, touched: NDArray[np.int64]) -> NDArray[np.float64]:
    """(k,) chances of these touches, by how long ago they were played."""
    days = np.maximum(s.context.at - s.profile.touches["played_at"][touched], 0) / DAY
    return np.asarray(RESUME * np.exp(-days / RESUME_DAYS), np.float64)
