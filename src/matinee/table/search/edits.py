"""Edit distances: a query and many names in, how many typos lie between them out, for all names at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int16]
MAX_SIGNS = 64
_FAR = 1_000


def edits(query: str, names: Sequence[str]) -> tuple[Counts, Counts]:
    """Typos between a query and each name: (names,) against the whole name, (names,) against its best part.

    A typo is a sign put in, left out, replaced, or swapped with its neighbour (optimal string alignment, Damerau 1964).
    A part begins where a word begins and ends anywhere, so that what is half typed has no typos. Signs behind the
    first 64 are not looked at.

    Example:
        >>> whole, part = edits("star wrs", ["star wars", "star wars episode iv"])
        >>> whole.tolist(), part.tolist()
        ([1, 12], [1, 1])
    """
    query, cut = query[:MAX_SIGNS], [name[:MAX_SIGNS] for name in names]
    lengths = np.array([len(name) for name in cut], np.int64)
    width = int(lengths.max(initial=0))
    signs = _codes(cut, width)
    last = _align(_codes([query], len(query))[0], np.concatenate((signs, signs)), _starts(signs, width))
    n = len(names)
    whole = last[np.arange(n), lengths]
    part = np.where(np.arange(width + 1) <= lengths[:, None], last[n:], _FAR).min(1, initial=_FAR)
    return whole.astype(np.int16), part.astype(np.int16)


def _codes(names: Sequence[str], width: int) -> NDArray[np.uint32]:
    """(names, width) code points, 0 behind the end."""
    return np.frombuffer("".join(name.ljust(width, "\0") for name in names).encode("utf-32-le"), np.uint32).reshape(
        len(names), width
    )


def _starts(signs: NDArray[np.uint32], width: int) -> Counts:
    """(2 names, width + 1) the alignment's first line: whole names from their start, parts from any word's start."""
    steps = np.arange(width + 1, dtype=np.int16)
    inside = np.full((len(signs), width + 1), _FAR, np.int16)
    inside[:, 0] = 0
    inside[:, 1:][signs == ord(" ")] = 0
    parts = np.minimum.accumulate(inside - steps, axis=1) + steps
    return np.concatenate((np.broadcast_to(steps, parts.shape), parts))


def _align(query: NDArray[np.uint32], signs: NDArray[np.uint32], first: Counts) -> Counts:
    """The last line of the alignment of the query with each row of signs."""
    steps = np.arange(first.shape[1], dtype=np.int16)
    before, above = first, first
    for i, sign in enumerate(query):
        line = above + 1
        same = signs == sign
        np.minimum(line[:, 1:], above[:, :-1] + ~same, out=line[:, 1:])
        if i:
            swapped = same[:, :-1] & (signs[:, 1:] == query[i - 1])
            np.minimum(line[:, 2:], np.where(swapped, before[:, :-2] + 1, _FAR), out=line[:, 2:])
        line = np.minimum.accumulate(line - steps, axis=1) + steps
        before, above = above, line
    return above
