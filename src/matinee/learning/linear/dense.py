"""Dense closed forms: a sparse members x items matrix in, an item x item weight matrix out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import lapack

from matinee.core.errors import InvalidInput, ShapeError
from matinee.learning.linear.transitions import Moments

_DENSE_LIMIT = 25_000
_BLOCK = 1024


def inverse_spd(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Inverse of a symmetric positive definite matrix (n, n), in its own memory (the argument is overwritten).

    Raises ShapeError where the matrix is not positive definite or too large to invert.
    """
    if matrix.shape[0] > _DENSE_LIMIT:
        raise ShapeError(f"{matrix.shape[0]} items are too many for a dense inverse", "use fit_sparse")
    factor, failed = lapack.spotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
    inverse, singular = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or singular:
        raise ShapeError("the Gram matrix is not positive definite", "give a larger l2")
    _mirror_lower(inverse)
    result: NDArray[np.float32] = inverse
    return result


def _mirror_lower(matrix: NDArray[np.float32], block: int = 2048) -> None:
    """Copy the lower triangle onto the upper, block by block, in place."""
    n = matrix.shape[0]
    for start in range(0, n, block):
        stop = min(start + block, n)
        square = np.tril(matrix[start:stop, start:stop])
        matrix[start:stop, start:stop] = square + np.tril(square, -1).T
        matrix[start:stop, stop:] = matrix[stop:, start:stop].T


def _regularised_gram(rows: sparse.csr_matrix, dropout: float, l2: float) -> NDArray[np.float32]:
    """Gram matrix (n_items, n_items) with the ridge and the dropout's share of each item's count on its diagonal."""
    if l2 <= 0 or not 0 <= dropout < 1:
        raise InvalidInput(f"l2 {l2} must be above 0 and dropout {dropout} in [0, 1)")
    gram: NDArray[np.float32] = (rows.T @ rows).astype(np.float32).toarray()
    gram[np.diag_indices_from(gram)] += np.float32(l2) + np.float32(dropout / (1 - dropout)) * np.diagonal(gram)
    return gram


def fit_edlae(interactions: sparse.csr_matrix, dropout: float, l2: float) -> NDArray[np.float32]:
    """EDLAE: weights B (n_items, n_items), zero diagonal, that rebuild a member's items from the others.

    ``interactions`` (n_members, n_items) is binary or weighted; a member's scores are ``row @ B``. With
    ``dropout`` 0 it is EASE (Steck 2019); otherwise items are forgotten with that probability while fitting, in
    closed form: an added ridge of ``dropout / (1 - dropout)`` times the item's count (Steck 2020, section 3).
    Raises InvalidInput where l2 <= 0 or dropout is outside [0, 1).
    """
    weights = inverse_spd(_regularised_gram(interactions, dropout, l2))
    weights /= -np.diagonal(weights).copy()
    weights[np.diag_indices_from(weights)] = 0
    return weights


def fit_directed(moments: Moments, l2: float, dropout: float = 0.0) -> NDArray[np.float32]:
    """Directed ridge: weights B (n_items, n_items), zero diagonal, from decayed prefix to decayed future.

    Minimises ``|future - prefix B|^2 + l2 |B|^2`` under a zero diagonal, the EASE constraint (Steck 2019) carried
    over to two different sides. ``dropout`` as in ``fit_edlae``. A member's scores are ``decayed profile @ B``.
    """
    inverse = inverse_spd(_regularised_gram(moments.prefix, dropout, l2))
    incoming = (moments.future.T @ moments.prefix).tocsr().astype(np.float32)  # row = later item
    items = np.repeat(np.arange(incoming.shape[0]), np.diff(incoming.indptr))
    own = np.bincount(items, inverse[items, incoming.indices] * incoming.data, incoming.shape[0])
    excess = (own / np.diagonal(inverse)).astype(np.float32)
    for start in range(0, inverse.shape[0], _BLOCK):  # row by row, in the memory of the inverse
        rows = inverse[start : start + _BLOCK].copy()
        inverse[start : start + _BLOCK] = (incoming @ rows.T).T - rows * excess
    inverse[np.diag_indices_from(inverse)] = 0
    return inverse
