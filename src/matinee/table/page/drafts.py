"""Drafts: what a row kind proposes, before the page decides which rows stand where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation

WHYS: Final = (
    "because", "person", "genre", "popular", "window", "trending", "new", "list", "continue", "again",
    "explore", "pinned",
)  # fmt: skip
"""What a slot's reason may be; its code is the place here. `ref` and `n` fill in the words."""

WHY: Final = {name: code for code, name in enumerate(WHYS)}


@dataclass(frozen=True, slots=True)
class Whys:
    """Reasons of slots in columns: code (m,), what it refers to (m,) (an item row, label code or -1), a number (m,)."""

    code: NDArray[np.int8]
    ref: NDArray[np.int32]
    n: NDArray[np.int32]

    def take(self, at: NDArray[Any]) -> Whys:
        """The reasons at these positions."""
        return Whys(self.code[at], self.ref[at], self.n[at])

    @classmethod
    def all(cls, why: str, ref: NDArray[Any] | int, n: NDArray[Any] | int, size: int) -> Whys:
        """The same kind of reason for every slot."""
        return cls(
            np.full(size, WHY[why], np.int8),
            np.broadcast_to(np.asarray(ref, np.int32), size),
            np.broadcast_to(np.asarray(n, np.int32), size),
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates with their chances. All (m,): item row, chance in [0, 1], may stand in rows of new things, reason."""

    rows: NDArray[np.int32]
    chances: NDArray[np.float64]
    discovery: NDArray[np.bool_]
    whys: Whys

    def best(self, which: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
        """Positions of the `most` best among `which` (m,), best first; equal chances by item row."""
        at = np.flatnonzero(which)
        if len(at) > most:
            at = at[np.argpartition(-self.chances[at], most - 1)[:most]]
        order = np.lexsort((self.rows[at], -self.chances[at]))
        return at[order]


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that could stand: its kind, what it is about, and positions into `Ranked`, best first.

    `about` fills the templates; `words` is the template's key; `lift` multiplies the chances, as the row's own promise.
    """

    kind: str
    words: str
    picks: NDArray[np.int64]
    about: dict[str, str | int] = field(default_factory=dict)
    whys: Whys | None = None  # one per pick; else the candidates' own
    chances: NDArray[np.float64] | None = None  # one per pick where the row knows better than the ranking
    lift: float = 1.0
    key: str = ""

    def chances_of(self, ranked: Ranked, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """The chances of these picks (k,): the row's own, else the candidates'."""
        return self.chances[at] if self.chances is not None else ranked.chances[self.picks[at]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a row kind works on: the situation, the ranked candidates, and how deep a row may be."""

    situation: Situation
    ranked: Ranked
    depth: int
