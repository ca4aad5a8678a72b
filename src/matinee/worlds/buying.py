"""A visit to a shop: what is opened, what is bought because it was due or because it pleased, what was missed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.faults import unavailable
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match, sigmoid
from matinee.worlds.looking import Looked, look
from matinee.worlds.open_shop import bought_odds
from matinee.worlds.open_stream import search_words
from matinee.worlds.policy import Pages
from matinee.worlds.sessions import Sessions
from matinee.worlds.shelves import Shelves
from matinee.worlds.state import LoopState
from matinee.worlds.trade import ShopTruth, due
from matinee.worlds.visit import Taken, Visit, after, fooled, open_some
from matinee.worlds.world import World

PATIENT = 0.5
"""Chance that a customer searches for what is due and did not stand where the eye fell; else it is bought elsewhere."""


def shop_visit(
    world: World, shelves: Shelves, state: LoopState, sessions: Sessions, pages: Pages, day: int
) -> Visit:  # fmt: skip
    """What customers do with their pages in a shop."""
    shop = world.truth.shop
    if shop is None:
        raise TypeError("this world is no shop")
    rng = shelves.chance("visit", day, int(sessions.number[0]) if len(sessions) else 0)
    looked = look(world, state, sessions, pages, day, rng)
    of_due, wanted, lost = _due(world, shop, state, sessions, day, rng)
    here = _where(looked, of_due, wanted, world.truth.items.pages)
    sought = (here < 0) & ~lost
    opened = open_some(looked, np.ones(len(looked.of), dtype=bool), rng)
    chance = sigmoid(
        1.2 + bought_odds(world, sessions.who[looked.of[opened]], looked.item[opened], looked.liked[opened])
    )
    pleased = opened[(rng.random(len(opened)) < chance) & ~unavailable(world, looked.item[opened], day)]
    kept = (here >= 0) | sought
    with_it = _complements(world, shop, looked, pleased, rng)
    of = np.concatenate([of_due[kept], looked.of[pleased], looked.of[pleased[with_it[0]]]])
    item = np.concatenate([wanted[kept], looked.item[pleased], with_it[1]])
    slot = np.concatenate([here[kept], pleased, np.full(len(with_it[1]), -1)])
    taken = _once(world, sessions, of, item, slot, day)
    taken = _disappointed(world, looked, taken, pleased)
    searched = np.unique(of_due[sought])
    words = search_words(world, sessions.who[searched], sessions.mood[searched], rng)
    opened = np.unique(np.concatenate([opened, taken.slot[taken.slot >= 0]]))
    missed = np.bincount(of_due[(here < 0) & lost], minlength=len(sessions))
    worth = _worth(taken, missed, len(sessions)) - fooled(world, looked, opened, len(sessions))
    return Visit(looked, opened, taken, searched, words, worth)


def _due(
    world: World, shop: ShopTruth, state: LoopState, sessions: Sessions, day: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], Ints, NDArray[np.bool_]]:
    """(session, product) of what is due, and whether it is lost where the page does not show it."""
    who = sessions.who
    wanted = due(shop, who, state.last_purchase[who], float(day)) & ~world.truth.members.guest[who][:, None]
    of, staple = np.nonzero(wanted)
    return of, shop.staples[who[of], staple], rng.random(len(of)) >= PATIENT


def _where(looked: Looked, of: NDArray[np.int64], item: Ints, pages: int) -> NDArray[np.int64]:
    """The first place (k,) in what was looked at of each (session, product); -1 where it was not."""
    keys, first = np.unique(looked.of * np.int64(pages) + looked.item, return_index=True)
    wanted = of * np.int64(pages) + item
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.searchsorted(keys, wanted).clip(0, len(keys) - 1)
    return np.where(keys[place] == wanted, first[place], -1)


def _complements(
    world: World, shop: ShopTruth, looked: Looked, pleased: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], Ints]:
    """Which purchases draw another one, and what that is: something that goes with it."""
    more = np.nonzero(rng.random(len(pleased)) < world.params.shop.complements)[0]
    return more, shop.complements[looked.item[pleased[more]], rng.integers(0, 3, len(more))]


def _once(
    world: World, sessions: Sessions, of: NDArray[np.int64], item: Ints, slot: NDArray[np.int64], day: int
) -> Taken:  # fmt: skip
    """One line for each product of a basket."""
    _, first = np.unique(of * np.int64(world.truth.items.pages) + item, return_index=True)
    of, item, slot = of[first], item[first].astype(np.int32), slot[first]
    who = sessions.who[of]
    liked = liking(world, who, item[:, None], match(world, who, item[:, None], sessions.mood[of], float(day)))[:, 0]
    return Taken(of, item, slot, liked, np.ones(len(of), dtype=np.float32))


def _disappointed(world: World, looked: Looked, taken: Taken, pleased: NDArray[np.int64]) -> Taken:
    """What was bought because of its picture is worth less if the picture was bait."""
    lured = np.isin(taken.slot, pleased)
    liked = taken.liked.copy()
    liked[lured] = after(world, looked, taken.slot[lured])
    return Taken(taken.of, taken.item, taken.slot, liked, taken.share)


def _worth(taken: Taken, missed: NDArray[np.int64], n: int) -> Floats:
    """Finding what one came for is worth much, missing it costs, a pleasant find helps."""
    worth = np.full(n, 0.2, dtype=np.float32)
    np.maximum.at(worth, taken.of, taken.liked ** np.float32(0.5))
    return np.asarray((worth - 0.2 * np.minimum(missed, 2)).clip(0, 1), dtype=np.float32)
