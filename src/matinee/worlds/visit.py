"""A session with a page: what is opened, played or bought, searched for, and how well the session went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import SURFACES
from matinee.worlds import answers
from matinee.worlds.faults import unavailable
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match, sigmoid
from matinee.worlds.looking import Looked, look
from matinee.worlds.open_stream import search_words
from matinee.worlds.policy import Pages
from matinee.worlds.sessions import Sessions
from matinee.worlds.shelves import Near, Shelves, draw
from matinee.worlds.state import LoopState
from matinee.worlds.world import World

HOME, SEARCH = SURFACES.index("home"), SURFACES.index("search")
TRIED = 10
"""How many things a search brings before the member's eyes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """k things that were played or bought: in which session, found where, how well liked once known."""

    of: NDArray[np.int64]  # (k,) place of the session
    item: Ints
    slot: NDArray[np.int64]  # place in what was looked at; -1: found by searching
    liked: Floats  # what it was worth in the end
    share: Floats  # of it that was watched; in a shop 1

    @property
    def surface(self) -> NDArray[np.int8]:
        """Home or search, as places in SURFACES."""
        return np.where(self.slot >= 0, HOME, SEARCH).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of n sessions."""

    looked: Looked
    opened: NDArray[np.int64]  # places in looked
    taken: Taken
    searched: NDArray[np.int64]  # sessions that searched
    words: Ints  # what for
    worth: Floats  # (n,) of the session to the member, at most 1; below 0 where it was fooled


def visit(
    world: World, shelves: Shelves, state: LoopState, sessions: Sessions, pages: Pages, day: int
) -> Visit:  # fmt: skip
    """What members do with their pages on a streaming service."""
    rng = shelves.chance("visit", day, int(sessions.number[0]) if len(sessions) else 0)
    looked = look(world, state, sessions, pages, day, rng)
    going_on = (rng.random(len(sessions)) < world.params.behaviour.resume) & (state.series[sessions.who] >= 0)
    resumed, sought = _resumed(state, sessions, looked, going_on, rng)
    opened = open_some(looked, ~going_on[looked.of], rng)
    played = _played(world, looked, opened, len(sessions), day, rng)
    idle = ~going_on
    idle[looked.of[played]] = False
    asking = np.nonzero(idle & (rng.random(len(sessions)) < world.params.behaviour.search))[0]
    found, liked_found = search(world, shelves, sessions, asking, day, rng)
    at_all = (rng.random(len(asking)) < 0.75) & ~unavailable(world, found, day)
    parts = [
        (looked.of[played], looked.item[played], played, after(world, looked, played)),
        (looked.of[resumed], looked.item[resumed], resumed, looked.liked[resumed]),
        (
            sought,
            state.series[sessions.who[sought]],
            np.full(len(sought), -1),
            _liked_series(world, state, sessions, sought, day),
        ),
        (asking[at_all], found[at_all], np.full(int(at_all.sum()), -1), liked_found[at_all]),
    ]
    taken = _joined(world, parts, rng)
    searched = np.concatenate([asking, sought])
    words = search_words(world, sessions.who[searched], sessions.mood[searched], rng)
    opened = np.unique(np.concatenate([opened, resumed]))
    worth = _worth(taken, len(sessions)) - fooled(world, looked, opened, len(sessions))
    return Visit(looked, opened, taken, searched, words, worth)


def open_some(looked: Looked, allowed: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of what is opened: by chance, in reading order, and only so many in a session."""
    drawn = np.nonzero(allowed & (rng.random(len(looked.of)) < looked.chance))[0]
    limit = 1 + rng.poisson(1.5, int(looked.of.max()) + 1 if len(looked.of) else 0)
    of = looked.of[drawn]
    return drawn[nth(of) < limit[of]]


def nth(of: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the same number stand before each, in sorted numbers.

    Example:
        >>> nth(np.array([3, 3, 5, 7, 7, 7])).tolist()
        [0, 1, 0, 0, 1, 2]
    """
    return np.asarray(np.arange(len(of)) - np.searchsorted(of, of), dtype=np.int64)


def search(
    world: World, shelves: Shelves, sessions: Sessions, asking: NDArray[np.int64], day: int, rng: np.random.Generator
) -> tuple[Ints, Floats]:
    """What these sessions find by searching: the best looking of some things at hand, and its true liking."""
    who, mood = sessions.who[asking], sessions.mood[asking]
    tried = draw(world, shelves, Near(who, mood, float(day)), (len(who), TRIED), rng)
    matched = match(world, who, tried, mood, float(day))
    looks = matched + 0.1 * world.params.behaviour.blur * rng.gumbel(size=matched.shape)
    best = looks.argmax(1)[:, None]
    likes = liking(world, who, tried, matched)
    return np.take_along_axis(tried, best, 1)[:, 0], np.take_along_axis(likes, best, 1)[:, 0]


def _resumed(
    state: LoopState, sessions: Sessions, looked: Looked, going_on: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who came to go on with a series finds it where the eye falls, or looks for it, or gives up."""
    wanted = state.series[sessions.who]
    fits = np.nonzero(going_on[looked.of] & (looked.item == wanted[looked.of]))[0]
    fits = fits[nth(looked.of[fits]) == 0]
    missing = going_on.copy()
    missing[looked.of[fits]] = False
    sought = np.nonzero(missing & (rng.random(len(sessions)) < 0.7))[0]
    return fits, sought


def _played(
    world: World, looked: Looked, opened: NDArray[np.int64], n: int, day: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Places of what is played of what was opened; bait looks as if it were liked."""
    bait = world.truth.artworks.clickbait[looked.item[opened], looked.artwork[opened]]
    seems = np.maximum(looked.liked[opened], 0.6 * bait)
    plays = rng.random(len(opened)) < sigmoid(5.0 * (seems - 0.25))
    plays &= ~unavailable(world, looked.item[opened], day)
    kept = opened[plays]
    of = looked.of[kept]
    limit = 1 + rng.poisson(0.35, n)
    return kept[nth(of) < limit[of]]


def after(world: World, looked: Looked, played: NDArray[np.int64]) -> Floats:
    """What a thing was worth once seen: behind bait less than it is, for it is not what was promised."""
    bait = world.truth.artworks.clickbait[looked.item[played], looked.artwork[played]]
    kept = (1.0 - world.params.artwork.clickbait_loss) ** 2
    return np.asarray(looked.liked[played] * np.where(bait, kept, 1.0), dtype=np.float32)


def fooled(world: World, looked: Looked, opened: NDArray[np.int64], n: int) -> Floats:
    """What bait costs each of n sessions: whoever opens it is put out, whatever follows."""
    bait = world.truth.artworks.clickbait[looked.item[opened], looked.artwork[opened]]
    any_bait = np.bincount(looked.of[opened], weights=bait, minlength=n) > 0
    return np.asarray(0.6 * world.params.artwork.clickbait_loss * any_bait, dtype=np.float32)


def _liked_series(
    world: World, state: LoopState, sessions: Sessions, sought: NDArray[np.int64], day: int
) -> Floats:  # fmt: skip
    who = sessions.who[sought]
    series = state.series[who][:, None]
    return liking(world, who, series, match(world, who, series, sessions.mood[sought], float(day)))[:, 0]


def _joined(
    world: World, parts: Sequence[tuple[Ints, Ints, Ints, Floats]], rng: np.random.Generator
) -> Taken:  # fmt: skip
    of, item, slot, liked = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(of, kind="stable")
    liked = liked[order].astype(np.float32)
    share = answers.completion(liked, world.params.behaviour, rng)
    return Taken(of[order], item[order].astype(np.int32), slot[order], liked, share)


def _worth(taken: Taken, n: int) -> Floats:
    """The best thing of a session decides; one that failed is worth nothing."""
    worth = np.zeros(n, dtype=np.float32)
    np.maximum.at(worth, taken.of, taken.liked)
    return worth
