"""Scorers: each takes sequences and returns how strongly it expects every item next, (n, n_items) float32."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear import Sequences, decayed_profiles

Scores = NDArray[np.float32]
Scorer = Callable[[Sequences], Scores]


@dataclass(frozen=True, slots=True)
class ProfileScorer:
    """Decayed profile times item x item weights, sparse or dense: the newest item weighs 1."""

    weights: sparse.csr_matrix | NDArray[np.float32]  # (n_items, n_items)
    decay: float

    def __call__(self, sequences: Sequences) -> Scores:
        """Scores of every item for every member, (n, n_items)."""
        return _dense(decayed_profiles(sequences, self.decay) @ self.weights)


@dataclass(frozen=True, slots=True)
class PlaceScorer:
    """The weights of one item of the sequence: the newest (``back`` 0), the one before it (1) and so on."""

    weights: sparse.csr_matrix  # (n_items, n_items)
    back: int

    def __call__(self, sequences: Sequences) -> Scores:
        """Scores of every item, (n, n_items); zeros for members without that many items."""
        there = np.flatnonzero(sequences.lengths > self.back)
        items = sequences.items[sequences.offsets[1:][there] - 1 - self.back]
        rows = sparse.csr_matrix(
            (np.ones(there.size, np.float32), (there, items)), shape=(sequences.lengths.size, sequences.n_items)
        )
        return _dense(rows @ self.weights)


@dataclass(frozen=True, slots=True)
class NeighbourScorer:
    """Members whose items overlap, rare items and the member's newest items counting more, hand on their items.

    A neighbour weighs ``(overlap / sqrt(its length)) ** power`` and hands on its newest items most.
    """

    known: sparse.csr_matrix  # (n_known, n_items), 1 where the known member had the item
    handed_on: sparse.csr_matrix  # (n_known, n_items), the known members' decayed profiles
    rarity: NDArray[np.float32]  # (n_items,)
    decay: float
    power: float

    def __call__(self, sequences: Sequences) -> Scores:
        """Scores of every item, (n, n_items).

        A member who is among the known adds only items already in their own sequence, which no ranking keeps.
        """
        profile = decayed_profiles(sequences, self.decay).multiply(self.rarity).tocsr()
        overlap = (profile @ self.known.T).tocsr()
        size = np.asarray(self.known.sum(axis=1)).ravel()
        overlap.data = (overlap.data / np.sqrt(np.maximum(size, 1))[overlap.indices]) ** np.float32(self.power)
        return _dense(overlap.astype(np.float32) @ self.handed_on)


def neighbours(sequences: Sequences, decay: float, power: float, handing_decay: float) -> NeighbourScorer:
    """All members of ``sequences`` as possible neighbours; rarity is ``log(n_members / members with the item)``."""
    known = decayed_profiles(sequences, 1.0)
    known.data[:] = 1
    having = np.asarray(known.sum(axis=0)).ravel()
    rarity = np.log(sequences.lengths.size / (having + 1)).clip(min=0.1).astype(np.float32)
    return NeighbourScorer(known, decayed_profiles(sequences, handing_decay), rarity, decay, power)


def _dense(scores: sparse.csr_matrix | Scores) -> Scores:
    if isinstance(scores, np.ndarray):
        return scores
    filled: Scores = scores.toarray()
    return filled
