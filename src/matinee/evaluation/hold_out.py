"""A permanent hold-out in worlds: seeds in, how often the increment's interval covers the counterfactual out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.verdict.experiments.increment import increment
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import NO_MESSAGES, Asked, Messages, Pages, Policy
from matinee.worlds.world import World, make_world


class Split:
    """Two policies: members under `held` get the second, the others the first; what each member plays is counted."""

    def __init__(self, first: Policy, second: Policy, held: NDArray[np.bool_]) -> None:
        self.name, self.first, self.second, self.held = "split", first, second, held
        self.plays = np.zeros(len(held))
        self.since = False

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Count starts of plays once the loop is closed; both policies learn from everything."""
        if self.since:
            played = events.take((events.kind == KIND["play"]) & (events.play >= 0))
            keys = np.unique(np.stack([played.member.astype(np.int64), played.play]), axis=1)
            self.plays += np.bincount(keys[0], minlength=len(self.plays))
        self.first.observe(events, decisions)
        self.second.observe(events, decisions)

    def night(self, day: int) -> None:
        """Both learn."""
        self.first.night(day)
        self.second.night(day)

    def messages(self, day: int) -> Messages:
        """None."""
        return NO_MESSAGES

    def pages(self, asked: Asked) -> Pages:
        """Each member's own policy's page."""
        self.since = True
        parts = []
        for policy, mine in ((self.first, ~self.held[asked.who]), (self.second, self.held[asked.who])):
            where = np.flatnonzero(mine)
            if len(where):
                some = Asked(asked.who[where], asked.at[where], asked.device[where], asked.session[where])
                parts.append((where, policy.pages(some).items))
        items = np.full((len(asked), *parts[0][1].shape[1:]), -1, np.int32)
        for where, found in parts:
            items[where] = found
        return Pages(items)


class Covered(msgspec.Struct, frozen=True):
    """Share of runs whose interval covered the counterfactual, and means of truth, estimate and width."""

    runs: int
    covered: float
    truth: float
    estimate: float
    width: float


def plays(world: World, names: tuple[str, str], held: NDArray[np.bool_], seed: int, days: int) -> NDArray[np.float64]:
    """Plays of each member (members,) under a split of two built-in policies."""
    split = Split(BUILT_IN[names[0]](world, seed), BUILT_IN[names[1]](world, seed), held)
    for _ in simulate(world, split, days, seed):
        pass
    return split.plays


def coverage(
    seeds: Iterable[int], names: tuple[str, str] = ("oracle", "random"), members: int = 400, days: int = 7
) -> Covered:
    """Hold out a fifth of the members, and compare with the same world run wholly under each policy."""
    told = with_sizes(preset("stream"), members=members, items=300)
    rows = []
    for seed in seeds:
        world = make_world(told, seed)
        held = np.random.default_rng(seed).random(len(world.member_ids)) < 0.2
        everybody = np.ones(len(held), bool)
        split = plays(world, names, held, seed, days)
        with_it, without = (plays(world, names, everybody == k, seed, days) for k in (False, True))
        truth = 1 - without.mean() / with_it.mean()
        found = increment(split[~held], split[held], np.zeros(0), np.zeros(0))
        rows.append((found.low <= truth <= found.high, truth, found.lost_share, found.high - found.low))
    table = np.array(rows, float)
    return Covered(len(rows), *(float(x) for x in table.mean(axis=0)))
