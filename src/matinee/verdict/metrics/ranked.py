"""Metrics of one ranked list: what was ranked and what was wanted in, recall and ndcg at a depth out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def recall_at(ranked: NDArray[Any], wanted: NDArray[Any], k: int) -> float:
    """Share of the wanted items among the first k, of the most that could be there: in [0, 1].

    Source: Liang et al. 2018, Variational Autoencoders for Collaborative Filtering, section 4.2.

    Example:
        >>> recall_at(np.array([5, 3, 9]), np.array([3, 7]), 2)
        0.5
    """
    return float(np.isin(ranked[:k], wanted).sum() / max(min(k, len(wanted)), 1))


def ndcg_at(ranked: NDArray[Any], wanted: NDArray[Any], k: int) -> float:
    """Discounted cumulative gain of the first k by that of the best order: in [0, 1]; binary gains.

    Source: Järvelin and Kekäläinen 2002, with log2(place + 1).

    Example:
        >>> round(ndcg_at(np.array([5, 3, 9]), np.array([3]), 3), 4)
        0.6309
    """
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    gained = discount[: len(ranked[:k])] @ np.isin(ranked[:k], wanted)
    return float(gained / max(float(discount[: min(k, len(wanted))].sum()), 1e-12))
