"""Closed forms where members are fewer than items: solved over members, the item x item matrix is never made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.core.errors import InvalidInput
from matinee.learning.linear.dense import inverse_spd

_MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class DualWeights:
    """The same weights as the primal closed form, in factors over m members: scores come from ``score``."""

    inputs: sparse.csr_matrix  # (m, n_items), divided by the ridge of each item
    targets: sparse.csr_matrix  # (m, n_items)
    inner: NDArray[np.float32]  # (m, m), inverse of I + X R^-1 X'
    ridge: NDArray[np.float32]  # (n_items,)
    excess: NDArray[np.float32]  # (n_items,), takes the diagonal back to zero

    def score(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """Scores (n, n_items) of weighted rows (n, n_items): ``rows @ B``."""
        shared = (rows @ self.inputs.T).toarray() @ self.inner
        own = rows.multiply(self.excess / self.ridge).toarray()
        scores: NDArray[np.float32] = shared @ self.targets - own + (shared @ self.inputs) * self.excess
        return scores


def fit_dual(inputs: sparse.csr_matrix, targets: sparse.csr_matrix, dropout: float, l2: float) -> DualWeights:
    """Ridge from ``inputs`` to ``targets`` (m, n_items each) under a zero diagonal, solved over the m members.

    With ``targets`` the same as ``inputs`` it equals ``fit_edlae`` (Steck 2020) by Woodbury's identity: cost m^3 and
    memory m * n_items instead of n_items^3 and n_items^2. Raises InvalidInput for settings without a solution.
    """
    if l2 <= 0 or not 0 <= dropout < 1 or inputs.shape[0] > _MOST_MEMBERS:
        raise InvalidInput(
            f"l2 {l2}, dropout {dropout}, {inputs.shape[0]} members",
            f"l2 must be above 0, dropout in [0, 1), members at most {_MOST_MEMBERS}",
        )
    inputs, targets = inputs.astype(np.float32), targets.astype(np.float32)
    counts = np.asarray(inputs.multiply(inputs).sum(axis=0)).ravel()
    ridge = (l2 + dropout / (1 - dropout) * counts).astype(np.float32)
    scaled = inputs.multiply(1 / ridge).tocsr()
    gram = (scaled @ inputs.T).toarray()
    gram[np.diag_indices_from(gram)] += 1
    inner = inverse_spd(gram.astype(np.float32))
    projected = inner @ scaled
    own = np.asarray(targets.multiply(projected).sum(axis=0)).ravel()
    diagonal = 1 / ridge - np.asarray(scaled.multiply(projected).sum(axis=0)).ravel()
    return DualWeights(scaled, targets, inner, ridge, (own / diagonal).astype(np.float32))
