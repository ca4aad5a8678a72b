"""Attention: a device in, the chance that each slot is looked at out; learned from the log, else a stated prior."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

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


@lru_cache(maxsize=32)
def prior(device: DeviceSettings, rows: int, columns: int) -> NDArray[np.float64]:
    """(rows, columns) what is assumed of a device until its log can tell."""
    found: NDArray[np.float64] = np.outer(row_attention(device, rows), column_attention(device, columns))
    found.flags.writeable = False
    return found


def attention_of(learned: Mapping[str, NDArray[Any]], name: str, device: DeviceSettings) -> NDArray[np.float64]:
    """(rows, columns) of the page on this device: what was learned, beyond it the prior, fitted to its edge."""
    assumed = prior(device, device.rows, device.columns)
    known = learned.get(f"attention.{name}")
    if known is None or not known.size:
        return assumed
    r, c = min(known.shape[0], device.rows), min(known.shape[1], device.columns)
    found: NDArray[np.float64] = assumed * (known[:r, :c].sum() / max(float(assumed[:r, :c].sum()), 1e-12))
    found[:r, c:] *= (known[:r, c - 1] / np.maximum(found[:r, c - 1], 1e-12))[:, None]
    found[r:, :c] *= (known[r - 1, :c] / np.maximum(found[r - 1, :c], 1e-12))[None, :]
    found[r:, c:] *= known[r - 1, c - 1] / max(float(found[r - 1, c - 1]), 1e-12)
    found[:r, :c] = known[:r, :c]
    return found
