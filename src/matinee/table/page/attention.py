"""Attention: a device in, the chance that each slot is looked at out; a stated prior until the log can tell."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings

ROW_FADE: Final = 0.82
"""From one row to the next, beyond the first view."""
FOLD: Final = 0.2
"""How much of the attention goes on past the columns in view."""
COLUMN_FADE: Final = 0.94


def row_attention(device: DeviceSettings, rows: int) -> NDArray[np.float64]:
    """Chance that a row is reached, (rows,), 1 for the first; falls slowly in the first view and faster below."""
    inside = np.minimum(np.arange(rows), device.view_rows - 1)
    below = np.maximum(np.arange(rows) - device.view_rows + 1, 0)
    return np.asarray(0.93**inside * ROW_FADE**below, np.float64)


def column_attention(device: DeviceSettings, columns: int) -> NDArray[np.float64]:
    """Chance that a column is seen by who reached the row, (columns,); drops where the row must be scrolled."""
    at = np.arange(columns)
    beyond = np.maximum(at - device.view_columns + 1, 0)
    return np.asarray(COLUMN_FADE**at * np.where(beyond > 0, FOLD, 1.0) * 0.95**beyond, np.float64)
