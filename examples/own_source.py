"""A source of candidates of one's own: short films. Put on with `sources = ["own_source:short_films"]` in [ranking]."""

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation


def short_films(s: Situation) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Item rows under 40 minutes and how much each has to say for itself here: nothing, the ranking decides."""
    rows = np.flatnonzero(s.catalog.seconds < 40 * 60).astype(np.int32)
    return rows, np.ones(len(rows))
