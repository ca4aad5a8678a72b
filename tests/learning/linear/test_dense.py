"""Closed forms against slow, direct ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from matinee.core.errors import InvalidInput, ShapeError
from matinee.learning.linear import Moments, Sequences, fit_directed, fit_edlae, moments
from matinee.learning.linear.dense import inverse_spd


def _constrained_ridge(x: np.ndarray, y: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Column by column: ridge with the item itself left out of its own predictors."""
    n = x.shape[1]
    weights = np.zeros((n, n))
    for j in range(n):
        others = np.arange(n) != j
        gram = x[:, others].T @ x[:, others] + np.diag(penalty[others])
        weights[others, j] = np.linalg.solve(gram, x[:, others].T @ y[:, j])
    return weights


def test_edlae_is_the_ridge_from_all_other_items_with_dropout_as_added_ridge() -> None:
    x = (np.random.default_rng(1).random((60, 12)) < 0.3).astype(np.float32)
    penalty = 2.0 + 0.25 / 0.75 * (x**2).sum(axis=0)
    fitted = fit_edlae(sparse.csr_matrix(x), dropout=0.25, l2=2.0)
    np.testing.assert_allclose(fitted, _constrained_ridge(x, x, penalty), atol=2e-5)


def test_edlae_without_dropout_is_ease() -> None:
    x = (np.random.default_rng(2).random((40, 9)) < 0.3).astype(np.float32)
    inverse = np.linalg.inv(x.T @ x + 5 * np.eye(9))
    ease = -inverse / np.diagonal(inverse)
    np.fill_diagonal(ease, 0)
    np.testing.assert_allclose(fit_edlae(sparse.csr_matrix(x), 0.0, 5.0), ease, atol=1e-5)


def test_directed_ridge_is_the_ridge_from_prefix_to_future_without_the_item_itself() -> None:
    rng = np.random.default_rng(3)
    sequences = Sequences(np.arange(0, 201, 5), rng.integers(0, 10, 200).astype(np.int32), 10)
    pairs = moments(sequences, 0.7, 0.5)
    x, y = pairs.prefix.toarray().astype(float), pairs.future.toarray().astype(float)
    fitted = fit_directed(pairs, l2=3.0, dropout=0.2)
    np.testing.assert_allclose(fitted, _constrained_ridge(x, y, 3.0 + 0.25 * (x**2).sum(axis=0)), atol=2e-5)


@pytest.mark.parametrize("l2, dropout", [(0.0, 0.1), (1.0, 1.0), (1.0, -0.1)])
def test_settings_without_a_solution_are_refused(l2: float, dropout: float) -> None:
    eye = sparse.eye(3, format="csr", dtype=np.float32)
    with pytest.raises(InvalidInput, match="l2"):
        fit_edlae(eye, dropout, l2)
    with pytest.raises(InvalidInput, match="l2"):
        fit_directed(Moments(eye, eye), l2, dropout)


def test_a_matrix_without_inverse_is_named() -> None:
    with pytest.raises(ShapeError, match="not positive definite"):
        inverse_spd(np.array([[1.0, 2.0], [2.0, 1.0]], dtype=np.float32))
