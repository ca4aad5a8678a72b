"""Policies to stand beside: at random, popular, popular of late, with bait pictures, and the all-knowing oracle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.items import Floats, Ints, stream
from matinee.worlds.liking import known_liking, sigmoid
from matinee.worlds.looking import MOST_TIRED, open_odds
from matinee.worlds.members import at_day, mood_weights
from matinee.worlds.policy import NO_MESSAGES, Asked, Messages, Pages, Policy, Stage
from matinee.worlds.world import World

ROWS: Final = 8
COLUMNS: Final = 12
BLOCK: Final = 256
"""Members whose whole catalogue is scored at once."""


class Still:
    """A policy that learns nothing and sends nothing."""

    name = "still"

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Nothing is kept."""

    def night(self, day: int) -> None:
        """Nothing is learned."""

    def messages(self, day: int) -> Messages:
        """Nothing is sent."""
        return NO_MESSAGES


class Random(Still):
    """Any items, in any order."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.name, self.stage, self.seed = "random", stage, seed

    def pages(self, asked: Asked) -> Pages:
        """A draw for each session."""
        rng = stream(self.seed, "random", int(asked.session[0]), len(asked))
        n = self.stage.n_pages
        k = min(ROWS * COLUMNS, n)
        drawn = np.argpartition(rng.random((len(asked), n), dtype=np.float32), k - 1, axis=1)[:, :k]
        return Pages(in_slots(drawn))


class Popular(Still):
    """The most played or bought, the same for all; with `window_days` only what happened in the last days counts."""

    def __init__(self, stage: Stage, name: str = "popular", window_days: int = 0, bait: World | None = None) -> None:
        self.name, self.stage, self.window_days = name, stage, window_days
        self.played = np.zeros((len(stage.member_ids), stage.n_pages), dtype=bool)
        self.today = np.zeros(stage.n_pages)
        self.days: list[NDArray[np.float64]] = []
        self.order = np.arange(stage.n_pages)
        self.parent = _parents(stage)
        self.once = stage.world.truth.items.episodes[: stage.n_pages] == 0
        self.pictures = np.zeros(stage.n_pages, dtype=np.int16)
        if bait is not None:
            self.pictures = bait.truth.artworks.clickbait.argmax(1).astype(np.int16)

    def pages(self, asked: Asked) -> Pages:
        """The same order for all, without what the member has played or bought."""
        k = min(ROWS * COLUMNS, len(self.order))
        new = ~self.played[np.ix_(asked.who, self.order)]
        first = np.argsort(~new, axis=1, kind="stable")[:, :k]
        items = in_slots(self.order[first])
        return Pages(items, np.where(items >= 0, self.pictures[items], 0).astype(np.int16))

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Count plays and purchases; an episode counts for its series."""
        done = events.take(np.isin(events.kind, (KIND["play"], KIND["purchase"])))
        item = self.parent[done.item]
        self.played[done.member, item] = self.once[item]
        self.today += np.bincount(item, minlength=len(self.today))

    def night(self, day: int) -> None:
        """Sort by what was counted."""
        self.days.append(self.today)
        self.today = np.zeros_like(self.today)
        counted = self.days[-self.window_days :] if self.window_days else self.days
        self.order = np.argsort(-np.sum(counted, axis=0), kind="stable")


class PopularToAll(Popular):
    """Popular pages, and every day a message about the most popular thing to everybody at 17:00 UTC."""

    def messages(self, day: int) -> Messages:
        """One for each member."""
        m = len(self.stage.member_ids)
        at = self.stage.start_at + day * DAY + 17 * HOUR
        item = np.full(m, self.order[0], dtype=np.int32)
        return Messages(np.arange(m, dtype=np.int32), item, np.zeros(m, dtype=np.int16), np.full(m, at))


class Oracle(Still):
    """Knows every member's true taste, mood weights, looks and attention; shows what is worth most where most look."""

    def __init__(self, world: World) -> None:
        self.name, self.world = "oracle", world
        self.played = np.zeros((len(world.member_ids), world.truth.items.pages), dtype=bool)
        self.looked = np.zeros(self.played.shape, dtype=np.uint8)
        self.parent = _parents(Stage(world))

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Keep what each member has seen and passed by."""
        done = events.take(np.isin(events.kind, (KIND["play"], KIND["purchase"])))
        self.played[done.member, self.parent[done.item]] = True
        shown = events.take(events.kind == KIND["impression"])
        self.looked[shown.member, shown.item] = np.minimum(self.looked[shown.member, shown.item], 200) + 1
        opened = events.take(events.kind == KIND["open"])
        self.looked[opened.member, opened.item] = 0

    def pages(self, asked: Asked) -> Pages:
        """The best by expected true liking, in the slots by planted attention, with the picture that fits best."""
        found = [self._block(asked, slice(begin, begin + BLOCK)) for begin in range(0, len(asked), BLOCK)]
        items = np.concatenate([items for items, _ in found])
        return Pages(items, np.concatenate([pictures for _, pictures in found]))

    def _block(self, asked: Asked, block: slice) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        who, at, device = asked.who[block], asked.at[block], asked.device[block]
        world = self.world
        day = float((at[0] - world.params.start_at) / DAY)
        weights = mood_weights(world.truth.members, who, world.when(at, who), device)
        score = self._worth(who, day, weights)
        k = min(ROWS * COLUMNS, score.shape[1])
        best = np.argpartition(-score, k - 1, axis=1)[:, :k]
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(score, best, 1), axis=1), 1)
        curves = np.stack([np.argsort(-world.attention(d, ROWS, COLUMNS).ravel(), kind="stable") for d in range(4)])
        slots = np.full((len(who), ROWS * COLUMNS), -1, dtype=np.int32)
        np.put_along_axis(slots, curves[device][:, :k], best, 1)
        items = slots.reshape(len(who), ROWS, COLUMNS)
        return items, self._pictures(who, items, day)

    def _worth(self, who: Ints, day: float, weights: Floats) -> Floats:
        """Expected true liking (n, pages): chance to open x liking, less for what was seen or tires."""
        world, n = self.world, self.played.shape[1]
        liked = known_liking(world, who, day, weights)
        odds = np.log(liked + 1e-6) - np.log1p(1e-6 - liked)
        matched = world.params.behaviour.centre + (odds - world.truth.items.quality[:n]) / world.params.behaviour.liking
        every = np.arange(n)
        looks = open_odds(world, who[:, None], every[None, :], matched, day)
        tired = 3.0 * (self.played[who] & (world.truth.items.episodes[:n] == 0))
        tired = tired + world.params.behaviour.fatigue * np.minimum(self.looked[who], MOST_TIRED)
        worth = sigmoid(looks - tired) * liked * sigmoid(5.0 * (liked - 0.25))
        worth = worth - 9.0 * (world.truth.items.added_day[:n] > day)
        if world.truth.shop is not None:
            np.put_along_axis(worth, world.truth.shop.staples[who], 1.0, 1)
        return np.asarray(worth)

    def _pictures(self, who: Ints, items: NDArray[np.int32], day: float) -> NDArray[np.int16]:
        art = self.world.truth.artworks
        shown = np.maximum(items, 0).reshape(len(who), -1)
        fits = np.einsum(
            "npd,nkad->nkap", at_day(self.world.truth.members, who, day), art.vectors[shown], optimize=True
        )
        looks = 2.5 * fits.max(-1) + art.appeal[shown] - 99.0 * art.clickbait[shown]
        return np.asarray(looks.argmax(-1).reshape(items.shape), dtype=np.int16)


def in_slots(ranked: Ints) -> NDArray[np.int32]:
    """(n, k) items, best first -> (n, ROWS, COLUMNS) in reading order, -1 where there are too few."""
    slots = np.full((len(ranked), ROWS * COLUMNS), -1, dtype=np.int32)
    slots[:, : ranked.shape[1]] = ranked[:, : ROWS * COLUMNS]
    return slots.reshape(len(ranked), ROWS, COLUMNS)


def _parents(stage: Stage) -> Ints:
    """(n,): what stands on pages for each item: the series of an episode, else itself."""
    parent = stage.world.truth.items.parent
    return np.where(parent >= 0, parent, np.arange(len(parent)))


BUILT_IN: Final[dict[str, Callable[[World, int], Policy]]] = {
    "random": lambda world, seed: Random(Stage(world), seed),
    "popular": lambda world, seed: Popular(Stage(world)),
    "popular-window": lambda world, seed: Popular(Stage(world), "popular-window", window_days=3),
    "popular-messages": lambda world, seed: PopularToAll(Stage(world), "popular-messages"),
    "clickbait": lambda world, seed: Popular(Stage(world), "clickbait", bait=world),
    "oracle": lambda world, seed: Oracle(world),
}
"""Name -> how to make the policy for a world and a seed."""
