"""A picture lab: a world in; forty items with eight pictures each, whose members' tastes are known from their history,
and impressions with what followed them, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView, build_view
from matinee.core.clock import DAY, HOUR
from matinee.core.errors import InvalidInput
from matinee.learning.artwork.fit import Basis, Shown
from matinee.learning.artwork.tastes import Liked, find_factors, tastes
from matinee.picture.artwork.leaning import lean, over_others
from matinee.picture.artwork.learned import PULL, STRANGE, Known
from matinee.picture.artwork.outcomes import qualities
from matinee.picture.artwork.view import ArtworkView, view_of
from matinee.worlds import answers
from matinee.worlds.columns import KIND, Happened, joined
from matinee.worlds.exports import items_of
from matinee.worlds.liking import liking, match, moods, sigmoid
from matinee.worlds.looking import open_odds, picture_odds
from matinee.worlds.open_loop import first_days
from matinee.worlds.params import WorldParams
from matinee.worlds.pictures import picture_worth
from matinee.worlds.shelves import make_shelves
from matinee.worlds.world import World, make_world

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ITEMS: Final = 40
PICTURES: Final = 8
HISTORY: Final = 90
"""Days of doings from which members' tastes are known."""
EARLY: Final = 120.0
"""Seconds under which a play counts as left."""


@dataclass(frozen=True, slots=True)
class Visits:
    """n looks at an item's picture to come: member, item (place in the lab), when, on which device."""

    who: Ints
    item: Ints
    at: Ints
    device: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Lab:
    """A world and what the engine knows of it. rows: (40,) item rows; numbers: (40, 8) pictures in the view; draw:
    (members, 40, 8) how much each draws a member over its item's mean."""

    world: World
    view: ArtworkView
    basis: Basis
    rows: NDArray[np.int32]
    numbers: Ints
    draw: NDArray[np.float32]

    def impressions(self, visits: Visits, place: Ints, took: Floats, reward: Floats) -> Shown:
        """What learning is told of pictures shown: `place` (n,) of 8."""
        ripe = np.ones(len(visits))
        drawn = self.draw[visits.who, visits.item, place].astype(np.float64)
        picture = self.numbers[visits.item, place]
        return Shown(visits.who, picture, self.rows[visits.item].astype(np.int64), drawn, took, reward, ripe)

    def logits(self, known: Known, visits: Visits) -> Floats:
        """(n, 8) what serving would tell of each picture."""
        numbers = self.numbers[visits.item]
        slopes = np.einsum("nak,nk->na", known.slope[numbers], self.basis.tastes[visits.who])
        return np.asarray(known.always[numbers] + slopes + known.pull * self.draw[visits.who, visits.item])

    def shown_alone(self, visits: Visits) -> Floats:
        """(n, 8) what serving would tell of each picture before anything was learned."""
        strange = self.view.strange[self.numbers[visits.item]]
        return np.asarray(PULL * self.draw[visits.who, visits.item] - STRANGE * strange, np.float64)

    def worth(self, visits: Visits) -> Floats:
        """(n, 8) the planted chance of a quality play behind each picture."""
        item = self.rows[visits.item]
        found = picture_worth(self.world, visits.who.astype(np.int32), item, visits.at, visits.device)
        return np.asarray(found, np.float64)


def build_lab(params: WorldParams, seed: int, members: int) -> Lab:
    """A world of so many members, its items with eight pictures each, forty of them drawn for the lab.

    Raises:
        InvalidInput: the world has fewer than forty items.
    """
    told = msgspec.to_builtins(params)
    told["artwork"]["per_item"], told["members"]["n"] = PICTURES, members
    world = make_world(msgspec.convert(told, WorldParams), seed)
    there = np.flatnonzero(world.truth.items.added_day[: world.truth.items.pages] <= 0)
    if len(there) < ITEMS:
        raise InvalidInput(f"a world of {len(there)} items", f"a lab takes {ITEMS}: raise items.n")
    catalog = build_view(list(enumerate(items_of(world))))
    view = view_of(catalog, lambda item: item.artwork)
    rows = np.sort(np.random.default_rng([seed, 40]).choice(there, ITEMS, replace=False)).astype(np.int32)
    liked = _liked(world, joined(list(first_days(world, make_shelves(world, seed), HISTORY))))
    factors = find_factors(catalog, liked)
    of_members, centre, scale = tastes(factors, liked, members)
    numbers = view.indptr[rows][:, None] + np.arange(PICTURES)
    drawn = _draws(catalog, view, liked, members, numbers)
    return Lab(world, view, Basis(factors, of_members, centre, scale), rows, numbers, drawn)


def _liked(world: World, events: Happened) -> Liked:
    """Liking as plays, purchases, ratings and thumbs tell it; episodes count for their series."""
    parent, seconds = world.truth.items.parent, world.truth.items.seconds
    family = np.where(parent >= 0, parent, np.arange(len(parent)))
    parts = []
    for kind in ("play", "purchase", "rate", "thumb"):
        some = events.take(events.kind == KIND[kind])
        value = np.nan_to_num(some.value.astype(np.float64))
        if kind == "play":
            share = np.nan_to_num(some.seconds) / np.maximum(seconds[some.item], 1.0)
            value = np.where(some.seconds < EARLY, -0.5, np.clip(share, 0.0, 1.0) + 0.2)
        value = (value - 3.2) / 1.5 if kind == "rate" else np.ones(len(some)) if kind == "purchase" else value
        parts.append((some.member.astype(np.int64), family[some.item].astype(np.int64), value))
    who, row, told = (np.concatenate(column) for column in zip(*parts, strict=True))
    pairs, line = np.unique(who << 32 | row, return_inverse=True)
    return Liked(pairs >> 32, pairs & 0xFFFFFFFF, np.clip(np.bincount(line, told, len(pairs)), -2.0, 2.0))


def _draws(catalog: CatalogView, view: ArtworkView, liked: Liked, members: int, numbers: Ints) -> NDArray[np.float32]:
    drawn = np.zeros((members, *numbers.shape), np.float32)
    begins = np.searchsorted(liked.who, np.arange(members + 1))
    for member in range(members):
        mine = slice(begins[member], begins[member + 1])
        leaning = lean(view, liked.row[mine].astype(np.int32), liked.liking[mine])
        drawn[member] = over_others(view, leaning, numbers.ravel()).reshape(numbers.shape)
    return drawn


def draw_visits(lab: Lab, n: int, seed: int) -> Visits:
    """n looks, by how active members are, at their own hours and devices, in the week after the history."""
    rng, members, start = np.random.default_rng(seed), lab.world.truth.members, lab.world.params.start_at
    who = rng.choice(len(members.activity), n, p=members.activity / members.activity.sum())
    hour, device = (_pick(shares[who], rng) for shares in (members.hours, members.devices))
    day = start + (HISTORY + rng.integers(0, 7, n)) * DAY
    return Visits(who, rng.integers(0, ITEMS, n), day + hour * HOUR - lab.world.offsets[who], device.astype(np.int8))


def _pick(shares: NDArray[np.floating], rng: np.random.Generator) -> Ints:
    levels = np.cumsum(shares, axis=1)
    return np.asarray((levels < rng.random((len(shares), 1)) * levels[:, -1:]).sum(axis=1), np.int64)


def follow(lab: Lab, visits: Visits, place: Ints, seed: int) -> tuple[Floats, Floats]:
    """What followed pictures (n,) of 8 that were looked at: took (n,) 0 or 1, and the reward (n,) as events tell."""
    world, rng = lab.world, np.random.default_rng(seed)
    told, art = world.params.behaviour, world.truth.artworks
    who, item, picture = visits.who.astype(np.int32), lab.rows[visits.item], place.astype(np.int32)
    mood, day = moods(world, who, visits.at, visits.device, rng), float(HISTORY)
    matched = match(world, who, item[:, None], mood, day)
    liked = liking(world, who, item[:, None], matched)[:, 0]
    odds = open_odds(world, who, item, matched[:, 0], day) + picture_odds(world, who, mood, item, picture, day)
    opened = rng.random(len(who)) < sigmoid(odds + told.blur * rng.standard_normal(len(who)))
    bait = art.clickbait[item, picture]
    played = opened & (rng.random(len(who)) < sigmoid(5.0 * (np.maximum(liked, 0.6 * bait) - 0.25)))
    found = (liked * np.where(bait, (1.0 - world.params.artwork.clickbait_loss) ** 2, 1.0)).astype(np.float32)
    share = answers.completion(found, told, rng)
    thumb = np.where(rng.random(len(who)) < told.thumbs, answers.thumbs(found, told, rng), 0.0)
    left = share * world.truth.items.seconds[item] < EARLY * (world.truth.items.seconds[item] > 0)
    return opened.astype(np.float64), np.where(played, qualities(share, thumb, left), 0.0)
