"""Sessions: histories in; the last thing that was taken up in each session, and where that session began, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import MINUTE, SECOND
from matinee.learning.histories import Histories
from matinee.members.columns import KIND_CODE

TAKEN: Final = [KIND_CODE[kind] for kind in ("play", "purchase", "cart_add", "list_add")]
TOLD: Final = [*TAKEN, *(KIND_CODE[kind] for kind in ("search", "open"))]
PASSIVE: Final = [KIND_CODE["impression"], KIND_CODE["message_sent"]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A member in the middle of a session: lines of their history from `begin`, the session from `session`, known up to
    `until`; at `at` (UTC microseconds) they are about to take up `item` (family row)."""

    who: str
    begin: int
    session: int
    until: int
    at: int
    item: int
    device: str
    time_zone: str


def turns_of(histories: Histories, family: NDArray[np.int32], minutes: float) -> Iterator[Turn]:
    """For each session in which something had been taken up or searched for before it, the last thing taken up.

    What is known ends before the first sign of that thing itself. Sessions end where nothing is done for `minutes`.
    """
    events = histories.events
    row = np.where(events.row >= 0, family[np.maximum(events.row, 0)], -1)
    watched = np.where(events.kind == KIND_CODE["play"], np.nan_to_num(events.seconds), 0.0) * SECOND
    for number, who in enumerate(histories.names):
        begin, end = int(histories.starts[number]), int(histories.starts[number + 1])
        gaps = np.diff(events.at[begin:end]) - watched[begin + 1 : end] > minutes * MINUTE
        edges = [begin, *(begin + 1 + np.flatnonzero(gaps)).tolist(), end]
        for first, last in pairwise(edges):
            found = _turn(histories, row, (begin, first, last), str(who))
            if found is not None:
                yield found


def _turn(histories: Histories, row: NDArray[np.int32], lines: tuple[int, int, int], who: str) -> Turn | None:
    begin, first, last = lines
    kind = histories.events.kind[first:last]
    taken = first + np.flatnonzero(np.isin(kind, TAKEN) & (row[first:last] >= 0))
    if not len(taken):
        return None
    item = int(row[taken[-1]])
    signs = (row[first:last] == item) & ~np.isin(kind, PASSIVE)
    until = first + int(np.flatnonzero(signs)[0])
    if not np.isin(kind[: until - first], TOLD).any():
        return None
    device, zone = str(histories.device[until]), str(histories.time_zone[until])
    return Turn(who, begin, first, until, int(histories.events.at[until]), item, device, zone)
