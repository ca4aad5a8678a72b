"""TIFU-kNN: baskets in, each household's products by its own and its neighbours' decayed frequencies out.

Source: Hu, He, Gao and Zhang (2020), Modeling Personalized Item Frequency Information for Next-basket Recommendation,
SIGIR. As in the authors' code `groups` is the number of parts into which a household's baskets are cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.basket.again import Ranked
from matinee.learning.basket.history import Baskets
from matinee.learning.basket.simple import baskets_back

CHUNK = 128
Apart = NDArray[np.float32]


@dataclass(frozen=True)
class Tifu:
    """Groups of baskets, decay within a group and from group to group, neighbours, weight of the own vector."""

    groups: int = 3
    within: float = 0.9
    between: float = 0.6
    neighbours: int = 900
    own: float = 0.2


PUBLISHED = Tifu()
"""The paper's settings for Dunnhumby."""


def vectors(lines: Baskets, settings: Tifu) -> sparse.csr_matrix:
    """Decayed frequencies (households, products)."""
    back = baskets_back(lines)
    households = np.zeros(len(back), dtype=np.int64)
    households[lines.basket] = lines.household
    there = np.zeros(len(back), dtype=bool)
    there[lines.basket] = True
    n = np.bincount(households[there], minlength=lines.n_households)[households]
    place = n - 1 - back
    parts = np.maximum(np.minimum(settings.groups, n), 1)
    group = place * parts // np.maximum(n, 1)
    begin, end = -(-group * n // parts), -(-(group + 1) * n // parts)
    size = np.maximum(end - begin, 1)
    weight = settings.within ** (end - 1.0 - place) / size * settings.between ** (parts - 1.0 - group) / parts
    shape = (lines.n_households, lines.n_products)
    return sparse.csr_matrix((weight[lines.basket].astype(np.float32), (lines.household, lines.product)), shape=shape)


def distances(own: sparse.csr_matrix) -> Apart:
    """Squared distances (households, households); infinite to oneself and to households without baskets."""
    squares = np.asarray(own.multiply(own).sum(axis=1)).ravel()
    found: Apart = np.asarray(squares[:, None] + squares[None, :] - 2 * (own @ own.T).toarray(), dtype=np.float32)
    found[:, squares == 0] = np.inf
    np.fill_diagonal(found, np.inf)
    return found


def rank_tifu(own: sparse.csr_matrix, apart: Apart, weights: tuple[float, ...], near: int, k: int) -> list[Ranked]:
    """Candidates that hold the k best of each household, once for each weight of the own vector.

    What a household never bought is ordered by its neighbours alone, whatever the weight: its k best of those and all
    that it did buy are enough.
    """
    n, usable = own.shape[0], int(np.isfinite(apart).any(axis=0).sum())
    near = min(near, max(usable - 1, 1))
    chosen = np.argpartition(apart, near - 1, axis=1)[:, :near]
    one = np.full(chosen.size, 1 / near, dtype=np.float32)
    shares = sparse.csr_matrix((one, (np.repeat(np.arange(n), near), chosen.ravel())), shape=(n, n))
    mine = own.tocoo()
    k = min(k, own.shape[1])
    theirs = np.zeros(len(mine.data), dtype=np.float32)
    others, scores = np.zeros((n, k), dtype=np.int64), np.zeros((n, k), dtype=np.float32)
    for begin in range(0, n, CHUNK):
        means = (shares[begin : begin + CHUNK] @ own).toarray()
        inside = (mine.row >= begin) & (mine.row < begin + CHUNK)
        place = (mine.row[inside] - begin, mine.col[inside])
        theirs[inside] = means[place]
        means[place] = -1.0
        best = np.argpartition(means, means.shape[1] - k, axis=1)[:, means.shape[1] - k :]
        others[begin : begin + CHUNK], scores[begin : begin + CHUNK] = best, np.take_along_axis(means, best, axis=1)
    household = np.concatenate([mine.row, np.repeat(np.arange(n), k)]).astype(np.int64)
    product = np.concatenate([mine.col, others.ravel()]).astype(np.int64)
    new = scores.ravel().astype(np.float64)
    return [
        Ranked(household, product, np.concatenate([weight * mine.data + (1 - weight) * theirs, (1 - weight) * new]))
        for weight in weights
    ]
