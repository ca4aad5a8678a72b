"""Sparse linear models: exact on their supports, and the dense closed form where the support is everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matinee.core.errors import InvalidInput
from matinee.learning.linear import (
    Sequences,
    fit_directed,
    fit_directed_sparse,
    fit_edlae,
    fit_edlae_sparse,
    moments,
)


def _interactions(n_members: int, n_items: int, seed: int) -> sparse.csr_matrix:
    rng = np.random.default_rng(seed)
    return sparse.csr_matrix((rng.random((n_members, n_items)) < 0.4).astype(np.float32))


def test_with_every_item_as_support_edlae_is_the_dense_one() -> None:
    x = _interactions(80, 11, 0)
    found = fit_edlae_sparse(x, 0.3, 2.0, width=11).matrix().toarray()
    np.testing.assert_allclose(found, fit_edlae(x, 0.3, 2.0), atol=2e-5)


def test_with_every_item_as_support_the_directed_ridge_is_the_dense_one() -> None:
    rng = np.random.default_rng(5)
    pairs = moments(Sequences(np.arange(0, 401, 5), rng.integers(0, 8, 400).astype(np.int32), 8), 0.7, 0.5)
    found = fit_directed_sparse(pairs, 3.0, 0.2, width=8).matrix().toarray()
    np.testing.assert_allclose(found, fit_directed(pairs, 3.0, 0.2), atol=2e-5)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 12), st.integers(0, 50))
def test_no_item_has_more_weights_than_its_width_or_one_on_itself(width: int, seed: int) -> None:
    found = fit_edlae_sparse(_interactions(15, 12, seed), 0.1, 1.0, width).matrix()
    assert found.getnnz(axis=0).max(initial=0) <= width
    assert not found.diagonal().any()


def test_items_that_never_met_have_no_weights() -> None:
    x = sparse.csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]], dtype=np.float32))
    found = fit_edlae_sparse(x, 0.0, 1.0, 3).matrix().toarray()
    assert np.flatnonzero(found.sum(axis=0)).tolist() == [0, 1]


@pytest.mark.parametrize("l2, dropout, width", [(0.0, 0.1, 5), (1.0, 1.0, 5), (1.0, 0.0, 0)])
def test_settings_without_a_solution_are_refused(l2: float, dropout: float, width: int) -> None:
    with pytest.raises(InvalidInput, match="width"):
        fit_edlae_sparse(_interactions(5, 4, 0), dropout, l2, width)
