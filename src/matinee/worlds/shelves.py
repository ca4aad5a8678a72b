"""What lies near at hand for a member without any policy: popular things, things of a mood's genre, old favourites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.items import Floats, Ints, stream
from matinee.worlds.members import favourites
from matinee.worlds.world import World


@dataclass(frozen=True, slots=True)
class Shelves:
    """Items by genre with cumulated popularity, and the genre next to each persona."""

    order: Ints  # (pages,) items by genre
    cumulated: NDArray[np.float64]  # (pages + 1,) popularity along that order, from 0 to 1
    bounds: NDArray[np.float64]  # (genres + 1,) where each genre begins on it
    genre: Ints  # (m, p) genre next to each persona
    favourites: Ints  # (m, 6)
    by_popularity: Ints  # (pages,) items by popularity, most popular first
    popularity: NDArray[np.float64]  # (pages,) cumulated along that
    stand_in: Ints  # (pages,) what is taken for an item that has not arrived yet: an old one of its genre
    world_seed: int
    seed: int

    def chance(self, *names: object) -> np.random.Generator:
        """Chance for one day, whatever came before."""
        return stream(self.world_seed, "shelves", self.seed, *names)


def make_shelves(world: World, seed: int | None = None) -> Shelves:
    """Sort a world's items onto shelves; `seed` decides what happens there, the world's own if none is given."""
    items, members, space = world.truth.items, world.truth.members, world.truth.space
    genre = items.genres[: items.pages, 0]
    weight = items.popularity[: items.pages].astype(np.float64)
    order = np.argsort(genre, kind="stable").astype(np.int32)
    cumulated = np.concatenate([[0.0], np.cumsum(weight[order])])
    bounds = cumulated[np.searchsorted(genre[order], np.arange(len(space.genres) + 1))]
    likeness: Floats = members.personas @ space.genres.T
    by_popularity = np.argsort(-weight, kind="stable").astype(np.int32)
    return Shelves(
        order=order,
        cumulated=cumulated,
        bounds=bounds,
        genre=likeness.argmax(-1).astype(np.int32),
        favourites=favourites(members, items, 6, world.seed),
        by_popularity=by_popularity,
        popularity=np.cumsum(weight[by_popularity]),
        stand_in=_stand_in(items.added_day[: items.pages], order),
        world_seed=world.seed,
        seed=world.seed if seed is None else seed,
    )


@dataclass(frozen=True, slots=True)
class Near:
    """Who reaches for something, in which mood, on which day."""

    who: Ints
    mood: Ints
    day: float


def draw(world: World, shelves: Shelves, near: Near, shape: tuple[int, int], rng: np.random.Generator) -> Ints:
    """Items (n, k): half from the mood's genre, the rest popular, sometimes a favourite; none that is yet to arrive."""
    who, mood = near.who, near.mood
    chance = rng.random(shape)
    genre = shelves.genre[who, mood]
    low, high = shelves.bounds[genre][:, None], shelves.bounds[genre + 1][:, None]
    pages = len(shelves.order)
    of_genre = np.searchsorted(shelves.cumulated, low + chance * (high - low), side="right") - 1
    found = shelves.order[of_genre.clip(0, pages - 1)]
    popular = rng.random(shape) < 0.45
    place = np.searchsorted(shelves.popularity, rng.random(int(popular.sum())) * shelves.popularity[-1])
    found[popular] = shelves.by_popularity[place.clip(0, pages - 1)]
    back = rng.random(len(who)) < world.truth.members.rewatch[who]
    found[back, 0] = shelves.favourites[who[back], rng.integers(0, shelves.favourites.shape[1], int(back.sum()))]
    new = world.truth.items.added_day[found] > near.day
    return np.asarray(np.where(new, shelves.stand_in[found], found))


def _stand_in(added_day: Floats, order: Ints) -> Ints:
    """For each item itself if it was there from the start, else the old one next on the shelf."""
    old = added_day[order] <= 0
    if not old.any():
        return np.arange(len(order), dtype=np.int32)
    place = np.nonzero(old)[0]
    after = place[np.searchsorted(place, np.arange(len(order))).clip(0, len(place) - 1)]
    made = np.empty(len(order), dtype=np.int32)
    made[order] = order[after]
    return made
