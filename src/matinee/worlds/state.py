"""What members carry from session to session in a closed loop: who has left, what was seen, what tires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SettingsError
from matinee.worlds.items import Floats, Ints, stream
from matinee.worlds.world import World

_MOST_CELLS = 1_500_000_000
KEPT = 8
"""How many of the best things seen a member could name."""


@dataclass(slots=True)
class LoopState:
    """m members of a running world, n items on pages."""

    content: Floats  # (m,) how well sessions went lately, in [0, 1]
    left: NDArray[np.bool_]  # (m,) gone for good
    strain: Floats  # (m,) how much of a chance to leave was met so far, in logarithms
    endurance: Floats  # (m,) the strain at which a member leaves: the same in every run of a world
    opted_out: NDArray[np.bool_]  # (m,) want no messages
    shown: NDArray[np.uint8]  # (m, n) how often a thing was looked at since it was last touched
    played: NDArray[np.bool_]  # (m, n)
    series: Ints  # (m,) in the middle of; -1 none
    episode: Ints  # (m,) the next one's place
    best: Ints  # (m, KEPT) best things seen; -1 none
    best_liked: Floats  # (m, KEPT)
    recent_messages: Floats  # (m,) messages of the last week, decayed
    last_purchase: Floats  # (m,) day
    sessions: int = 0
    plays: int = 0
    sent: int = 0

    @classmethod
    def fresh(cls, world: World) -> LoopState:
        """Nobody has seen anything.

        Raises:
            SettingsError: so many members and items do not fit in memory.
        """
        m, n = len(world.member_ids), world.truth.items.pages
        if m * n > _MOST_CELLS:
            raise SettingsError(f"{m} members and {n} items do not fit in a closed loop", "ask for fewer")
        since = np.minimum(1.0 / world.truth.members.activity, 60.0)
        first = 0.0 if world.truth.shop is None else np.maximum(world.truth.shop.first_day, 0.0)
        return cls(
            content=np.full(m, 0.6, dtype=np.float32),
            left=np.zeros(m, dtype=bool),
            strain=np.zeros(m, dtype=np.float32),
            endurance=stream(world.seed, "endurance").exponential(1.0, m).astype(np.float32),
            opted_out=np.zeros(m, dtype=bool),
            shown=np.zeros((m, n), dtype=np.uint8),
            played=np.zeros((m, n), dtype=bool),
            series=np.full(m, -1, dtype=np.int32),
            episode=np.zeros(m, dtype=np.int32),
            best=np.full((m, KEPT), -1, dtype=np.int32),
            best_liked=np.full((m, KEPT), -1.0, dtype=np.float32),
            recent_messages=np.zeros(m, dtype=np.float32),
            last_purchase=np.asarray(first - since, dtype=np.float32),
        )

    def remember(self, who: Ints, item: Ints, liked: Floats) -> None:
        """Keep what was liked most; each member at most once in `who`."""
        known = (self.best[who] == item[:, None]).any(1)
        worst = self.best_liked[who].argmin(1)
        better = ~known & (liked > self.best_liked[who, worst])
        self.best[who[better], worst[better]] = item[better]
        self.best_liked[who[better], worst[better]] = liked[better]
