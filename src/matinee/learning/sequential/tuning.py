"""Tuning of decayed counts: training sequences and each member's held-out next item in, the best decays out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear import Sequences, decayed_counts
from matinee.learning.sequential.blend import blocks, rank_in
from matinee.learning.sequential.scorers import ProfileScorer, Scorer

COUNT_DECAYS = (0.5, 0.65, 0.8, 0.9)
PROFILE_DECAYS = (0.3, 0.5, 0.7)


class Counts(NamedTuple):
    """Directed counts and the decay of the profile that they are used with."""

    counts: sparse.csr_matrix  # (n_items, n_items)
    profile_decay: float


def plain_ranks(scorer: Scorer, sequences: Sequences, target: NDArray[np.int32]) -> NDArray[np.float64]:
    """Rank (n,) from 0 of the target by one scorer in the whole catalogue, items already seen left out."""
    found = np.empty(target.size)
    for rows, block in blocks(sequences):
        scores = scorer(block)
        scores[np.repeat(np.arange(rows.size), block.lengths), block.items] = -np.inf
        found[rows] = rank_in(scores, scores[np.arange(rows.size), target[rows]])
    return found


def tune_counts(train: Sequences, target: NDArray[np.int32], seed: int, n_members: int = 6000) -> Counts:
    """Decays of highest ndcg@10 on the held-out item of at most ``n_members`` members drawn by ``seed``."""
    members = np.random.default_rng(seed).permutation(target.size)[:n_members]
    some, wanted = train.take(members), target[members]
    best, chosen = -1.0, None
    for decay in COUNT_DECAYS:
        counts = decayed_counts(train, decay)
        for profile_decay in PROFILE_DECAYS:
            rank = plain_ranks(ProfileScorer(counts, profile_decay), some, wanted)
            gain = float(np.where(rank < 10, 1 / np.log2(rank + 2), 0).mean())
            if gain > best:
                best, chosen = gain, Counts(counts, profile_decay)
    assert chosen is not None
    return chosen
