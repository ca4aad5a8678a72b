"""A map of things: vectors of what they are in; two coordinates each, like things near each other, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

Floats = NDArray[np.float64]

NEIGHBOURS: Final = 12
EPOCHS: Final = 120
AWAY: Final = 5
"""Things that each edge's end is pushed away from in a step."""
SMALL: Final = 1_500
"""Things up to which the axes are computed exactly."""
_CHUNK: Final = 1_000


def reduced(content: csr_matrix, size: int = 24) -> Floats:
    """Sparse vectors (n, features) -> dense ones (n, size) of unit length (none stay 0): a truncated SVD.

    Source: Deerwester et al. (1990), Indexing by latent semantic analysis.
    """
    n, features = content.shape
    size = min(size, n - 1, features - 1)
    if size < 1:
        return np.zeros((n, 1))
    found = _main_axes(content.astype(np.float64), size)
    found *= np.where(np.abs(found).max(axis=0) == found.max(axis=0), 1.0, -1.0)  # the sign of an axis is free
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(length > 0, length, 1.0), np.float64)


def _main_axes(content: csr_matrix, size: int) -> Floats:
    """Left singular vectors times their values (n, size), the largest first; few things by their Gram matrix."""
    n, features = content.shape
    if n <= SMALL:
        values, left = np.linalg.eigh((content @ content.T).toarray())
        values, left = np.sqrt(np.maximum(values, 0.0))[::-1][:size], left[:, ::-1][:, :size]
        return np.asarray(left * values, np.float64)
    left, values, _ = svds(content, k=size, v0=np.random.default_rng(0).random(min(n, features)))
    order = np.argsort(-values)
    return np.asarray(left[:, order] * values[order], np.float64)


def nearest(vectors: Floats, k: int = NEIGHBOURS) -> NDArray[np.int64]:
    """The k nearest others by cosine of vectors (n, d) of unit length: (n, k)."""
    n = len(vectors)
    k = min(k, n - 1)
    found = np.empty((n, k), np.int64)
    for start in range(0, n, _CHUNK):
        like = vectors[start : start + _CHUNK] @ vectors.T
        here = np.arange(len(like))
        like[here, start + here] = -np.inf
        found[start : start + _CHUNK] = np.argpartition(-like, k - 1, axis=1)[:, :k]
    return found


def lay_out(vectors: Floats, seed: int = 0) -> Floats:
    """Vectors (n, d) of unit length -> places (n, 2) in [0, 1], each thing near its neighbours.

    From the two main axes, neighbours are drawn together and others pushed apart, with the curve 1 / (1 + d^2) and a
    step that shrinks: UMAP's layout with a plain neighbour graph. The same input always gives the same map.

    Source: McInnes, Healy and Melville (2018), UMAP, arXiv 1802.03426, section 3.2 (a = b = 1).
    """
    n = len(vectors)
    if n < 4:
        return np.column_stack([np.linspace(0.2, 0.8, n), np.full(n, 0.5)])
    rng = np.random.default_rng(seed)
    head = np.repeat(np.arange(n), min(NEIGHBOURS, n - 1))
    tail = nearest(vectors).reshape(-1)
    place = _start(vectors, rng)
    for epoch in range(EPOCHS):
        step = 1.0 - epoch / EPOCHS
        _pull(place, head, tail, step)
        _push(place, head, rng.integers(0, n, (AWAY, len(head))), step)
    return _unit(place)


def _start(vectors: Floats, rng: np.random.Generator) -> Floats:
    main = np.zeros((len(vectors), 2))
    main[:, : min(2, vectors.shape[1])] = vectors[:, :2]
    main -= main.mean(axis=0)
    return np.asarray(10.0 * main / max(float(main.std()), 1e-9) + rng.normal(0, 0.05, main.shape))


def _pull(place: Floats, head: NDArray[np.int64], tail: NDArray[np.int64], step: float) -> None:
    apart = place[head] - place[tail]
    distance = np.sum(apart**2, axis=1, keepdims=True)
    move = np.clip(-2.0 * apart / (1.0 + distance), -4.0, 4.0) * step / NEIGHBOURS
    for axis in (0, 1):
        place[:, axis] += np.bincount(head, weights=move[:, axis], minlength=len(place))
        place[:, axis] -= np.bincount(tail, weights=move[:, axis], minlength=len(place))


def _push(place: Floats, head: NDArray[np.int64], others: NDArray[np.int64], step: float) -> None:
    for other in others:
        apart = place[head] - place[other]
        distance = np.sum(apart**2, axis=1, keepdims=True)
        move = np.clip(2.0 * apart / ((0.01 + distance) * (1.0 + distance)), -4.0, 4.0) * step / NEIGHBOURS
        for axis in (0, 1):
            place[:, axis] += np.bincount(head, weights=move[:, axis], minlength=len(place))


def _unit(place: Floats) -> Floats:
    """Places turned so that the longest axis lies flat, within [0, 1], half by value and half by rank, so that
    neither an outlier nor an empty middle takes the room."""
    centred = place - place.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    low, high = np.quantile(turned, 0.01, axis=0), np.quantile(turned, 0.99, axis=0)
    value = np.clip((turned - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    rank = np.argsort(np.argsort(turned, axis=0, kind="stable"), axis=0) / max(len(place) - 1, 1)
    return np.asarray(0.5 * value + 0.5 * rank, np.float64)
