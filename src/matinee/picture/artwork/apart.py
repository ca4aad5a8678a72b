"""Apart: what the pictures of a page look like and their columns in; what standing near its like costs each out."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KIN: Final = 2.0
"""Logits that a picture loses for each one of its form in view."""
SAME: Final = 8.0
"""What it loses besides for each one of its form in its inks: no two alike in one viewport."""
BESIDE: Final = 9
"""How many places to the left are in view with one."""
ABOVE: Final = 3
"""How many rows above are in view with one."""
FIRST: Final = 10
"""Columns that are in view before a row is moved."""


def apart(total: Floats, looks: NDArray[np.int32], columns: Ints) -> tuple[Ints, Floats]:
    """The place taken (m,) in each line of `total` (m, k), and what each picture lost (m, k) by its like in view.

    Places are settled in reading order: only those before one, in its row and the rows above, cost it anything, so that
    the choice of each is given by those before it.

    Args:
        looks: (m, k, 2) codes of form, and of form with inks; below 0 where a picture has none.
        columns: (m,) of the page, row by row.
    """
    taken, cost = total.argmax(axis=1), np.zeros(total.shape)
    options, values, first = looks.tolist(), total.tolist(), taken.tolist()
    for n, seen in enumerate(_in_view(options, first, columns.tolist())):
        lost = [KIN * seen[form] + SAME * seen[~same] if form >= 0 else 0.0 for form, same in options[n]]
        if any(lost):
            cost[n] = lost
            left = [value - less for value, less in zip(values[n], lost, strict=True)]
            first[n] = left.index(max(left))
    return np.array(first, np.int64), cost


def _in_view(options: list[list[list[int]]], taken: list[int], columns: list[int]) -> Iterator[Counter[int]]:
    """For each place, how often each form (and each form with inks, as its complement) stands before it in view; the
    place may be taken anew before the next one is asked for."""
    above: deque[Counter[int]] = deque(maxlen=ABOVE)
    row: list[int] = []
    seen: Counter[int] = Counter()
    for n, column in enumerate(columns):
        if n and column <= columns[n - 1]:
            above.append(_told(options, taken, row[:FIRST]))
            row, seen = [], sum(above, Counter())
        elif column == FIRST:
            seen = _told(options, taken, row[-BESIDE:])
        elif column > FIRST:
            seen.subtract(_told(options, taken, row[-BESIDE - 1 : -BESIDE]))
        yield seen
        row.append(n)
        seen.update(_told(options, taken, row[-1:]))


def _told(options: list[list[list[int]]], taken: list[int], places: list[int]) -> Counter[int]:
    told: Counter[int] = Counter()
    for n in places:
        form, same = options[n][taken[n]]
        if form >= 0:
            told[form] += 1
            told[~same] += 1
    return told
