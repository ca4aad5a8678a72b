"""One number a member in; its mean with a standard error, or a paired difference with an interval, out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput

_Z95 = 1.959963984540054


class Interval(NamedTuple):
    """A mean, its standard error and the normal 95 % interval; n values that were not nan."""

    mean: float
    standard_error: float
    low: float
    high: float
    n: int


def mean_interval(values: NDArray[np.float64]) -> Interval:
    """Mean over members, nan left out; raises InvalidInput where nothing is left."""
    kept = values[~np.isnan(values)]
    if kept.size == 0:
        raise InvalidInput("no member can be measured", "give members with at least one relevant item")
    error = float(kept.std(ddof=1) / np.sqrt(kept.size)) if kept.size > 1 else float("nan")
    mean = float(kept.mean())
    return Interval(mean, error, mean - _Z95 * error, mean + _Z95 * error, int(kept.size))


def paired_difference(ours: NDArray[np.float64], other: NDArray[np.float64]) -> Interval:
    """Mean of ``ours - other`` over the same members, with its 95 % interval."""
    if ours.shape != other.shape:
        raise InvalidInput(f"{ours.size} and {other.size} members are not pairs", "measure both on the same members")
    return mean_interval(ours - other)
