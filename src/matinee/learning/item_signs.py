"""Item signs: who did what with which item in, what everybody says of each item, more or less than usual, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.learning.touched import SIGNS, Touched
from matinee.table.ranking.features import CROWD

SHOWN_PRIOR: Final = 20.0
WORD_PRIOR: Final = 5.0
"""Pseudo-counts that pull an item with few signs to the mean of all."""


def item_signs(touched: Touched, n: int) -> NDArray[np.float32]:
    """(n, len(CROWD)): log of how much oftener than usual an item is taken up when seen, then means of what members did
    and said, less the mean of all items; 0 where nothing is known."""
    if touched.signs is None or not len(touched.row):
        return np.zeros((n, len(CROWD)), np.float32)
    signs = {name: touched.signs[:, number].astype(np.float64) for number, name in enumerate(SIGNS)}
    seen = signs["shown"] > 0
    columns = [_rate(touched.row[seen], signs["opened"][seen], signs["shown"][seen], n)]
    columns.append(_mean(touched.row, signs["watched"], n))
    columns.append(_mean(touched.row, signs["dwelt"], n))
    passed = np.where(seen, np.minimum(signs["passed"] / np.maximum(signs["shown"], 1), 1.0), np.nan)
    columns.append(_mean(touched.row, passed, n))
    columns += [_mean(touched.row, signs[name], n) for name in ("rating", "thumb", "ranked")]
    return np.column_stack(columns).astype(np.float32)


def _rate(
    row: NDArray[np.int32], taken: NDArray[np.float64], shown: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """log of (taken / shown, shrunk) over the same of all items."""
    opened, seen = np.bincount(row, taken, n), np.bincount(row, shown, n)
    usual = (opened.sum() + 0.01) / (seen.sum() + 1.0)
    rate = (opened + SHOWN_PRIOR * usual) / (seen + SHOWN_PRIOR)
    return np.asarray(np.log(rate / usual), np.float64)


def _mean(row: NDArray[np.int32], value: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Mean of the values given, less the mean of all, shrunk to 0."""
    known = np.isfinite(value)
    if not known.any():
        return np.zeros(n)
    apart = value[known] - value[known].mean()
    return np.asarray(np.bincount(row[known], apart, n) / (np.bincount(row[known], minlength=n) + WORD_PRIOR))
