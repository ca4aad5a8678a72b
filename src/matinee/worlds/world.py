"""A world: parameters and a seed in, its truth, and what an engine may see of it, out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, from_iso, zone
from matinee.core.errors import SettingsError
from matinee.core.kinds import DEVICES
from matinee.core.values import Item
from matinee.worlds.attention import attention
from matinee.worlds.items import ArtworkTruth, Floats, Ints, ItemTruth, Space, draw_artworks, draw_items, draw_space
from matinee.worlds.members import MemberTruth, draw_members
from matinee.worlds.params import ATTENTION, WorldParams
from matinee.worlds.trade import ShopTruth, draw_shop
from matinee.worlds.words import genre_name, person_name, theme_name


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is planted; nothing of it is in the events."""

    space: Space
    items: ItemTruth
    artworks: ArtworkTruth
    members: MemberTruth
    shop: ShopTruth | None


@dataclass(frozen=True)
class World:
    """Parameters, seed and truth. The same parameters and seed give the same world."""

    params: WorldParams
    seed: int
    truth: Truth
    item_ids: tuple[str, ...]
    member_ids: tuple[str, ...]
    catalogue: tuple[Item, ...] = ()  # the real items, where the world stands over an existing catalogue
    vocabulary: tuple[str, ...] = ()  # their words
    pictures: tuple[str, ...] = ()  # endings of picture ids; numbers where none are given

    @property
    def shop(self) -> bool:
        """Whether things are sold here."""
        return self.params.preset == "shop"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What is searched for: genres, then themes, then people; `Happened.query` is a place here."""
        if self.vocabulary:
            return self.vocabulary
        space = self.truth.space
        return (
            *(genre_name(n, self.shop) for n in range(len(space.genres))),
            *(theme_name(n, self.shop) for n in range(len(space.themes))),
            *(person_name(n, self.shop) for n in range(len(space.people))),
        )

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Microseconds that each member's wall clock is ahead of UTC at the start, (m,)."""
        names = self.params.members.time_zones or ("UTC",)
        at = self.params.start_at
        ahead = np.array([_ahead(name, at) for name in names], dtype=np.int64)
        return ahead[self.truth.members.zone]

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """What stands behind the item's id in the id of its n-th picture."""
        return self.pictures or tuple(map(str, range(self.params.artwork.per_item)))

    @cached_property
    def holidays(self) -> NDArray[np.int64]:
        """Holidays as days since the epoch."""
        return np.array([from_iso(text) // DAY for text in self.params.context.holidays], dtype=np.int64)

    def attention(self, device: int, rows: int, columns: int) -> Floats:
        """The planted chance (rows, columns) that a slot is looked at on this device."""
        name = DEVICES[device]
        return attention(self.params.attention.get(name, ATTENTION[name]), rows, columns)

    def when(self, at: NDArray[np.int64], who: Ints) -> Ints:
        """(n, 3): daypart, weekend (0 or 1), holiday (0 or 1), by each member's own clock."""
        local = at + self.offsets[who]
        day = local // DAY
        part = (local % DAY) * 4 // DAY
        weekend = (day + 3) % 7 >= 5  # the epoch was a Thursday
        return np.stack([part, weekend, np.isin(day, self.holidays)], axis=1).astype(np.int32)

    def season(self, day: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """How much trade there is on a day beside an ordinary one: a peak, then a dip."""
        told, day = self.params.season, np.asarray(day, dtype=np.float64)
        if told is None:
            return np.ones_like(day)
        peak = told.lift * np.exp(-0.5 * ((day - told.peak_day) / told.width_days) ** 2)
        after = day - told.peak_day - 1.5 * told.width_days
        dip = told.dip * (after > 0) * np.exp(-np.maximum(after, 0) / told.dip_days)
        return np.asarray((1.0 + peak) * (1.0 - dip))


def make_world(params: WorldParams, seed: int) -> World:
    """Draw a world.

    Raises:
        SettingsError: sizes that cannot be drawn.
    """
    cells = params.members.n * params.members.personas * 40 + params.items.n * params.artwork.per_item * 20
    if cells > 2_000_000_000:
        raise SettingsError(
            f"{params.members.n} members and {params.items.n} items need over 8 GB", "ask for fewer members or items"
        )
    space = draw_space(params, seed)
    items = draw_items(params, space, seed)
    members = draw_members(params, space, seed)
    artworks = draw_artworks(params, space, items, seed)
    prefix = np.where(members.guest, "g", "m")
    return World(
        params=params,
        seed=seed,
        truth=Truth(space, items, artworks, members, draw_shop(params, space, items, members, seed)),
        item_ids=tuple(f"i{n}" for n in range(len(items.quality))),
        member_ids=tuple(f"{p}{n}" for n, p in enumerate(prefix)),
    )


def _ahead(name: str, at: int) -> int:
    """How far a zone is ahead of UTC; a name that is no zone is UTC, as everywhere."""
    found = zone(name)
    moment = dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC)
    ahead = moment.astimezone(found).utcoffset() if found else None
    return int(ahead.total_seconds()) * 1_000_000 if ahead else 0
