"""Features: scorers and sequences in, candidates with their features for the learned blend out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.learning.linear import Sequences
from matinee.learning.sequential.scorers import Scorer, Scores

_FLOOR = 0.01
_PER_SCORER = 4


@dataclass(frozen=True, slots=True)
class Sources:
    """What is blended: the leading scorers choose the candidates, all scorers and the item columns describe them."""

    leading: Sequence[Scorer]
    further: Sequence[Scorer]
    item_columns: NDArray[np.float32]  # (n_items, n_columns), such as popularity

    @property
    def n_features(self) -> int:
        """Features of a candidate."""
        return _PER_SCORER * (len(self.leading) + len(self.further)) + int(self.item_columns.shape[1])


@dataclass(frozen=True, slots=True)
class Listed:
    """Candidates of n members, best first by the leading scorers' mean."""

    items: NDArray[np.int32]  # (n, n_candidates)
    leading: list[Scores]  # each (n, n_candidates)
    base: Scores  # (n, n_items), -inf for items already seen

    def where(self, target: NDArray[np.int32]) -> NDArray[np.bool_]:
        """True (n, n_candidates) at the target (n,), if it is there and was not seen before."""
        there: NDArray[np.bool_] = (self.items == target[:, None]) & self.unseen
        return there

    @property
    def unseen(self) -> NDArray[np.bool_]:
        """False (n, n_candidates) where a catalogue is so small that seen items fill the list."""
        unseen: NDArray[np.bool_] = np.isfinite(np.take_along_axis(self.base, self.items, axis=1))
        return unseen


def list_candidates(sources: Sources, sequences: Sequences, n_candidates: int) -> Listed:
    """The unseen items of highest mean score, each leading scorer scaled to a maximum of 1."""
    n, size = sequences.lengths.size, min(n_candidates, sequences.n_items)
    seen = (np.repeat(np.arange(n), sequences.lengths), sequences.items)
    base = np.zeros((n, sequences.n_items), dtype=np.float32)
    scored = []
    for scorer in sources.leading:
        scores = scorer(sequences)
        scores[seen] = 0
        base += scores / (scores.max(axis=1, keepdims=True) + np.float32(1e-9))
        scored.append(scores)
    base[seen] = -np.inf
    best = np.argpartition(-base, size - 1, axis=1)[:, :size]
    order = np.argsort(-np.take_along_axis(base, best, axis=1), axis=1, kind="stable")
    items = np.take_along_axis(best, order, axis=1).astype(np.int32)
    return Listed(items, [np.take_along_axis(scores, items, axis=1) for scores in scored], base)


def describe(sources: Sources, sequences: Sequences, listed: Listed) -> NDArray[np.float32]:
    """Features (n, n_candidates, n_features) of the listed candidates."""
    columns = [column for scores in listed.leading for column in relative(scores)]
    for scorer in sources.further:
        columns += relative(np.take_along_axis(scorer(sequences), listed.items, axis=1))
    features = np.empty((*listed.items.shape, sources.n_features), dtype=np.float32)
    for place, column in enumerate(columns):
        features[:, :, place] = column
    features[:, :, len(columns) :] = sources.item_columns[listed.items]
    return features


def relative(scores: Scores) -> list[NDArray[np.float32]]:
    """A scorer's say within each list (n, n_candidates): share of the best, its log, 1 / rank, log rank."""
    share = np.maximum(scores, 0)
    share = share / (share.max(axis=1, keepdims=True) + np.float32(1e-9))
    rank = np.empty(scores.shape, dtype=np.float32)
    order = np.argsort(-share, axis=1, kind="stable")
    np.put_along_axis(rank, order, np.arange(scores.shape[1], dtype=np.float32)[None, :], axis=1)
    return [share, np.log(share + np.float32(_FLOOR)), 1 / (rank + 5), np.log(rank + 1)]
