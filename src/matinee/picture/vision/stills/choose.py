"""Candidates that passed all checks in, at most fifty stills out: good, spread over film and characters, none alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.picture.vision.hashes import ALIKE, distance


@dataclass(frozen=True)
class Rated:
    """What choosing needs of a candidate: time, score in [0, 1], perceptual hash, characters on it."""

    seconds: float
    score: float
    hash: int
    characters: frozenset[int]


def choose(rated: Sequence[Rated], length: float, most: int = 50) -> tuple[list[int], list[int]]:
    """Numbers of the chosen, in order of time, and of those left out because they are nearly alike.

    Greedy: the next still is the one with the best score, plus a share for its distance in time to the chosen and for
    characters not yet shown.
    """
    chosen: list[int] = []
    alike: set[int] = set()
    shown: set[int] = set()
    gap = np.full(len(rated), np.inf)
    span = max(length / most, 1e-9)
    while len(chosen) < most:
        left = [at for at in range(len(rated)) if at not in alike and at not in chosen]
        if not left:
            break
        best = max(left, key=lambda at: _worth(rated[at], float(gap[at]), span, shown))
        chosen.append(best)
        shown |= rated[best].characters
        gap = np.minimum(gap, [abs(one.seconds - rated[best].seconds) for one in rated])
        alike |= {at for at in left if at != best and distance(rated[at].hash, rated[best].hash) <= ALIKE}
    return sorted(chosen, key=lambda at: rated[at].seconds), sorted(alike)


def _worth(one: Rated, gap: float, span: float, shown: set[int]) -> float:
    fresh = 0.2 if one.characters - shown else 0.0
    return one.score + 0.4 * min(1.0, gap / (2 * span)) + fresh
