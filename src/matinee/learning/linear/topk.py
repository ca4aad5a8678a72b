"""Top-k: an item x item matrix in, the k strongest neighbours of each item out, as flat arrays for a snapshot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


class SparseRows(NamedTuple):
    """Rows of an item x item matrix: row i holds ``indices[indptr[i] : indptr[i + 1]]``, columns rising."""

    indptr: NDArray[np.int64]  # (n + 1,)
    indices: NDArray[np.int32]  # (n_kept,)
    values: NDArray[np.float32]  # (n_kept,)

    def matrix(self) -> sparse.csr_matrix:
        """The same rows as a square scipy matrix."""
        n = self.indptr.size - 1
        return sparse.csr_matrix((self.values, self.indices, self.indptr), shape=(n, n))


def top_k_sparse(weights: NDArray[np.float32] | sparse.csr_matrix, k: int) -> SparseRows:
    """Keep the k entries of largest absolute value in each row of ``weights`` (n, n); zeros are never kept.

    A sparse matrix is never made dense: its cost follows what it holds, not the square of the catalogue.
    """
    if not isinstance(weights, np.ndarray):
        return _top_of_sparse(sparse.csr_matrix(weights), k)
    n, block = weights.shape[0], 1024
    kept = [_top_rows(weights[start : start + block], k) for start in range(0, n, block)]
    indptr = np.concatenate([[0], np.cumsum(np.concatenate([part[0] for part in kept]))]).astype(np.int64)
    return SparseRows(indptr, np.concatenate([part[1] for part in kept]), np.concatenate([part[2] for part in kept]))


def _top_of_sparse(weights: sparse.csr_matrix, k: int) -> SparseRows:
    """Row by row; only rows of more than k entries are sorted at all."""
    weights.eliminate_zeros()
    weights.sort_indices()
    keep = np.ones(weights.nnz, bool)
    for row in np.flatnonzero(np.diff(weights.indptr) > k):
        begin, end = weights.indptr[row], weights.indptr[row + 1]
        weak = np.argpartition(-np.abs(weights.data[begin:end]), k - 1)[k:]
        keep[begin + weak] = False
    counts = np.concatenate([[0], np.cumsum(keep)])
    indptr = counts[weights.indptr].astype(np.int64)
    return SparseRows(indptr, weights.indices[keep].astype(np.int32), weights.data[keep].astype(np.float32))


def _top_rows(rows: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Counts per row, columns and values of the k strongest entries of each row."""
    k = min(k, rows.shape[1])
    strongest = np.sort(np.argpartition(-np.abs(rows), k - 1, axis=1)[:, :k], axis=1)
    values = np.take_along_axis(rows, strongest, axis=1)
    there = values != 0
    return there.sum(axis=1), strongest[there].astype(np.int32), values[there].astype(np.float32)
