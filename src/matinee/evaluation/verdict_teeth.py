"""Whether verdicts have teeth: exposures with planted failures in, shares named, falsely named and undecided out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.judging import VerdictTerms
from matinee.verdict.feedback.expected import Codes, Floats, bins, expected_success
from matinee.verdict.feedback.verdicts import FAILS, TOO_EARLY, judge_groups
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate as run_world
from matinee.worlds.columns import KIND, Happened, joined
from matinee.worlds.faults import afflicted
from matinee.worlds.params import Fault, preset, with_sizes
from matinee.worlds.policy import Asked, Messages, Pages, Policy
from matinee.worlds.world import World, make_world

ENOUGH = 2_000
"""Impressions from which a planted failure must be named."""


class Exposures(msgspec.Struct, frozen=True):
    """Columns (n,): success, item, member and the circumstances; failing (n_items,) is the plant."""

    success: Floats
    item: Codes
    member: Codes
    factors: tuple[Codes, ...]
    failing: NDArray[np.bool_]


class Teeth(msgspec.Struct, frozen=True):
    """named: share of planted failures with enough impressions that are called failing; falsely: of other items;
    undecided: share of exposures of items too early to say; planted: how many had enough impressions."""

    named: float
    falsely: float
    undecided: float
    planted: int
    exposures: int


def bite(seen: Exposures, terms: VerdictTerms) -> Teeth:
    """Judge the items and compare with the plant."""
    expected = expected_success(seen.success, seen.factors)
    found = judge_groups(seen.success, expected, seen.item, seen.member, terms)
    word, shown = np.array(found.word), found.exposures
    failing = seen.failing[: len(shown)]
    due, healthy = failing & (shown >= ENOUGH), ~failing & (shown > 0)
    return Teeth(
        float((word[due] == FAILS).mean()) if due.any() else float("nan"),
        float((word[healthy] == FAILS).mean()),
        float(shown[word == TOO_EARLY].sum() / shown.sum()),
        int(due.sum()),
        int(shown.sum()),
    )


def plant(seed: int, n: int = 600_000, rate: float = 0.05, spread: float = 0.15) -> Exposures:
    """Exposures of 600 items, a tenth of which have .3 to .7 of the success that place, member and score foretell.

    Healthy items stray by `spread` (in logs) by themselves, above .75; the score knows the item's appeal and the
    member's taste, with noise; members differ in how much they play; attention falls by place.
    """
    rng = np.random.default_rng(seed)
    n_items, n_members = 600, 3_000
    popular = rng.permutation(rng.zipf(1.3, n_items).clip(1, 300) ** 0.8)
    item = rng.choice(n_items, n, p=popular / popular.sum())
    often = rng.gamma(1.0, 1.0, n_members)
    member = rng.choice(n_members, n, p=often / often.sum())
    place = rng.integers(0, 60, n)
    attention = np.exp(-(place // 6) / 4.0) * 0.9 + 0.1
    appeal, activity, taste = rng.normal(0, 0.5, n_items), rng.gamma(2.0, 0.5, n_members), rng.normal(0, 0.5, n)
    score = appeal[item] + taste + rng.normal(0, 0.3, n)
    failing = rng.random(n_items) < 0.1
    relative = np.clip(np.exp(rng.normal(0, spread, n_items)), 0.75, None)
    relative[failing] = rng.uniform(0.3, 0.7, int(failing.sum()))
    odds = attention * np.exp(appeal[item] + taste) * activity[member] * relative[item]
    success = (rng.random(n) < np.clip(odds * rate / odds.mean(), 0.0, 0.95)).astype(np.float64)
    return Exposures(success, item, member, (place // 6, place % 6, member, bins(score)), failing)


class Watched:
    """A policy whose events are kept."""

    def __init__(self, policy: Policy) -> None:
        self.name, self.policy = policy.name, policy
        self.events: list[Happened] = []

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Keep and pass on."""
        self.events.append(events)
        self.policy.observe(events, decisions)

    def night(self, day: int) -> None:
        """Pass on."""
        self.policy.night(day)

    def pages(self, asked: Asked) -> Pages:
        """Pass on."""
        return self.policy.pages(asked)

    def messages(self, day: int) -> Messages:
        """Pass on."""
        return self.policy.messages(day)


def in_world(policy: str, seed: int, members: int = 1_000, items: int = 250, days: int = 14) -> Exposures:
    """A closed loop in which a tenth of the pictures do not load; success is an open of the slot that was in view.

    No score is known here: the circumstances are place by device, member, and how often the item was shown before.
    """
    told = with_sizes(preset("stream"), members=members, items=items)
    told = msgspec.structs.replace(told, faults=(Fault(kind="broken_picture", strength=0.1),))
    world = make_world(told, seed)
    watched = Watched(BUILT_IN[policy](world, seed))
    for _ in run_world(world, watched, days, seed):
        pass
    return _exposures(world, joined(watched.events).in_order())


def _exposures(world: World, events: Happened) -> Exposures:
    def slots(kind: str) -> Happened:
        return events.take((events.kind == KIND[kind]) & (events.decision >= 0))

    def key(some: Happened) -> NDArray[np.int64]:
        return (some.decision.astype(np.int64) * 64 + some.row) * 256 + some.column

    shown = slots("impression")
    success = np.isin(key(shown), key(slots("open"))).astype(np.float64)
    item, member, device = (np.asarray(c, np.int64) for c in (shown.item, shown.member, shown.device))
    row, column = np.asarray(shown.row, np.int64), np.asarray(shown.column, np.int64)
    factors = (device * 64 + row, device * 256 + column, member, np.minimum(times_before(member, item), 15))
    return Exposures(success, item, member, factors, afflicted(world, "broken_picture", 0))


def times_before(member: Codes, item: Codes) -> Codes:
    """How often each exposure's pair stood earlier in the columns."""
    pair = member * (int(item.max()) + 1) + item
    order = np.argsort(pair, kind="stable")
    ordered = pair[order]
    first = np.append(True, ordered[1:] != ordered[:-1])
    index = np.arange(len(pair))
    before = np.empty(len(pair), np.int64)
    before[order] = index - np.maximum.accumulate(np.where(first, index, 0))
    return before
