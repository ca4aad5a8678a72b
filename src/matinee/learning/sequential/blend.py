"""The blend: sources and each member's held-out next item in; a model that ranks the whole catalogue out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.learning.linear import Sequences
from matinee.learning.sequential.features import Listed, Sources, describe, list_candidates
from matinee.learning.sequential.listwise import fit_softmax

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Cases:
    """Lists in which the next item is among the candidates."""

    members: NDArray[np.int64]  # (n_cases,) member rows
    features: NDArray[np.float32]  # (n_cases, n_candidates, n_features)
    chosen: NDArray[np.int64]  # (n_cases,) column of the next item


@dataclass(frozen=True, slots=True)
class Blend:
    """A learned ranking: features are centred and scaled, then weighted."""

    sources: Sources
    n_candidates: int
    mean: NDArray[np.float32]  # (n_features,)
    scale: NDArray[np.float32]  # (n_features,)
    weights: NDArray[np.float32]  # (n_features,)

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores (n, n_candidates) of features (n, n_candidates, n_features)."""
        scores: NDArray[np.float32] = features @ (self.weights / self.scale)
        return scores


def collect_cases(sources: Sources, sequences: Sequences, target: NDArray[np.int32], n_candidates: int) -> Cases:
    """Features of the members whose next item ``target`` (n,) is among their candidates; the others cannot teach."""
    members, features, chosen = [], [], []
    for rows, block in blocks(sequences):
        listed = list_candidates(sources, block, n_candidates)
        hit = listed.where(target[rows])
        found = np.flatnonzero(hit.any(axis=1))
        part = Listed(listed.items[found], [scores[found] for scores in listed.leading], listed.base[:0])
        members.append(rows[found])
        chosen.append(hit[found].argmax(axis=1))
        features.append(describe(sources, block.take(found), part))
    return Cases(np.concatenate(members), np.concatenate(features), np.concatenate(chosen))


def fit_blend(sources: Sources, cases: Cases) -> Blend:
    """Weights under which the next item is the most probable of its list."""
    mean = cases.features.mean(axis=(0, 1))
    scale = cases.features.std(axis=(0, 1)) + np.float32(1e-6)
    weights = fit_softmax((cases.features - mean) / scale, cases.chosen)
    return Blend(sources, cases.features.shape[1], mean, scale, weights)


def ranks(blend: Blend, sequences: Sequences, target: NDArray[np.int32]) -> NDArray[np.float64]:
    """Rank (n,) from 0 of the target in the whole catalogue without items already seen; ties share their mean rank.

    Candidates come first, in the blend's order, then all other items in the leading scorers' order.
    """
    found = np.empty(target.size)
    for rows, block in blocks(sequences):
        listed = list_candidates(blend.sources, block, blend.n_candidates)
        scores = blend.score(describe(blend.sources, block, listed))
        found[rows] = _ranks_in_lists(listed, scores, target[rows])
    return found


def rank_in(scores: NDArray[np.float32], own: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rank (n,) from 0 of a score ``own`` (n,) that stands in its row of ``scores`` (n, m); ties share their mean.

    An item that may not be ranked (a score of -inf) is never reached: inf.
    """
    above = (scores > own[:, None]).sum(axis=1)
    alike = (scores == own[:, None]).sum(axis=1) - 1
    return np.where(np.isfinite(own), above + np.maximum(alike, 0) / 2, np.inf)


def _ranks_in_lists(listed: Listed, scores: NDArray[np.float32], target: NDArray[np.int32]) -> NDArray[np.float64]:
    n, width = listed.items.shape
    hit, scores = listed.where(target), np.where(listed.unseen, scores, -np.inf)
    inside = hit.any(axis=1)
    result = np.maximum(rank_in(listed.base, listed.base[np.arange(n), target]), width)
    result[inside] = rank_in(scores[inside], scores[inside, hit[inside].argmax(axis=1)])
    return result


def blocks(sequences: Sequences) -> Iterator[tuple[NDArray[np.int64], Sequences]]:
    """Member rows and their sequences, a block at a time."""
    for start in range(0, sequences.lengths.size, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, sequences.lengths.size))
        yield rows, sequences.take(rows)
