"""Visits: histories in; each session of their members, what was known before it and what was played in it, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import MINUTE, SECOND
from matinee.learning.histories import Histories
from matinee.members.columns import KIND_CODE


@dataclass(frozen=True, slots=True)
class Visit:
    """A member comes at `at` (UTC microseconds), their history of the lines `known` behind them, and plays these
    family rows, in order."""

    who: str
    known: slice
    at: int
    played: tuple[int, ...]
    device: str
    time_zone: str


def visits_of(histories: Histories, family: NDArray[np.int32], minutes: float, since: int = 0) -> Iterator[Visit]:
    """Every session from `since` on that has something before it; it ends where nothing is done for `minutes`, and
    what is watched in it takes its seconds."""
    events = histories.events
    play = events.kind == KIND_CODE["play"]
    watched = np.where(play, np.nan_to_num(events.seconds), 0.0) * SECOND
    for number, who in enumerate(histories.names):
        begin, end = int(histories.starts[number]), int(histories.starts[number + 1])
        gaps = np.diff(events.at[begin:end]) - watched[begin + 1 : end] > minutes * MINUTE
        edges = [*(begin + 1 + np.flatnonzero(gaps)).tolist(), end]
        for first, last in pairwise(edges):
            at = int(events.at[first] - watched[first])
            if at >= since:
                rows = events.row[first:last][play[first:last]]
                played = tuple(dict.fromkeys(family[rows[rows >= 0]].tolist()))
                device, zone = str(histories.device[first]), str(histories.time_zone[first])
                yield Visit(str(who), slice(begin, first), at, played, device, zone)
