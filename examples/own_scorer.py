"""A scorer of one's own: the newest first. Put it on with `scorer = "own_scorer:newest_first"` in [ranking]."""

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation


def newest_first(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The chance of each candidate (m,): the later its year, the higher, from 0 to 1."""
    year = s.catalog.year[rows].astype(np.float64)
    return np.clip((year - 1900.0) / 200.0, 0.0, 1.0)
