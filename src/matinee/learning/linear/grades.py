"""Grades: ratings in; how much each counts as liked, seen against the member's own level, out."""

from __future__ import annotations

import numpy as np
from scipy import sparse

_LEAST, _MOST = -0.2, 1.4


def graded(ratings: sparse.csr_matrix, level: float, slope: float) -> sparse.csr_matrix:
    """``level + slope * (rating - the member's mean rating)``, kept within [-0.2, 1.4], in float32.

    ``ratings`` (n_members, n_items) holds stars; a member's mean rating therefore counts ``level``, and each star above
    or below adds or takes ``slope``. A linear model fitted from grades to grades learns from what was disliked too.
    """
    stars = np.asarray(ratings.sum(axis=1)).ravel()
    mean = np.repeat(stars / np.maximum(np.diff(ratings.indptr), 1), np.diff(ratings.indptr))
    grades = np.clip(level + slope * (ratings.data - mean), _LEAST, _MOST).astype(np.float32)
    return sparse.csr_matrix((grades, ratings.indices.copy(), ratings.indptr.copy()), shape=ratings.shape)


def liked(ratings: sparse.csr_matrix, least: float = 4.0) -> sparse.csr_matrix:
    """1 where the rating is at least ``least`` stars, in float32; nothing stored elsewhere."""
    binary = sparse.csr_matrix(
        ((ratings.data >= least).astype(np.float32), ratings.indices.copy(), ratings.indptr.copy()), shape=ratings.shape
    )
    binary.eliminate_zeros()
    return binary
