"""Simple rules: baskets up to a week in, candidates ranked by frequency, recency or popularity out."""

from __future__ import annotations

import numpy as np

from matinee.learning.basket.again import Ranked
from matinee.learning.basket.history import Baskets, Floats, Ints, pairs_of


def own_frequent(lines: Baskets) -> Ranked:
    """Each household's products by the number of its baskets that held them; of equals the later bought first."""
    pairs = pairs_of(lines)
    times, last = _times(lines, pairs.of_line, len(pairs)), _last(lines, pairs.of_line, len(pairs))
    return Ranked(pairs.household, pairs.product, times + _below_one(last))


def own_recent(lines: Baskets) -> Ranked:
    """Each household's products by when they were bought last; of equals the more often bought first."""
    pairs = pairs_of(lines)
    times, last = _times(lines, pairs.of_line, len(pairs)), _last(lines, pairs.of_line, len(pairs))
    _, rank = np.unique(last, return_inverse=True)
    return Ranked(pairs.household, pairs.product, rank + _below_one(times))


def popular_products(lines: Baskets, k: int) -> Ints:
    """The k products that stand in most baskets."""
    counts = np.bincount(lines.product, minlength=lines.n_products)
    return np.argsort(-counts, kind="stable")[:k]


def time_aware(lines: Baskets, recent: int) -> Ranked:
    """User-wise popularity in each household's `recent` last baskets; of equals the more often bought in all first.

    Source: UWPop@r in Faggioli, Polato and Aiolli (2020), Recency Aware Collaborative Filtering for Next Basket
    Recommendation.
    """
    pairs = pairs_of(lines)
    back = baskets_back(lines)
    lately = np.bincount(pairs.of_line, back[lines.basket] < recent, minlength=len(pairs))
    return Ranked(pairs.household, pairs.product, lately + _below_one(_times(lines, pairs.of_line, len(pairs))))


def baskets_back(lines: Baskets) -> Ints:
    """How many baskets of its household came after each basket, by the basket's row."""
    basket, first = np.unique(lines.basket, return_index=True)
    who, when = lines.household[first], lines.day[first]
    order = np.lexsort((basket, when, who))[::-1]
    changes = np.flatnonzero(np.append(True, who[order][1:] != who[order][:-1]))
    place = np.arange(len(order)) - np.repeat(changes, np.diff(np.append(changes, len(order))))
    back = np.zeros(int(lines.basket.max()) + 1, dtype=np.int64)
    back[basket[order]] = place
    return back


def _times(lines: Baskets, of_line: Ints, n: int) -> Floats:
    return np.asarray(np.bincount(of_line, np.ones(len(of_line)), minlength=n), dtype=np.float64)


def _last(lines: Baskets, of_line: Ints, n: int) -> Floats:
    last = np.full(n, -np.inf)
    np.maximum.at(last, of_line, lines.day)
    return last


def _below_one(values: Floats) -> Floats:
    """Values brought into [0, 1), to break ties."""
    spread = float(np.ptp(values)) if len(values) else 0.0
    return (values - values.min()) / (spread + 1.0) if len(values) else values
