"""The closed form over members equals the one over items; grades see a rating against the member's own level."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from matinee.core.errors import InvalidInput
from matinee.learning.linear import fit_edlae
from matinee.learning.linear.dual import fit_dual
from matinee.learning.linear.grades import graded, liked


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_solving_over_members_equals_solving_over_items(dropout: float) -> None:
    rng = np.random.default_rng(0)
    x = sparse.csr_matrix((rng.random((20, 35)) * (rng.random((20, 35)) < 0.3)).astype(np.float32))
    rows = x[:7]
    np.testing.assert_allclose(fit_dual(x, x, dropout, 3.0).score(rows), rows @ fit_edlae(x, dropout, 3.0), atol=1e-4)


def test_different_targets_are_met_by_the_constrained_ridge() -> None:
    rng = np.random.default_rng(1)
    x, y = (rng.random((15, 8)) * (rng.random((15, 8)) < 0.5) for _ in range(2))
    weights = np.zeros((8, 8))
    for j in range(8):
        others = np.arange(8) != j
        gram = x[:, others].T @ x[:, others] + 2 * np.eye(7)
        weights[others, j] = np.linalg.solve(gram, x[:, others].T @ y[:, j])
    found = fit_dual(sparse.csr_matrix(x), sparse.csr_matrix(y), 0.0, 2.0).score(sparse.eye(8, format="csr"))
    np.testing.assert_allclose(found, weights, atol=1e-5)


def test_settings_without_a_solution_are_refused() -> None:
    eye = sparse.eye(3, format="csr")
    for dropout, l2 in ((0.0, 0.0), (1.0, 1.0)):
        with pytest.raises(InvalidInput, match="l2"):
            fit_dual(eye, eye, dropout, l2)


def test_a_grade_is_the_level_plus_the_slope_times_the_distance_from_the_own_mean() -> None:
    stars = sparse.csr_matrix(np.array([[5, 4, 3, 0], [0, 0, 0, 2], [0, 0, 0, 0]], dtype=np.float32))
    np.testing.assert_allclose(
        graded(stars, 0.8, 0.4).toarray(), [[1.2, 0.8, 0.4, 0], [0, 0, 0, 0.8], [0, 0, 0, 0]], atol=1e-6
    )
    np.testing.assert_array_equal(liked(stars).toarray(), [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
