"""Transitions: sequences in; what stood before and what came after each moment out, as decayed counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear.sequences import Sequences


@dataclass(frozen=True, slots=True)
class Moments:
    """Every moment between two events: the decayed prefix and the decayed future, in sparse rows."""

    prefix: sparse.csr_matrix  # (n_moments, n_items), newest item weighs 1
    future: sparse.csr_matrix  # (n_moments, n_items), next item weighs 1


def _pairs(sequences: Sequences, reach: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Positions (earlier, later) of all ordered pairs at most ``reach`` apart, and their distance from 1."""
    place, last = sequences.place(), np.repeat(sequences.lengths, sequences.lengths)
    event = np.arange(sequences.items.size)
    earlier, distance = [], []
    for step in range(1, min(reach, int(last.max(initial=1)) - 1) + 1):
        starts = event[place + step < last]
        earlier.append(starts)
        distance.append(np.full(starts.size, step))
    before = np.concatenate(earlier) if earlier else np.empty(0, np.int64)
    apart = np.concatenate(distance) if distance else np.empty(0, np.int64)
    return before, before + apart, apart


def decayed_counts(sequences: Sequences, decay: float, reach: int = 50) -> sparse.csr_matrix:
    """How often item j came after item i, each time weighted by ``decay ** (distance - 1)``; (n_items, n_items).

    Directed: row = earlier item, column = later item. Pairs further apart than ``reach`` events are left out.
    """
    before, after, apart = _pairs(sequences, reach)
    weight = np.power(np.float32(decay), apart - 1).astype(np.float32)
    shape = (sequences.n_items, sequences.n_items)
    counts = sparse.csr_matrix((weight, (sequences.items[before], sequences.items[after])), shape=shape)
    counts.sum_duplicates()
    counts.setdiag(0)
    counts.eliminate_zeros()
    return counts


def moments(sequences: Sequences, prefix_decay: float, future_decay: float, reach: int = 50) -> Moments:
    """The decayed prefix and decayed future of every moment that has both.

    The moment after event t of a sequence has prefix ``sum prefix_decay ** (t - s)`` over s <= t and future
    ``sum future_decay ** (s - t - 1)`` over s > t, each up to ``reach`` events away.
    """
    before, after, apart = _pairs(sequences, reach)
    n, shape = sequences.items.size, (sequences.items.size, sequences.n_items)
    has_future = sequences.place() < np.repeat(sequences.lengths, sequences.lengths) - 1
    own = np.arange(n)[has_future]
    rows = np.concatenate([own, after[has_future[after]]])
    items = np.concatenate([sequences.items[own], sequences.items[before[has_future[after]]]])
    weight = np.concatenate([np.zeros(own.size), apart[has_future[after]]])
    prefix = sparse.csr_matrix((np.power(prefix_decay, weight).astype(np.float32), (rows, items)), shape=shape)
    ahead = np.power(future_decay, apart - 1).astype(np.float32)
    future = sparse.csr_matrix((ahead, (before, sequences.items[after])), shape=shape)
    return Moments(prefix[has_future], future[has_future])
