"""A day's figures under a policy: visits counted up, rates and shares out."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.worlds.columns import KIND, Happened
from matinee.worlds.state import LoopState
from matinee.worlds.visit import Visit


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A day under a policy. Liking is the planted truth in [0, 1], summed over what was played or bought."""

    day: int
    members: int
    sessions: int
    looks: int
    opens: int
    plays: int
    liking: float
    plays_per_session: float
    liking_per_session: float
    opens_per_session: float
    retention: float  # share of members who have not left for good
    discovery_share: float  # plays from the page among all plays
    effective_catalogue: float  # Gomez-Uribe and Hunt 2015: 2 x mean popularity rank of a play - 1
    opt_out_share: float
    messages: int
    revenue: float


@dataclass(slots=True)
class Tally:
    """Sums over a day; begins with how many messages there were and a zero for each item."""

    messages: int
    by_item: NDArray[np.int64]
    sessions: int = 0
    looks: int = 0
    opens: int = 0
    plays: int = 0
    from_page: int = 0
    liking: float = 0.0
    revenue: float = 0.0

    def add(self, n: int, seen: Visit, events: Happened) -> None:
        """Count n sessions."""
        self.sessions += n
        self.looks += len(seen.looked.of)
        self.opens += len(seen.opened)
        self.plays += len(seen.taken.of)
        self.from_page += int((seen.taken.slot >= 0).sum())
        self.liking += float(seen.taken.liked.sum())
        self.by_item += np.bincount(seen.taken.item, minlength=len(self.by_item))
        bought = events.take(events.kind == KIND["purchase"])
        self.revenue += float((bought.price * bought.quantity).sum())

    def figures(self, state: LoopState, day: int) -> DayFigures:
        """The sums as figures."""
        here, m = max(self.sessions, 1), len(state.left)
        return DayFigures(
            day=day,
            members=int(m - state.left.sum()),
            sessions=self.sessions,
            looks=self.looks,
            opens=self.opens,
            plays=self.plays,
            liking=self.liking,
            plays_per_session=self.plays / here,
            liking_per_session=self.liking / here,
            opens_per_session=self.opens / here,
            retention=float(1.0 - state.left.mean()),
            discovery_share=self.from_page / max(self.plays, 1),
            effective_catalogue=effective_catalogue(self.by_item),
            opt_out_share=float(state.opted_out.mean()),
            messages=self.messages,
            revenue=self.revenue,
        )


def effective_catalogue(plays: NDArray[np.int64]) -> float:
    """Effective catalogue size of plays per item: 1 if one item has all, n if n share alike.

    Source: Gomez-Uribe and Hunt, The Netflix Recommender System (2015), equation 1.

    Example:
        >>> effective_catalogue(np.array([5, 5, 5, 5])), effective_catalogue(np.array([9, 0, 0]))
        (4.0, 1.0)
    """
    share = -np.sort(-plays[plays > 0].astype(np.float64))
    if not len(share):
        return 0.0
    return float(2.0 * (share / share.sum() * np.arange(1, len(share) + 1)).sum() - 1.0)
