"""Learning what kinds of rows keep of their promise: expected and real successes by kind in, a lift per kind out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PULL: Final = 20.0
"""How many successes the assumption that all kinds keep alike counts for."""


def learn_lifts(
    kinds: NDArray[Any], expected: NDArray[np.float64], got: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """(names of kinds, their lifts): successes per expected success, beside that of all rows; 1 without evidence.

    Args:
        kinds: (n,) kind of the row of each slot that was looked at, or that would have stood in a row's head.
        expected: (n,) the chance that the ranking gave it; got: (n,) 1 where it was chosen, else 0.
    """
    names, code = np.unique(kinds.astype(str), return_inverse=True)
    if not len(names) or got.sum() <= 0 or expected.sum() <= 0:
        return names, np.ones(len(names))
    base = got.sum() / expected.sum()
    pull = PULL / base
    hits, hoped = np.bincount(code, got, len(names)), np.bincount(code, expected, len(names))
    return names, np.asarray((hits / base + pull) / (hoped + pull), np.float64)
