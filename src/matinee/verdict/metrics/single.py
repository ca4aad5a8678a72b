"""One relevant item a member: the rank it got (from 0) in, hits and discounted gains out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rank_hits(ranks: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """1 where the item stands among the first k (recall@k and hit rate@k of one item), else 0; ranks from 0."""
    return (ranks < k).astype(np.float64)


def rank_ndcg(ranks: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """``1 / log2(rank + 2)`` within the first k, else 0: ndcg@k where a single item is relevant; ranks from 0.

    Example:
        >>> rank_ndcg(np.array([0.0, 2.0, 10.0]), 10).tolist()
        [1.0, 0.5, 0.0]
    """
    return np.where(ranks < k, 1 / np.log2(ranks + 2), 0.0)
