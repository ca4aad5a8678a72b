"""Matching: a plain query and names in, how well each name matches it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.table.search.edits import edits
from matinee.table.search.index import Name

Scores = NDArray[np.float32]

NAME_WEIGHTS: Final = np.array([1.0, 0.98, 0.92, 0.90, 0.85], np.float32)
"""What a whole match is worth by kind of name: title, other title, person, genre, tag."""
NEAR: Final = 0.45
"""The best score of what is no match but the nearest there is."""


def allowed_edits(length: int) -> int:
    """How many typos a query of this length may have and still mean a name.

    Example:
        >>> [allowed_edits(length) for length in (2, 3, 7, 8, 14, 15)]
        [0, 1, 1, 2, 2, 3]
    """
    return int(np.searchsorted([3, 8, 15], length, "right"))


def prefix_scores(form: str, names: Sequence[Name]) -> Scores:
    """How well a plain query matches names that begin with it, in [0, 1]; see `name_scores`."""
    covered = (len(form) / np.array([len(name.text) for name in names])).astype(np.float32)
    return np.where(covered == 1, 1, _of_part(covered)).astype(np.float32) * _weights(names)


def name_scores(form: str, names: Sequence[Name]) -> Scores:
    """How well a plain query matches each name, in [0, 1]; at most NEAR where there are too many typos.

    A whole name with d typos scores 1 - d / length; a part of a name .8 to .95 of that, by how much of the name it
    covers; times a weight of the kind of name. A part of a longer query may have one typo less than a whole name: with
    few signs to meet, two are soon met by chance.
    """
    if not names:
        return np.empty(0, np.float32)
    whole, part = edits(form, [name.text for name in names])
    typed = len(form)
    lengths = np.array([len(name.text) for name in names], np.float32)
    allowed = allowed_edits(typed)
    in_part = max(min(allowed, 1), allowed - 1)
    as_whole = np.maximum(0, 1 - whole / np.maximum(lengths, typed))
    as_part = np.maximum(0, 1 - part / typed) * _of_part(np.minimum(1, typed / lengths).astype(np.float32))
    match = np.maximum(np.where(whole <= allowed, as_whole, 0), np.where(part <= in_part, as_part, 0))
    near = NEAR * np.maximum(as_whole, as_part)
    weights = _weights(names)
    return np.where(match > 0, np.maximum(match * weights, NEAR + 0.01), near * weights).astype(np.float32)


def _of_part(covered: Scores) -> Scores:
    return np.float32(0.8) + np.float32(0.15) * covered


def _weights(names: Sequence[Name]) -> Scores:
    return NAME_WEIGHTS[[name.kind for name in names]]
