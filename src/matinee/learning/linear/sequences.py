"""Sequences: each member's item rows in order of time, held as two flat columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.core.errors import ShapeError


@dataclass(frozen=True, slots=True)
class Sequences:
    """What n members did, oldest first: member m holds ``items[offsets[m] : offsets[m + 1]]``."""

    offsets: NDArray[np.int64]  # (n + 1,) rising from 0
    items: NDArray[np.int32]  # (n_events,) item rows
    n_items: int  # size of the catalogue

    def __post_init__(self) -> None:
        """Raise ShapeError where the columns do not fit together."""
        if self.offsets[0] != 0 or self.offsets[-1] != self.items.size or (np.diff(self.offsets) < 0).any():
            raise ShapeError(f"offsets do not rise from 0 to {self.items.size} events", "give cumulated lengths")
        if self.items.size and not 0 <= int(self.items.min()) <= int(self.items.max()) < self.n_items:
            raise ShapeError(f"item rows leave [0, {self.n_items})", "number the items from 0 first")

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Events per member, (n,)."""
        return np.diff(self.offsets)

    def place(self) -> NDArray[np.int64]:
        """Place of each event in its member's sequence, (n_events,), from 0."""
        return np.arange(self.items.size) - np.repeat(self.offsets[:-1], self.lengths)

    def without_last(self, n: int) -> Sequences:
        """The same members, each without the last ``n`` events (none where there are fewer)."""
        kept = np.maximum(self.lengths - n, 0)
        mask = self.place() < np.repeat(kept, self.lengths)
        return Sequences(np.concatenate([[0], np.cumsum(kept)]), self.items[mask], self.n_items)

    def take(self, members: NDArray[np.int64]) -> Sequences:
        """The sequences of the named member rows, in the order given."""
        lengths = self.lengths[members]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        at = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - self.offsets[:-1][members], lengths)
        return Sequences(offsets, self.items[at], self.n_items)


def decayed_profiles(sequences: Sequences, decay: float) -> sparse.csr_matrix:
    """Each member's items weighted by ``decay ** distance from the end``, (n, n_items) float32.

    A repeated item counts with the sum of its weights; ``decay`` lies in (0, 1], 1 forgets nothing.
    """
    from_end = np.repeat(sequences.lengths, sequences.lengths) - 1 - sequences.place()
    weight = np.power(np.float32(decay), from_end).astype(np.float32)
    shape = (sequences.lengths.size, sequences.n_items)
    profiles = sparse.csr_matrix((weight, sequences.items.copy(), sequences.offsets.copy()), shape=shape)
    profiles.sum_duplicates()  # sorts in place: the sequence must not be shared with it
    return profiles
