"""A log and a moment in; what popularity, the member's own past and a linear model say of every item out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.evaluation.time_split_data import Log
from matinee.learning.linear.dual import DualWeights, fit_dual

Scores = NDArray[np.float32]
POPULAR_DAYS, HALF_LIFE_DAYS = 7.0, 28.0
_DROPOUT, _L2 = 0.3, 100.0


@dataclass(frozen=True, slots=True)
class Voices:
    """Everything that is known at a moment, ready to score members."""

    seen: sparse.csr_matrix  # (n_members, n_items) how often
    recent: sparse.csr_matrix  # (n_members, n_items) decayed by the half-life
    popular: Scores  # (n_items,) how often, ever
    popular_lately: Scores  # (n_items,) how often in the last 7 days
    linear: DualWeights

    def score(self, members: NDArray[np.int64]) -> dict[str, Scores]:
        """One score of every item per voice, (n, n_items) each."""
        n, recent = members.size, self.recent[members]
        return {
            "popular": np.repeat(self.popular[None, :], n, axis=0),
            "popular in the last 7 days": np.repeat(self.popular_lately[None, :], n, axis=0),
            "own past": np.asarray(self.seen[members].toarray()),
            "own last weeks": np.asarray(recent.toarray()),
            "sequence": self.linear.score(_capped(recent)),
        }


def listen(log: Log, cut: float) -> Voices:
    """Fit on everything before ``cut``."""
    past = log.between(-np.inf, cut)
    recent = past.matrix(0.5 ** ((cut - past.day) / HALF_LIFE_DAYS))
    lately = past.between(cut - POPULAR_DAYS, cut)
    linear = fit_dual(_capped(past.matrix()), _capped(past.matrix()), _DROPOUT, _L2)
    return Voices(past.matrix(), recent, _counts(past), _counts(lately), linear)


def _counts(log: Log) -> Scores:
    return np.bincount(log.item, minlength=log.n_items).astype(np.float32)


def _capped(amounts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Amounts of at most 1: the tenth purchase of milk says no more than the first."""
    capped = amounts.copy()
    capped.data = np.minimum(capped.data, 1)
    return capped
