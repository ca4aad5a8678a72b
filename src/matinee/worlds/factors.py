"""Tastes in real ratings: ratings in, unit vectors of items and personas of members out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.items import DIMENSIONS, Floats, Ints, stream, unit

_ROUNDS = 4
_LIKED = 16
_PASSES = 3


def factors(who: Ints, item: Ints, value: Floats, n_items: int, seed: int) -> Floats:
    """Unit vectors (n_items, d) of items: right factors of the centred ratings, by randomised subspace iteration.

    Ratings are centred by member; a rating at all counts a little too. Source: Halko, Martinsson and Tropp (2011),
    algorithm 4.4. Items without ratings get a vector by chance.
    """
    rng = stream(seed, "factors")
    fallback = unit(rng.standard_normal((n_items, DIMENSIONS), dtype=np.float32))
    if not len(who):
        return fallback
    m = int(who.max()) + 1
    count = np.bincount(who, minlength=m)
    mean = np.bincount(who, weights=value, minlength=m) / np.maximum(count, 1)
    told = ((value - mean[who]) / max(float(value.std()), 1e-6) + 0.5) / np.sqrt(np.maximum(count[who], 1))
    told = told / np.sqrt(np.bincount(item, minlength=n_items)[item] + 3.0)
    basis = rng.standard_normal((n_items, DIMENSIONS + 8))
    for _ in range(_ROUNDS):
        left, _ = np.linalg.qr(_times(who, item, told, basis, m))
        basis, _ = np.linalg.qr(_times(item, who, told, left, n_items))
    small = _times(who, item, told, basis, m)
    _, strength, turn = np.linalg.svd(small, full_matrices=False)
    taken = (basis @ turn.T)[:, :DIMENSIONS] * np.sqrt(strength[:DIMENSIONS])
    found = np.zeros((n_items, DIMENSIONS))  # fewer members or items than dimensions leave some empty
    found[:, : taken.shape[1]] = taken - taken.mean(0)
    known = np.bincount(item, minlength=n_items) > 0
    return np.where(known[:, None], unit(found.astype(np.float32)), fallback)


def personas_of(vectors: Floats, who: Ints, item: Ints, value: Floats, p: int, seed: int) -> Floats:
    """Personas (members, p, d), unit length: p middles among what each member with three ratings or more liked best."""
    rng = stream(seed, "personas")
    order = np.lexsort((-np.asarray(value, dtype=np.float64), who))
    who, item = who[order], item[order]
    begins = np.nonzero(np.diff(who, prepend=-1))[0]
    ends = np.append(begins[1:], len(who))[: len(begins)]
    made = [
        _middles(vectors[item[b : min(e, b + _LIKED * p)]], p, rng)
        for b, e in zip(begins.tolist(), ends.tolist(), strict=True)
        if e - b >= 3
    ]
    return np.stack(made) if made else np.zeros((0, p, vectors.shape[1]), dtype=np.float32)


def _middles(points: Floats, p: int, rng: np.random.Generator) -> Floats:
    """p unit vectors amid points on a sphere: a few passes of spherical k-means from points by chance."""
    points = points[: max(1, (len(points) + 1) // 2)] if len(points) > 2 * p else points
    middles = points[rng.choice(len(points), p, replace=len(points) < p)]
    for _ in range(_PASSES):
        near = (points @ middles.T).argmax(1)
        total = np.zeros((p, points.shape[1]), dtype=np.float32)
        np.add.at(total, near, points)
        middles = unit(total + 0.3 * middles)
    return middles


def _times(
    row: Ints, column: Ints, value: NDArray[np.floating], dense: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """The sparse matrix of (row, column, value) times a dense one, (n, k)."""
    made = np.zeros((n, dense.shape[1]))
    np.add.at(made, row, value[:, None] * dense[column])
    return made
