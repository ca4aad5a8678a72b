"""Where people look: a planted two-dimensional curve per device; slots in, chances of being looked at out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.params import AttentionParams


@lru_cache(maxsize=64)
def attention(told: AttentionParams, rows: int, columns: int) -> NDArray[np.float32]:
    """Chance (rows, columns) that a slot is looked at. No form is a product of two exponentials, which engines assume.

    folded: flat inside the first view, a fold after it, then a fall; the two axes lean on each other.
    diagonal: falls along row + column together, with a second peak at the first column.
    power: a power law in rows, and almost nothing right of the view.
    stripes: every other row is looked at less, and the middle of the view more than its edge.
    """
    r = np.arange(rows, dtype=np.float64)[:, None]
    c = np.arange(columns, dtype=np.float64)[None, :]
    curve = {"folded": _folded, "diagonal": _diagonal, "power": _power, "stripes": _stripes}[told.form](told, r, c)
    curve = curve / curve.max()
    return np.asarray(np.maximum(told.first * curve, told.floor), dtype=np.float32)


def _folded(told: AttentionParams, r: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    below = np.maximum(r - told.view_rows + 1, 0) / told.rows
    right = np.maximum(c - told.view_columns + 1, 0) / told.columns
    inside = 1.0 - 0.06 * r - 0.04 * c
    fall = np.exp(-below - right - 0.5 * below * right) * np.where(below > 0, 0.7, 1.0)
    return np.asarray(np.maximum(inside, 0.3) * fall)


def _diagonal(told: AttentionParams, r: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    along = np.sqrt((r / told.rows) ** 2 + (c / told.columns) ** 2)
    return np.asarray(np.exp(-along) + 0.15 * np.exp(-r / (2.0 * told.rows)) * (c == 0))


def _power(told: AttentionParams, r: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    right = np.maximum(c - told.view_columns + 1, 0)
    fall = (1.0 + r / told.rows) ** -1.6 * (1.0 + right / told.columns) ** -2.2
    return np.asarray(fall * (1.0 - 0.05 * np.minimum(c, 4)))


def _stripes(told: AttentionParams, r: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = np.exp(-0.5 * ((c - told.view_columns / 2.0 + 0.5) / told.columns) ** 2)
    return np.asarray(np.exp(-r / told.rows) * np.where(r % 2 == 1, 0.6, 1.0) * middle)
