"""Given scores: what another engine says of items in; candidates and chances of this member out."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation


def member_key(member: str) -> int:
    """The number under which a member's scores are kept; "" is 0: for everybody."""
    return int.from_bytes(blake2b(member.encode(), digest_size=8).digest()) if member else 0


def given_to(s: Situation) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Item rows (k,) and scores (k,) in [0, 1] given for this member; those for everybody where there are no own."""
    who = s.snapshot.learned.get("given.who")
    if who is None or not len(who):
        return np.zeros(0, np.int32), np.zeros(0)
    for key in (member_key(s.profile.who), 0):
        span = slice(*np.searchsorted(who, np.array([key, key], np.uint64) + np.array([0, 1], np.uint64)))
        if span.stop > span.start:
            return s.snapshot.learned["given.row"][span], s.snapshot.learned["given.score"][span]
    return np.zeros(0, np.int32), np.zeros(0)


def with_given(s: Situation, rows: NDArray[np.int32], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances (m,) of the candidates (m,), the given ones in place of ours where there are any."""
    items, scores = given_to(s)
    inside = items < s.n
    if not inside.any():
        return chances
    whole = np.full(s.n, np.nan)
    whole[items[inside]] = scores[inside]
    return np.where(np.isnan(whole[rows]), chances, whole[rows])
