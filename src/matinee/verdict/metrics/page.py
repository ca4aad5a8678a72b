"""Page metrics: item rows by place in, how well the page serves and how varied it is out.

A page is an array (rows, columns) of item rows, -1 where nothing stands; `relevant` are the item rows that count.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.integer]
Floats = NDArray[np.float64]


def recall_at_grid(page: Grid, relevant: Collection[int], rows: int, columns: int) -> float:
    """Share of the relevant items that stand in the first `rows` x `columns` slots, of as many as could; NaN where
    nothing is relevant. For a window of one row it is `recall_at` of the field's tools.

    Example:
        >>> recall_at_grid(np.array([[1, 2, 3], [4, 5, 6]]), {2, 6}, 2, 2)
        0.5
    """
    wanted = np.array(sorted(relevant), np.int64)
    if not len(wanted):
        return float("nan")
    window = page[:rows, :columns]
    found = int(np.isin(wanted, window[window >= 0]).sum())
    return found / min(len(wanted), rows * columns)


def ndcg_grid(page: Grid, gains: dict[int, float], attention: Floats) -> float:
    """Two-dimensional ndcg: gain x attention of its slot, over that of the best arrangement of the same gains.

    Discounts are the attention (rows, columns) instead of 1 / log2(1 + rank); Felicioni et al. 2021 discuss both for
    carousels. NaN where nothing has a gain.
    """
    flat = page.ravel()
    look = attention[: page.shape[0], : page.shape[1]].ravel()
    got = float(sum(look[k] * gains.get(int(item), 0.0) for k, item in enumerate(flat) if item >= 0))
    best = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[: len(look)]
    ideal = float(np.sort(look)[::-1][: len(best)] @ np.array(best)) if best else 0.0
    return got / ideal if ideal > 0 else float("nan")


def expected_reward(chances: Floats, attention: Floats) -> float:
    """What a page is expected to bring: the sum of chance (0 where nothing stands) x attention over its slots."""
    return float((chances * attention[: chances.shape[0], : chances.shape[1]]).sum())


def variety(page: Grid, labels: dict[int, frozenset[int]], rows: int, columns: int) -> float:
    """How different two slots of the window are on average: 1 - shared / all labels of a pair (Jaccard), over pairs.

    Items without a label differ from everything; NaN with fewer than two items.
    """
    window = page[:rows, :columns]
    items = [labels.get(int(item), frozenset()) for item in window[window >= 0]]
    apart = [
        1.0 - len(one & other) / len(one | other) if one | other else 1.0
        for n, one in enumerate(items)
        for other in items[:n]
    ]
    return float(np.mean(apart)) if apart else float("nan")


def coverage_of_pages(pages: Collection[Grid], n_items: int, rows: int, columns: int) -> float:
    """Share of the catalogue that stands in the window of at least one of these pages."""
    shown = [page[:rows, :columns].ravel() for page in pages]
    found = np.unique(np.concatenate(shown)) if shown else np.zeros(0, int)
    return float((found >= 0).sum() / n_items) if n_items else float("nan")
