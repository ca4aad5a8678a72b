"""Drafts: what a row kind proposes, before the page decides which rows stand where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.table.situation import Situation

WHYS: Final = (
    "because", "person", "genre", "popular", "window", "trending", "new", "list", "continue", "again",
    "explore", "pinned", "due", "with", "looked", "brand", "place", "season",
)  # fmt: skip
"""What a slot's reason may be; its code is the place here. `ref` and `n` fill in the words."""

WHY: Final = {name: code for code, name in enumerate(WHYS)}

OWN: Final = frozenset({"continue", "list", "again", "due"})
"""Kinds of rows that hold what the member met before; all others recommend."""


@dataclass(slots=True, eq=False)
class Whys:
    """Reasons of slots in columns: code (m,), what it refers to (m,) (an item row, label code or -1), a number (m,)."""

    code: NDArray[np.int8]
    ref: NDArray[np.int32]
    n: NDArray[np.int32]

    def take(self, at: NDArray[Any] | slice) -> Whys:
        """The reasons at these positions."""
        return Whys(self.code[at], self.ref[at], self.n[at])

    @classmethod
    def all(cls, why: str, ref: NDArray[Any] | int, n: NDArray[Any] | int, size: int) -> Whys:
        """The same kind of reason for every slot."""
        code, refs, numbers = np.empty(size, np.int8), np.empty(size, np.int32), np.empty(size, np.int32)
        code[:], refs[:], numbers[:] = WHY[why], ref, n
        return cls(code, refs, numbers)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates with their chances. All (m,): item row ascending, chance in [0, 1], may stand in rows of new things.

    order: positions by falling chance, equal ones by item row. group: a number per family, from 0.
    doubt: how little is known of each, above 0; exploration draws in proportion to it. families: whether any has two.
    """

    rows: NDArray[np.int32]
    chances: NDArray[np.float64]
    discovery: NDArray[np.bool_]
    order: NDArray[np.int64]
    group: NDArray[np.int32]
    doubt: NDArray[np.float64]
    families: bool = False

    def best(self, which: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
        """Positions of the `most` best among `which` (m,), best first; equal chances by item row."""
        return self.order[which[self.order]][:most]


def ranked_of(
    rows: NDArray[np.int32],
    chances: NDArray[np.float64],
    discovery: NDArray[np.bool_],
    family: NDArray[np.int32],
    doubt: NDArray[np.float64],
) -> Ranked:
    """Candidates (m,) of these families (m,), put in order."""
    order = falling(chances)
    group = np.arange(len(rows), dtype=np.int32)
    if (family != rows).any():
        group = np.unique(family, return_inverse=True)[1].astype(np.int32)
    return Ranked(rows, chances, discovery, order, group, doubt, int(group.max(initial=-1)) + 1 < len(rows))


PLACES: Final = 10_000_000
"""Chances are told to seven places; so they can be put in order as whole numbers."""


def falling(chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions (m,) by falling chance in [0, 1], equal ones (to seven places) in their own order."""
    keys = ((PLACES - np.rint(chances * PLACES)).astype(np.int64) << 32) | np.arange(len(chances))
    keys.sort()
    return keys & 0xFFFFFFFF


@dataclass(slots=True, eq=False)
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

    @property
    def theme(self) -> str:
        """What rows of different kinds may have in common: their genre, "" for none."""
        return str(self.about.get("genre", ""))

    @property
    def name(self) -> str:
        """The row in short, for people who ask what was displaced."""
        return f"{self.kind} {self.key}".strip()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a row kind works on: the situation, the ranked candidates, and how deep a row may be.

    place: (n,) position of each item row among the candidates, -1 for none. best: positions of the candidates that may
    stand in rows of new things, best first; rows: their item rows. rank: (m,) how many stand before each candidate.
    wide: the page is long; asked is for the rows that join later.
    """

    situation: Situation
    ranked: Ranked
    depth: int
    place: NDArray[np.int32]
    best: NDArray[np.int64]
    rows: NDArray[np.int32]
    rank: NDArray[np.int64]
    wide: bool = False
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # what several rows look up

    def some(self, first: int, later: int) -> slice:
        """Which of a list of anchors or labels speak now: the first ones, or those that join on a long page."""
        return slice(first, first + later) if self.wide else slice(0, first)
