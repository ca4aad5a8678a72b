"""Lines: rows that are being filled in; the rows of the plan, in columns of arrays, out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matinee.table.page.drafts import OWN, WHY, Draft, Ranked, Whys
from matinee.table.page.explore import Drawn


@dataclass(slots=True, eq=False)
class PlannedRow:
    """A row of the plan: its draft, and per slot (k,) the place in the draft's picks (-1 for what the house pinned),
    the position into `Ranked`, chance and propensity, and whether it was tried."""

    draft: Draft
    places: NDArray[np.int64]
    picks: NDArray[np.int64]
    scores: NDArray[np.float64]
    propensity: NDArray[np.float64]
    tried: NDArray[np.bool_]
    value: float
    displaced: tuple[str, float] = ("", 0.0)  # the next best row for this place, and its value

    def whys(self, ranked_whys: Whys) -> Whys:
        """The true reason of each slot: the row's own, else the candidate's (k,); exploration and pins say so."""
        own = self.draft.whys
        found = own.take(np.maximum(self.places, 0)) if own is not None else ranked_whys
        special = self.tried | (self.places < 0)
        if not special.any():
            return found
        code, ref, n = found.code.copy(), found.ref.copy(), found.n.copy()
        code[self.tried], code[self.places < 0] = WHY["explore"], WHY["pinned"]
        ref[special], n[special] = -1, 0
        return Whys(code, ref, n)


@dataclass(slots=True, eq=False)
class Line:
    """A row while it is filled: per slot the place in the draft's picks (-1 pinned), propensity, and whether tried;
    `pins` are the positions of what the house pinned, by column."""

    draft: Draft
    value: float
    displaced: tuple[str, float]
    places: list[int] = field(default_factory=list)
    propensity: list[float] = field(default_factory=list)
    tried: list[bool] = field(default_factory=list)
    pins: list[int] = field(default_factory=list)

    def put(self, places: list[int], propensity: float) -> None:
        """Append slots that were not tried."""
        self.places += places
        self.propensity += [propensity] * len(places)
        self.tried += [False] * len(places)

    def try_out(self, drawn: Drawn) -> None:
        """Append what exploration chose."""
        self.places += drawn.order.tolist()
        self.propensity += drawn.propensity.tolist()
        self.tried += drawn.tried.tolist()

    def arrange(self, look: NDArray[np.float64]) -> None:
        """Put the best where it is looked at most; attention (head,)."""
        to = np.argsort(np.argsort(-look[: len(self.places)], kind="stable"), kind="stable").tolist()
        self.places = [self.places[n] for n in to]
        self.propensity = [self.propensity[n] for n in to]
        self.tried = [self.tried[n] for n in to]


def pin(ranked: Ranked, page: list[Line], pins: list[tuple[int, int]], columns: int) -> None:
    """Put (column, position into `ranked`) of the house into the first row that recommends; others move right."""
    line = next((line for line in page if line.draft.kind not in OWN), None)
    if not pins or line is None:
        return
    for column, position in sorted(pins):
        at = min(column, len(line.places))
        line.pins.insert(sum(place < 0 for place in line.places[:at]), position)
        line.places.insert(at, -1)
        line.propensity.insert(at, 1.0)
        line.tried.insert(at, False)
    del line.places[columns:], line.propensity[columns:], line.tried[columns:]


def planned(ranked: Ranked, page: list[Line]) -> list[PlannedRow]:
    """All rows in one pass over their slots."""
    if not page:
        return []
    ends = np.cumsum([0, *(len(line.places) for line in page)]).tolist()
    places = np.array([place for line in page for place in line.places], np.int64)
    propensity = np.array([chance for line in page for chance in line.propensity], np.float64)
    tried = np.array([tried for line in page for tried in line.tried], bool)
    spans = [slice(begin, end) for begin, end in pairwise(ends)]
    picks = np.concatenate([line.draft.picks.take(places[span]) for line, span in zip(page, spans, strict=True)])
    for line, span in zip(page, spans, strict=True):
        if line.pins:
            at = np.flatnonzero(places[span] < 0)
            picks[span][at] = line.pins[: len(at)]
    scores = ranked.chances.take(picks)
    for line, span in zip(page, spans, strict=True):
        if line.draft.chances is not None:
            own = places[span] >= 0
            scores[span][own] = line.draft.chances[places[span][own]]
    return [
        PlannedRow(line.draft, places[at], picks[at], scores[at], propensity[at], tried[at], line.value, line.displaced)
        for line, at in zip(page, spans, strict=True)
    ]
