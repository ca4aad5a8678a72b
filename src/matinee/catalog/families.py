"""Families: each item's parent and number in, its top-most ancestor and the playing order of a family out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
LAST = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Families:
    """Who belongs to whom, by item row.

    `parts[starts[f]:starts[f + 1]]` are the playable parts (leaves) of the family at row f, in order of season and
    episode; an item without parts is its own family and its own only part.
    """

    parent: Rows  # (rows,) row of the parent, -1 where there is none
    family: Rows  # (rows,) row of the top-most ancestor, itself where it has no parent
    parts: Rows  # (leaves,)
    starts: NDArray[np.int64]  # (rows + 1,)

    def parts_of(self, family: int) -> Rows:
        """The playable parts of a family in playing order."""
        return self.parts[self.starts[family] : self.starts[family + 1]]


def find_families(parents: Sequence[str], number: Rows, row_of: Mapping[str, int]) -> Families:
    """Parent ids (rows,; "" for none) and numbers (rows,; -1 for none) -> Families.

    A parent that is not in the catalogue, and a ring of parents, count as no parent.
    """
    n = len(parents)
    parent = np.full(n, -1, np.int32)
    for row, name in enumerate(parents):
        if name:
            parent[row] = row_of.get(name, -1)
    family = _roots(parent)
    parent[family == np.arange(n)] = -1
    is_leaf = np.ones(n, bool)
    is_leaf[parent[parent >= 0]] = False
    leaves = np.flatnonzero(is_leaf).astype(np.int32)
    own = np.where(number < 0, LAST, number)
    above = np.where((parent >= 0) & (parent != family), own[parent], 0)
    order = np.lexsort((leaves, own[leaves], above[leaves], family[leaves]))
    parts = leaves[order]
    starts = np.concatenate(([0], np.cumsum(np.bincount(family[parts], minlength=n))))
    return Families(parent, family, parts, starts.astype(np.int64))


def _roots(parent: Rows) -> Rows:
    """The last ancestor of each row by pointer doubling; members of a ring become their own."""
    own = np.arange(len(parent), dtype=np.int32)
    up = np.where(parent < 0, own, parent).astype(np.int32)
    root = up
    for _ in range(max(1, len(parent)).bit_length()):
        root = root[root]
    return np.where(up[root] == root, root, own).astype(np.int32)


def next_part(parts: Rows, finished: Rows, playable: NDArray[np.bool_] | None = None) -> int:
    """The part to play now: the first unfinished one after the furthest finished; else the earliest unfinished;
    else, all being finished, the first. -1 where nothing may be played.

    Args:
        parts: playable parts in order, as from `Families.parts_of`.
        finished: item rows that the member has finished, in any order.
        playable: (rows,) mask of what may be played now.
    """
    allowed = parts if playable is None else parts[playable[parts]]
    if not len(allowed):
        return -1
    done = np.isin(parts, finished)
    furthest = int(np.flatnonzero(done)[-1]) if done.any() else -1
    open_parts = allowed[~np.isin(allowed, finished)]
    later = open_parts[np.isin(open_parts, parts[furthest + 1 :])]
    for choice in (later, open_parts, allowed):
        if len(choice):
            return int(choice[0])
    return -1
