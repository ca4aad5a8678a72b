"""What is found: the value that search and similar hand out, and its order for one member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Scores = NDArray[np.float32]

MATCHES: Final = ("title", "other title", "person", "genre", "tag", "words", "similar")
"""Kinds of match, as numbered in `Found.kinds`: five kinds of names, words in any text, likeness of content."""
WORDS: Final = 5
SIMILAR: Final = 6

TASTE_SHARE: Final = 0.2
"""How far a member's taste can lift a match: as much as a fifth of the scale from no match to a whole one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds, best first: item rows (n,), match scores in [0, 1] (n,), kinds of match (n,), see MATCHES.

    `neighbours` is set where what was asked for is not to be had and the rows are only the nearest to it; `about` is
    then its row where the catalogue knows it but may not show it, else -1.
    """

    rows: Rows
    scores: Scores
    kinds: NDArray[np.int8]
    neighbours: bool = False
    about: int = -1

    def __len__(self) -> int:
        return len(self.rows)

    def best(self, limit: int) -> Found:
        """The first `limit`."""
        return Found(self.rows[:limit], self.scores[:limit], self.kinds[:limit], self.neighbours, self.about)


def blend(found: Found, taste: Scores, share: float = TASTE_SHARE) -> Found:
    """The same rows in a member's order: match score + share x the row's rank by taste among the rows found.

    A rank, not a score, so that any scale of taste will do; equal tastes leave the order as it was. A whole title keeps
    its place before a part of a title, since the two are further apart than taste can lift.

    Args:
        found: rows by match.
        taste: (rows found,) how good each is for this member now, on any scale; NaN means not known, and least.
        share: how far taste can lift, in units of match score.

    Example:
        >>> f = Found(np.array([7, 8], np.int32), np.array([.9, .9], np.float32), np.array([2, 2], np.int8))
        >>> blend(f, np.array([.1, .6], np.float32)).rows.tolist()
        [8, 7]
    """
    if len(found) < 2:
        return found
    known = np.nan_to_num(taste.astype(np.float64), nan=-np.inf, posinf=np.finfo(np.float64).max)
    rank = np.searchsorted(np.sort(known), known, "left") / (len(known) - 1)
    order = np.argsort(-(found.scores + share * rank), kind="stable")
    return Found(found.rows[order], found.scores[order], found.kinds[order], found.neighbours, found.about)
