"""Tastes: who liked what in; where items lie in a few dimensions, and where members stand there, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.picture.artwork.learned import RIDGE, drawn_in

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TASTES: Final = 12
"""Axes of taste."""
FEW: Final = 5.0
"""Likers that pull the say of seldom liked items towards nothing."""


@dataclass(frozen=True, slots=True)
class Liked:
    """Who liked what: member (number), item row, liking, (t,)."""

    who: Ints
    row: Ints
    liking: Floats


def find_factors(
    catalog: CatalogView, liked: Liked, looks: NDArray[np.float32] | None = None, k: int = TASTES
) -> NDArray[np.float32]:
    """(items, k) unit vectors: what items carry, with what their pictures look like (items, w) where that is known, and
    who liked them, each with half a say, cut to k dimensions by singular value decomposition."""
    n = len(catalog)
    parts = [_weighted(labels, n) for labels in (catalog.genres, catalog.tags, catalog.people)]
    parts += [] if looks is None else [_rows_to_unit(sparse.csr_matrix(looks.astype(np.float64)))]
    told = _rows_to_unit(sparse.hstack(parts).tocsr())
    keep = liked.liking > 0
    people = int(liked.who.max(initial=-1)) + 1
    by = sparse.csr_matrix((liked.liking[keep], (liked.row[keep], liked.who[keep])), shape=(n, max(people, 1)))
    by = _scaled(by, 1.0 / np.sqrt(_filled(by, 1) + FEW), 1.0 / np.sqrt(np.maximum(_filled(by, 0), 1)))
    mass = float(told.power(2).sum()), float(by.power(2).sum())
    both = sparse.hstack([told, by * np.sqrt(mass[0] / mass[1])]).tocsr() if min(mass) > 0 else told + 0
    both = both if min(mass) > 0 else (by if mass[1] else told)
    rank = min(k, min(both.shape) - 1)
    factors = np.zeros((n, k), np.float32)
    if rank >= 1 and both.nnz:
        left, values, _ = svds(both, k=rank, random_state=0)
        found = (left * values)[:, ::-1]
        factors[:, :rank] = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return factors


def _filled(matrix: sparse.csr_matrix, axis: int) -> Floats:
    return np.asarray((matrix != 0).sum(axis=axis), np.float64).ravel()


def _scaled(matrix: sparse.csr_matrix, left: Floats, right: Floats) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.diags(left) @ matrix @ sparse.diags(right))


def _weighted(labels: Labels, n: int) -> sparse.csr_matrix:
    """Items x labels; rare labels say more."""
    rarity = np.sqrt(np.log1p(n / np.maximum(labels.counts(), 1)))
    shape = (n, max(len(labels.names), 1))
    return sparse.csr_matrix((rarity[labels.indices], labels.indices, labels.indptr), shape=shape)


def _rows_to_unit(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(matrix.power(2).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(length, 1e-9)) @ matrix)


def tastes(factors: NDArray[np.float32], liked: Liked, n: int) -> tuple[Floats, Floats, Floats]:
    """Ridge tastes of n members over the usual: (n, k) of about unit variance, and centre and scale (k,)."""
    k = factors.shape[1]
    met = factors[liked.row].astype(np.float64)
    gram, sums = np.zeros((n, k, k)), np.zeros((n, k))
    for a in range(k):
        sums[:, a] = np.bincount(liked.who, met[:, a] * liked.liking, n)
        for b in range(a, k):
            gram[:, a, b] = gram[:, b, a] = np.bincount(liked.who, met[:, a] * met[:, b], n)
    some = np.bincount(liked.who, minlength=n) > 0
    solved = np.linalg.solve(gram + RIDGE * np.eye(k), sums[..., None])[..., 0]
    centre = solved[some].mean(axis=0) if some.any() else np.zeros(k)
    left = sums - np.einsum("nab,b->na", gram, centre)
    apart = np.linalg.solve(gram + RIDGE * np.eye(k), left[..., None])[..., 0]
    scale = np.sqrt((apart[some] ** 2).mean(axis=0)) + 1e-6 if some.any() else np.ones(k)
    return drawn_in(apart / scale), centre, scale
