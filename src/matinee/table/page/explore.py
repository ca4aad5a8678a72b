"""Exploration: what a row would show and what stands behind it in; what it shows, and with what probability, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

POOL: Final = 8
"""How many candidates beyond a row's end exploration may draw from."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row after exploration: what was chosen, its propensity, and which slots were tried, (k,)."""

    order: NDArray[np.int64]
    propensity: NDArray[np.float64]
    tried: NDArray[np.bool_]


def explore(
    slots: NDArray[np.int64], pool: NDArray[np.int64], doubt: NDArray[np.float64], draws: NDArray[Any], share: float
) -> Drawn:
    """Fill slots from left to right: with probability 1 - share the next best, else one of the pool by its doubt.

    Given the slots before it, the propensity of a slot is 1 - share for the next best and share x doubt / sum of the
    doubts still in the pool for one of the pool; 1 where the pool is empty. What is drawn leaves the pool; what is
    passed over moves on a slot.

    Args:
        slots, pool: (k,) and (p,) what to choose from; doubt: (p,) above 0.
        draws: (k,) uniform in [0, 1); the part of it below `share` also says which of the pool.
    """
    k = len(slots)
    if share <= 0 or not len(pool):
        return Drawn(slots, np.ones(k), np.zeros(k, bool))
    propensity, tried = np.full(k, 1.0 - share), draws[:k] < share
    if not tried.any():
        return Drawn(slots, propensity, tried)
    places = np.flatnonzero(tried)
    if len(places) >= len(pool):  # behind the last of the pool nothing is left to try
        tried[places[len(pool) :]], propensity[places[len(pool) - 1] :] = False, 1.0
        places = places[: len(pool)]
    behind, weights, taken = pool.tolist(), doubt.tolist(), []
    for place in places:
        sums = np.cumsum(weights)
        one = min(int(np.searchsorted(sums, draws[place] / share * sums[-1], "right")), len(behind) - 1)
        propensity[place] = share * weights.pop(one) / sums[-1]
        taken.append(behind.pop(one))
    order = np.empty(k, slots.dtype)
    order[tried], order[~tried] = taken, slots[: k - len(places)]
    return Drawn(order, propensity, tried)
