"""The next-item model: training sequences and each member's held-out next item in; a ranking model out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.learning.linear import Sequences
from matinee.learning.sequential.blend import Blend, Cases, collect_cases, fit_blend, rank_in
from matinee.learning.sequential.features import Sources
from matinee.learning.sequential.scorers import ProfileScorer
from matinee.learning.sequential.sources import build_sources
from matinee.learning.sequential.tuning import tune_counts

N_CANDIDATES = 200
FEWEST_CASES = 4


@dataclass(frozen=True, slots=True)
class NextItemModel:
    """What was fitted: the blend, the tuned counts alone, and the blend's ranks on the held-out item."""

    blend: Blend
    counts: ProfileScorer
    validation_ranks: NDArray[np.float64]  # (n,), cross-fitted over two halves of the members; inf beyond candidates


def fit_next_item(train: Sequences, target: NDArray[np.int32], seed: int = 0) -> NextItemModel:
    """Fit all sources on ``train``, then tune and blend them on ``target`` (n,), each member's next item after it."""
    tuned = tune_counts(train, target, seed)
    sources = build_sources(train, tuned, seed)
    cases = collect_cases(sources, train, target, N_CANDIDATES)
    if cases.chosen.size < FEWEST_CASES:
        raise InvalidInput(f"only {cases.chosen.size} held-out items are among the candidates", "give more members")
    validation = np.full(target.size, np.inf)
    validation[cases.members] = _cross_fitted_ranks(sources, cases, seed)
    return NextItemModel(fit_blend(sources, cases), ProfileScorer(*tuned), validation)


def _cross_fitted_ranks(sources: Sources, cases: Cases, seed: int) -> NDArray[np.float64]:
    """Rank of each case's next item under weights learned from the other half of the cases."""
    half = np.random.default_rng(seed).permutation(cases.chosen.size) % 2
    ranks = np.empty(cases.chosen.size)
    for mine in (0, 1):
        teach, judge = half != mine, half == mine
        blend = fit_blend(sources, Cases(cases.members[teach], cases.features[teach], cases.chosen[teach]))
        scores = blend.score(cases.features[judge])
        ranks[judge] = rank_in(scores, scores[np.arange(judge.sum()), cases.chosen[judge]])
    return ranks
