"""Ranked lists in, best first, as a mask of what was relevant; one number a member out.

``relevant`` has shape (n_members, n_ranked): True where the item at that rank was relevant. ``n_relevant`` (n_members,)
counts all relevant items of a member, ranked or not. Members without any get nan: leave them out of a mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
PerMember = NDArray[np.float64]


def _nan_without(values: PerMember, n_relevant: Counts) -> PerMember:
    return np.where(n_relevant > 0, values, np.nan)


def recall_at(relevant: Mask, n_relevant: Counts, k: int) -> PerMember:
    """Share of the relevant items among the first k, of the ``min(k, n_relevant)`` possible (Liang et al. 2018).

    Example:
        >>> recall_at(np.array([[True, False, True]]), np.array([4]), 3).round(3).tolist()
        [0.667]
    """
    possible = np.maximum(np.minimum(n_relevant, k), 1)
    share: PerMember = relevant[:, :k].sum(axis=1).astype(np.float64) / possible.astype(np.float64)
    return _nan_without(share, n_relevant)


def hit_rate_at(relevant: Mask, n_relevant: Counts, k: int) -> PerMember:
    """1 where at least one of the first k is relevant, else 0."""
    hit: PerMember = np.asarray(relevant[:, :k].any(axis=1), dtype=np.float64)
    return _nan_without(hit, n_relevant)


def reciprocal_rank(relevant: Mask, n_relevant: Counts) -> PerMember:
    """1 / rank (from 1) of the first relevant item, 0 where none is ranked; its mean is the MRR."""
    first = np.where(relevant.any(axis=1), 1.0 / (1 + relevant.argmax(axis=1)), 0.0)
    return _nan_without(first, n_relevant)


def ndcg_at(relevant: Mask, n_relevant: Counts, k: int) -> PerMember:
    """Discounted gain of the first k over that of the best order, gain 1, discount ``1 / log2(rank + 1)``.

    Source: Jaervelin and Kekaelaeinen 2002, binary relevance, as in Liang et al. 2018.

    Example:
        >>> ndcg_at(np.array([[False, True, False]]), np.array([1]), 3).round(4).tolist()
        [0.6309]
    """
    width = min(k, relevant.shape[1])
    discount = 1 / np.log2(np.arange(2, k + 2))
    gain: PerMember = relevant[:, :width].astype(np.float64) @ discount[:width]
    best = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(n_relevant, k)]
    return _nan_without(gain / np.where(best > 0, best, 1), n_relevant)
