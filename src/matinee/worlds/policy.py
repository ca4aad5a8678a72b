"""The seam between a world and whatever serves it: what is asked of a policy, and what it answers, all in arrays.

A policy sees the stage (exported items and members) and the events; the truth it never sees, unless it is the oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import DEVICES
from matinee.core.values import Context, Event, Item, Member
from matinee.worlds.columns import Happened
from matinee.worlds.exports import events_of, items_of, members_of
from matinee.worlds.items import Ints
from matinee.worlds.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """n pages are wanted: for which members, when (UTC microseconds), on which device, in which session."""

    who: Ints  # (n,) member numbers
    at: NDArray[np.int64]
    device: NDArray[np.int8]  # place in DEVICES
    session: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Pages:
    """n pages of rows x columns. A slot without an item is -1; pictures are numbers within the item, 0 the default.

    `decisions` are the policy's own ids, one per page; without them the world makes some.
    """

    items: NDArray[np.int32]  # (n, rows, columns)
    artworks: NDArray[np.int16] | None = None  # (n, rows, columns)
    decisions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Messages:
    """k messages for one day: to whom, about which item (-1 none), with which picture, at which UTC microsecond."""

    who: Ints
    item: Ints
    artwork: Ints
    at: NDArray[np.int64]


_NOBODY = np.zeros(0, dtype=np.int32)
NO_MESSAGES = Messages(_NOBODY, _NOBODY, _NOBODY, _NOBODY.astype(np.int64))


@dataclass(frozen=True)
class Stage:
    """What an engine may see of a world: ids, the exported catalogue and members, and events as core values."""

    world: World
    item_ids: tuple[str, ...] = field(init=False)
    member_ids: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "item_ids", self.world.item_ids)
        object.__setattr__(self, "member_ids", self.world.member_ids)

    @property
    def start_at(self) -> int:
        """The first moment, UTC microseconds."""
        return self.world.params.start_at

    @property
    def preset(self) -> str:
        """stream or shop."""
        return self.world.params.preset

    @property
    def n_pages(self) -> int:
        """Items [0, n_pages) may stand on pages; the others are episodes."""
        return self.world.truth.items.pages

    def items(self) -> list[Item]:
        """The catalogue, in the order of `item_ids`."""
        return list(items_of(self.world))

    def members(self) -> list[Member]:
        """The known members."""
        return list(members_of(self.world))

    def events(self, happened: Happened, decisions: Sequence[str] = (), first: int = 0) -> list[Event]:
        """Columns -> core events with ids from `first` on."""
        return events_of(self.world, happened, decisions, first)

    def context(self, asked: Asked, n: int) -> Context:
        """The circumstances of the n-th page that is asked for."""
        zones = self.world.params.members.time_zones or ("UTC",)
        zone = zones[self.world.truth.members.zone[asked.who[n]]]
        device = DEVICES[asked.device[n]]
        return Context(at=int(asked.at[n]), time_zone=zone, device=device, session=f"s{asked.session[n]}")


class Policy(Protocol):
    """Anything that fills pages. All methods take and give arrays; `night` is called after each simulated day."""

    name: str

    def pages(self, asked: Asked) -> Pages:
        """A page for each member asked for."""

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """What happened since, by time; `decisions` holds the ids that the codes mean, over the whole run."""

    def night(self, day: int) -> None:
        """A simulated night after day `day`: time to learn."""

    def messages(self, day: int) -> Messages:
        """Messages to send on this day, asked for before it begins."""


PageFunction = Callable[[str, Context], tuple[NDArray[np.int32], NDArray[np.int16] | None]]
"""Member id and context -> item numbers (rows, columns) and picture numbers of one page."""


class OneByOne:
    """A policy made of a function for one page; what it learns it may take from `observe` and `night` by itself."""

    def __init__(self, name: str, stage: Stage, page: PageFunction) -> None:
        self.name, self.stage, self.page = name, stage, page

    def pages(self, asked: Asked) -> Pages:
        """Call the function once for each member."""
        found = [
            self.page(self.stage.member_ids[asked.who[n]], self.stage.context(asked, n)) for n in range(len(asked))
        ]
        items = np.stack([items for items, _ in found])
        pictures = [np.zeros_like(items, dtype=np.int16) if art is None else art for items, art in found]
        return Pages(items, np.stack(pictures))

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Nothing is kept."""

    def night(self, day: int) -> None:
        """Nothing is learned."""

    def messages(self, day: int) -> Messages:
        """Nothing is sent."""
        return NO_MESSAGES
