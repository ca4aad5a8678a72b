"""Groups of like things: vectors in; the group of each, and the words that set each group apart, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

ROUNDS: Final = 40


def k_means(vectors: Floats, k: int, seed: int = 0, weight: Floats | None = None) -> Codes:
    """Vectors (n, d) -> the group of each, numbered from the largest down; at most k groups.

    Source: Lloyd (1982), begun as Arthur and Vassilvitskii (2007), k-means++.
    """
    n = len(vectors)
    heavy = np.ones(n) if weight is None else weight
    k = min(k, len(np.unique(vectors, axis=0))) if n else 0
    if k < 2:
        return np.zeros(n, np.int64)
    centres = _begin(vectors, k, heavy, np.random.default_rng(seed))
    group = np.zeros(n, np.int64)
    for _ in range(ROUNDS):
        before, group = group, np.argmin(_apart(vectors, centres), axis=1)
        total = np.bincount(group, weights=heavy, minlength=k)
        for one in np.flatnonzero(total > 0):
            mine = group == one
            centres[one] = np.average(vectors[mine], axis=0, weights=heavy[mine])
        if np.array_equal(before, group):
            break
    order = np.argsort(-np.bincount(group, weights=heavy, minlength=k), kind="stable")
    return np.asarray(np.argsort(order)[group], np.int64)


def _apart(vectors: Floats, centres: Floats) -> Floats:
    return np.asarray(np.sum(centres**2, axis=1) - 2.0 * vectors @ centres.T)


def _begin(vectors: Floats, k: int, heavy: Floats, rng: np.random.Generator) -> Floats:
    chosen = [int(rng.choice(len(vectors), p=heavy / heavy.sum()))]
    nearest = np.sum((vectors - vectors[chosen[0]]) ** 2, axis=1)
    while len(chosen) < k:
        chance = nearest * heavy
        chosen.append(int(rng.choice(len(vectors), p=chance / chance.sum())))
        nearest = np.minimum(nearest, np.sum((vectors - vectors[chosen[-1]]) ** 2, axis=1))
    return vectors[chosen].copy()


def tastes(member: Codes, item: Codes, worth: Floats, vectors: Floats) -> tuple[Codes, Floats]:
    """What members met, weighed by what it was worth (n,), and item vectors -> (members (m,), tastes (m, d) unit)."""
    members, place = np.unique(member, return_inverse=True)
    shape = (len(members), len(vectors))
    summed = csr_matrix((worth, (np.asarray(place, np.int64), item)), shape=shape) @ vectors
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    return members, np.asarray(summed / np.where(length > 0, length, 1.0), np.float64)


def named(group: Codes, carried: csr_matrix, names: Sequence[str], words: int = 2) -> list[str]:
    """What sets each group apart: its names with the largest lift, of those that a tenth of it carries.

    Args:
        group: (n,) the group of each thing; carried: (n, names) how much each thing carries of each name.

    Returns:
        A name for each group, as "Horror, Thriller"; no two are the same.
    """
    size = int(group.max()) + 1 if len(group) else 0
    share = carried.sum(axis=0).A1 / max(len(group), 1)
    given: list[str] = []
    for one in range(size):
        mine = carried[group == one].sum(axis=0).A1 / max(int((group == one).sum()), 1)
        lift = np.where(mine >= 0.1, mine * np.log((mine + 0.01) / (share + 0.01)), -np.inf)
        best = [int(k) for k in np.argsort(-lift, kind="stable")[:words] if lift[k] > 0]
        name = ", ".join(names[k] for k in best) or "everything else"
        given.append(name if name not in given else f"{name} ({one + 1})")
    return given
