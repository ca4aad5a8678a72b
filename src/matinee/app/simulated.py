"""Matinee in a world: a home of its own, asked for pages through the library, told what happened, learning at night."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.clock import HomeClock
from matinee.app.home import Home, open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.clock import DAY, wall_now
from matinee.worlds.columns import Happened
from matinee.worlds.policy import NO_MESSAGES, Asked, Messages, Pages, Stage
from matinee.worlds.world import World

ROWS: Final = 8
COLUMNS: Final = 12


class Matinee:
    """The engine as a policy. Nothing of the world's truth reaches it: items, members and events only."""

    name = "matinee"

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.path = Path(tempfile.mkdtemp(prefix="matinee-world-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        init_home(self.path, "a world")
        self.home: Home = open_home(self.path)
        self.home.put_items(stage.items())
        self.home.store.put_members(stage.members())
        self.pictures = {
            artwork.artwork: number for item in stage.items() for number, artwork in enumerate(item.artwork)
        }
        self.n_events = 0

    def pages(self, asked: Asked) -> Pages:
        """A page for each member asked for, logged as any other."""
        items = np.full((len(asked), ROWS, COLUMNS), -1, np.int32)
        pictures = np.zeros((len(asked), ROWS, COLUMNS), np.int16)
        decisions = []
        for n in range(len(asked)):
            self._stand_at(int(asked.at[n]))
            page = self.home.page(self.stage.member_ids[asked.who[n]], self.stage.context(asked, n))
            decisions.append(page.decision)
            self._place(page.decision, items[n], pictures[n])
        return Pages(items, pictures, decisions)

    def _place(self, decision: str, items: NDArray[np.int32], pictures: NDArray[np.int16]) -> None:
        made = self.home.made(decision).decision
        slots = made.table()
        fits = np.flatnonzero((slots["row"] < ROWS) & (slots["column"] < COLUMNS))
        items[slots["row"][fits], slots["column"][fits]] = slots["item"][fits]
        shown = [self.pictures.get(made.artworks[k], 0) for k in fits]
        pictures[slots["row"][fits], slots["column"][fits]] = shown

    def _stand_at(self, at: int) -> None:
        """The home's clock stands at this moment of the world."""
        self.home.clock = HomeClock("data", wall_now() - at)

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Events come in as from any client."""
        kept = self.stage.events(events, decisions, self.n_events)
        self.n_events += len(kept)
        for start in range(0, len(kept), 20_000):
            self.home.append(kept[start : start + 20_000])

    def night(self, day: int) -> None:
        """Learn from everything so far."""
        self._stand_at(self.stage.start_at + (day + 1) * DAY)
        learn_and_publish(self.home, lambda _: None, judged=False)

    def messages(self, day: int) -> Messages:
        """Nothing is sent yet."""
        return NO_MESSAGES


def policy(world: World, seed: int) -> Matinee:
    """Matinee through its library, as a policy that has seen nothing yet."""
    del seed
    return Matinee(Stage(world))
