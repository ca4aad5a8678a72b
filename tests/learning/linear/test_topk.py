"""The k strongest neighbours of each item."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matinee.learning.linear import top_k_sparse


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.integers(1, 12), st.integers(0, 99))
def test_each_row_keeps_its_k_strongest_and_no_zero(n: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = (rng.standard_normal((n, n)) * (rng.random((n, n)) < 0.6)).astype(np.float32)
    rows = top_k_sparse(weights, k)
    for i in range(n):
        mine = slice(rows.indptr[i], rows.indptr[i + 1])
        strongest = np.sort(np.abs(weights[i]))[::-1][:k]
        np.testing.assert_array_equal(np.sort(np.abs(rows.values[mine]))[::-1], strongest[strongest > 0])
        np.testing.assert_array_equal(weights[i, rows.indices[mine]], rows.values[mine])


def test_sparse_and_dense_weights_give_the_same_rows() -> None:
    weights = sparse.random(30, 30, 0.3, format="csr", dtype=np.float32, rng=np.random.default_rng(0))
    for one, other in zip(top_k_sparse(weights, 4), top_k_sparse(weights.toarray(), 4), strict=True):
        np.testing.assert_array_equal(one, other)
    assert top_k_sparse(weights, 30).matrix().nnz == weights.nnz
