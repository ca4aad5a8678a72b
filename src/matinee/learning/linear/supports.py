"""Sparse linear models for large catalogues: sparse Gram matrices in, a few weights for each item out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.core.errors import InvalidInput
from matinee.learning.linear.topk import SparseRows
from matinee.learning.linear.transitions import Moments

_BATCH = 2_048


def fit_edlae_sparse(interactions: sparse.csr_matrix, dropout: float, l2: float, width: int = 100) -> SparseRows:
    """EDLAE in which each item is rebuilt from at most ``width`` others; for catalogues beyond a dense inverse.

    Needs the sparse Gram matrix and ``n_items * width`` weights. As ``fit_edlae`` otherwise.
    """
    gram = (interactions.T @ interactions).tocsr().astype(np.float32)
    return fit_supports(gram, gram, dropout, l2, width)


def fit_directed_sparse(moments: Moments, l2: float, dropout: float = 0.0, width: int = 100) -> SparseRows:
    """Directed ridge in which each item is foretold by at most ``width`` others. As ``fit_directed`` otherwise."""
    gram = (moments.prefix.T @ moments.prefix).tocsr().astype(np.float32)
    cross = (moments.prefix.T @ moments.future).tocsr().astype(np.float32)
    return fit_supports(gram, cross, dropout, l2, width)


def fit_supports(
    gram: sparse.csr_matrix, cross: sparse.csr_matrix, dropout: float, l2: float, width: int
) -> SparseRows:
    """Ridge weights of each target item over its own small support; zero diagonal.

    Column j of ``cross`` (n_items, n_items) says how predictors go along with item j. Its support is the ``width``
    items that alone would explain most, ``cross_ij ** 2 / (gram_ii + ridge_i)``; the weights solve the normal equations
    of these, exactly (SLIM with feature selection, Ning and Karypis 2011, with EDLAE's ridge in place of its l1).
    Raises InvalidInput for settings without a solution.
    """
    if l2 <= 0 or not 0 <= dropout < 1 or width < 1:
        raise InvalidInput(f"l2 {l2}, dropout {dropout}, width {width}", "l2 and width above 0, dropout in [0, 1)")
    diagonal = gram.diagonal()
    ridge = (l2 + dropout / (1 - dropout) * diagonal).astype(np.float32)
    n = gram.shape[0]
    support, right = _supports(cross.T.tocsr(), diagonal + ridge, width)  # row = target item
    values = np.empty(right.shape, dtype=np.float32)
    for start in range(0, n, _BATCH):
        block = support[start : start + _BATCH]
        system = _among(gram, block)
        place = np.arange(block.shape[1])
        system[:, place, place] += np.where(block < n, ridge[np.minimum(block, n - 1)], 1)
        values[start : start + _BATCH] = np.linalg.solve(system, right[start : start + _BATCH, :, None])[:, :, 0]
    there = support < n
    target = np.repeat(np.arange(n), there.sum(axis=1))
    weights = sparse.csr_matrix((values[there], (support[there], target)), shape=(n, n))
    weights.sort_indices()
    return SparseRows(weights.indptr.astype(np.int64), weights.indices.astype(np.int32), weights.data)


def _supports(
    incoming: sparse.csr_matrix, power: NDArray[np.float32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The predictors of each target and their cross products, (n, width) each; n and 0 where there are fewer."""
    n = incoming.shape[0]
    support, right = np.full((n, width), n, dtype=np.int64), np.zeros((n, width), dtype=np.float32)
    for target in range(n):
        line = slice(incoming.indptr[target], incoming.indptr[target + 1])
        rows, data = incoming.indices[line], incoming.data[line]
        worth = np.where(rows == target, -1, data**2 / power[rows])
        best = np.argsort(-worth, kind="stable") if len(rows) <= width else _largest(worth, width)
        best = best[worth[best] > 0]
        support[target, : len(best)], right[target, : len(best)] = rows[best], data[best]
    return support, right


def _largest(worth: NDArray[np.float32], width: int) -> NDArray[np.int64]:
    """Places of the `width` largest; of equal ones the first."""
    least = np.partition(worth, len(worth) - width)[len(worth) - width]
    above = np.flatnonzero(worth > least)
    return np.concatenate((above, np.flatnonzero(worth == least)[: width - len(above)]))


def _among(gram: sparse.csr_matrix, support: NDArray[np.int64]) -> NDArray[np.float32]:
    """Gram matrices (batch, width, width) among the supports; 0 where two items never met or a place is empty.

    Each row of the Gram matrix that any support names is laid out once, and read by all that name it.
    """
    batch, width = support.shape
    n = gram.shape[0]
    found = np.zeros((batch * width, width), dtype=np.float32)
    laid = np.zeros(n + 1, dtype=np.float32)  # the last stands for an empty place
    order = np.argsort(support, axis=None, kind="stable")
    named = support.ravel()[order]
    edges = np.flatnonzero(np.diff(named, prepend=-1, append=n + 1))
    for begin, end in pairwise(edges):
        row = int(named[begin])
        if row == n:
            break
        line = slice(gram.indptr[row], gram.indptr[row + 1])
        laid[gram.indices[line]] = gram.data[line]
        places = order[begin:end]
        found[places] = laid[support[places // width]]
        laid[gram.indices[line]] = 0.0
    return found.reshape(batch, width, width)
