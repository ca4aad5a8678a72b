"""Matinee in a world: a home of its own, asked for pages through the library, told what happened, learning at night."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.clock import standing_at
from matinee.app.home import Home, open_home
from matinee.app.learn import Material, place_items
from matinee.app.messages_world import Postman, with_addresses
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput
from matinee.core.values import Item
from matinee.worlds.columns import Happened
from matinee.worlds.policy import Asked, Messages, Pages, Stage
from matinee.worlds.world import World

if TYPE_CHECKING:
    from matinee.app.simulated_http import MatineeHttp

ROWS: Final = 8
COLUMNS: Final = 12
BATCH: Final = 20_000

Rated = tuple[list[Item], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Items, and lines of (member number, place in the items, how much it was liked)."""


class Matinee:
    """The engine as a policy. Nothing of the world's truth reaches it: items, members and events only.

    Args:
        stage: what may be seen of the world.
        home: an open home to work in; without one a new one is made, and removed with the policy.
        learn_every: nights between two learnings.
    """

    name = "matinee"

    def __init__(self, stage: Stage, home: Home | None = None, learn_every: int = 1) -> None:
        self.stage = stage
        self.home = home or new_home(self)
        self.home.put_items([item for item in stage.items() if item.item not in self.home.known()])
        self.home.store.put_members(with_addresses(stage.members()))
        self.pictures = picture_numbers(stage)
        known = self.home.known()
        self.numbers = np.full(len(self.home.live.world().catalog), -1, np.int32)  # item row -> number in the world
        self.numbers[[known[item] for item in stage.item_ids]] = np.arange(len(stage.item_ids))
        self.n_events, self.learn_every = 0, learn_every
        self.postman = Postman(self.home, stage, self.pictures, self.numbers)

    def pages(self, asked: Asked) -> Pages:
        """A page for each member asked for, logged as any other."""
        items = np.full((len(asked), ROWS, COLUMNS), -1, np.int32)
        pictures = np.zeros((len(asked), ROWS, COLUMNS), np.int16)
        decisions = [""] * len(asked)
        for n in np.argsort(asked.at, kind="stable").tolist():  # in the order of time, as a server would be asked
            self._stand_at(int(asked.at[n]))
            who = self.stage.member_ids[asked.who[n]]
            made = self.home.decided(who, self.stage.context(asked, n)).decision
            decisions[n] = made.id
            slots = made.table()
            fits = np.flatnonzero((slots["row"] < ROWS) & (slots["column"] < COLUMNS))
            items[n, slots["row"][fits], slots["column"][fits]] = self.numbers[slots["item"][fits]]
            shown = [self.pictures.get(made.artworks[k], 0) for k in fits]
            pictures[n, slots["row"][fits], slots["column"][fits]] = shown
        return Pages(items, pictures, decisions)

    def _stand_at(self, at: int) -> None:
        """The home's clock stands at this moment of the world."""
        self.home.clock = standing_at(at)

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Events come in as from any client."""
        kept = self.stage.events(events, decisions, self.n_events)
        self.n_events += len(kept)
        self.postman.observe(events)
        for start in range(0, len(kept), BATCH):
            self.home.append(kept[start : start + BATCH])

    def night(self, day: int) -> None:
        """Learn from everything so far."""
        self._stand_at(self.stage.start_at + (day + 1) * DAY)
        if (day + 1) % self.learn_every == 0:
            learn_and_publish(self.home, lambda _: None, judged=False)

    def messages(self, day: int) -> Messages:
        """What the home would send on this day."""
        self._stand_at(self.stage.start_at + day * DAY)
        return self.postman.day(day)


def new_home(owner: object) -> Home:
    """A home in a folder that goes when its owner goes."""
    path = Path(tempfile.mkdtemp(prefix="matinee-world-"))
    weakref.finalize(owner, shutil.rmtree, path, ignore_errors=True)
    init_home(path, "a world")
    return open_home(path)


def picture_numbers(stage: Stage) -> Mapping[str, int]:
    """Artwork id -> which picture of its item it is."""
    world = stage.world
    return {f"{item}-{ending}": number for item in world.item_ids for number, ending in enumerate(world.endings)}


def policy(world: World, seed: int) -> Matinee:
    """Matinee through its library, as a policy that has seen nothing yet."""
    del seed
    return Matinee(Stage(world))


def http_policy(world: World, seed: int) -> MatineeHttp:
    """Matinee through its HTTP door: a server process of its own, learning each night in another."""
    from matinee.app.simulated_http import MatineeHttp

    del seed
    return MatineeHttp(Stage(world))


def unattended_policy(world: World, seed: int) -> MatineeHttp:
    """The same with `matinee learn --every` running beside the server; the nights leave it alone."""
    from matinee.app.simulated_http import MatineeHttp

    del seed
    return MatineeHttp(Stage(world), learn_every="1s")


def catalogue(path: Path) -> Rated:
    """The items of a home and how much its members liked what they met, for a world over them.

    Raises:
        InvalidInput: the home holds no items.
    """
    home = open_home(path)
    try:
        return rated(home)
    finally:
        home.close()


def rated(home: Home) -> Rated:
    """The same of an open home; who is who is forgotten: members are numbers."""
    placed = sorted(((row, item) for row, _, item in home.store.items()), key=lambda line: line[0])
    if not placed:
        raise InvalidInput(f"the home {home.path} holds no items", "import some: matinee import --help")
    place = np.full(placed[-1][0] + 1, -1, np.int64)
    place[[row for row, _ in placed]] = np.arange(len(placed))
    log = home.store.duck()
    try:
        catalog = home.live.world().catalog
        with home.store.reading() as reader:
            links = reader.execute("SELECT anonymous, member FROM links").fetchall()
        place_items(log, catalog, links)
        touched = Material(log, catalog, home.settings).touched()
    finally:
        log.close()
    told = touched.take(touched.acted)
    return [item for _, item in placed], told.who, place[told.row], told.liking
