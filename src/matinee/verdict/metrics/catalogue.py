"""How much of a catalogue is in use: plays or recommendations per item in, one number out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from matinee.core.errors import InvalidInput


def effective_catalogue_size(amounts: ArrayLike) -> float:
    """``2 * sum(p_i * i) - 1`` with the shares p sorted falling and i from 1: n items used alike count as n.

    ``amounts`` (n_items,) are hours, plays or slots per item, not negative. Source: Gomez-Uribe and Hunt 2015.
    Raises InvalidInput where an amount is negative or all are 0.

    Example:
        >>> round(effective_catalogue_size([10, 6, 3]), 3)
        2.263
    """
    falling = np.sort(np.asarray(amounts, dtype=np.float64))[::-1]
    total = falling.sum()
    if falling.size == 0 or falling[-1] < 0 or total <= 0:
        raise InvalidInput(f"amounts sum to {total}", "give amounts that are not negative, at least one above 0")
    return float(2 * (falling / total * np.arange(1, falling.size + 1)).sum() - 1)


def coverage(shown: ArrayLike, n_items: int) -> float:
    """Share of the ``n_items`` that stand at least once among the item rows ``shown`` (any shape)."""
    if n_items < 1:
        raise InvalidInput(f"a catalogue of {n_items} items", "give at least one item")
    return float(np.unique(np.asarray(shown)).size / n_items)
