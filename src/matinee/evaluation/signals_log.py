"""Logs to judge signals on: a world in, what members did for some weeks under a policy that knows little, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR
from matinee.core.values import Event
from matinee.worlds.baselines import COLUMNS, ROWS, Popular, in_slots
from matinee.worlds.closed import simulate
from matinee.worlds.columns import KIND, WIDTH, Happened, happened, joined
from matinee.worlds.items import stream
from matinee.worlds.policy import Asked, Pages, Stage
from matinee.worlds.sessions import pick
from matinee.worlds.world import World

DAYS = 21
QUESTIONS = 3
"""Times and places at which each member is asked for."""


@dataclass(frozen=True, slots=True)
class History:
    """What happened in a world, in columns and on demand as core events."""

    stage: Stage
    happened: Happened
    decisions: Sequence[str]
    seed: int

    def events(self) -> list[Event]:
        """As core events, by time."""
        return self.stage.events(self.happened, self.decisions)

    def showing(self, happened: Happened) -> History:
        """The same history as seen by whoever lacks a signal."""
        return History(self.stage, happened, self.decisions, self.seed)

    def played(self) -> NDArray[np.bool_]:
        """(m, pages): what each member has played; an episode counts for its series."""
        done = self.happened.take(np.isin(self.happened.kind, (KIND["play"], KIND["purchase"])))
        parent = self.stage.world.truth.items.parent[done.item]
        made = np.zeros((len(self.stage.member_ids), self.stage.n_pages), dtype=bool)
        made[done.member, np.where(parent >= 0, parent, done.item)] = True
        return made

    def questions(self) -> Asked:
        """For each member some times of the day after, at hours and on devices of their own."""
        world, m = self.stage.world, len(self.stage.member_ids)
        rng = stream(world.seed, "questions", self.seed)
        who = np.repeat(np.arange(m, dtype=np.int32), QUESTIONS)
        day = (int(self.happened.at.max()) - world.params.start_at) // DAY + 1 + rng.integers(0, 7, len(who))
        hour = pick(world.truth.members.hours, who, rng)
        at = world.params.start_at + day * DAY + hour * HOUR + HOUR // 2 - world.offsets[who]
        device = pick(world.truth.members.devices, who, rng).astype(np.int8)
        return Asked(who, at, device, np.arange(len(who), dtype=np.int64) + 10_000_000)

    def twins_but_for_scrolling(self) -> tuple[History, Asked]:
        """Member 0 and member 1 with one past (the busiest member's), but each has scrolled past another genre."""
        past, items = self.happened, self.stage.world.truth.items
        busy = past.take(past.member == np.bincount(past.member).argmax())
        genres = np.bincount(items.genres[: self.stage.n_pages, 0]).argsort()[-2:]
        end, parts = int(past.at.max()), [past.take(past.member > 1)]
        for twin, genre in enumerate(genres):
            of_genre = np.nonzero(items.genres[: self.stage.n_pages, 0] == genre)[0].astype(np.int32)
            told = {"items": np.resize(of_genre, (5, WIDTH)), "seconds": 6.0, "surface": 0, "device": 1}
            at = end + np.arange(5) * HOUR // 60
            parts += [replace(busy, member=np.full(len(busy), twin)), happened("scroll", 5, at=at, member=twin, **told)]
        whole = joined(parts).in_order()
        who = np.arange(2, dtype=np.int32)
        asked = Asked(who, np.full(2, end + HOUR), np.ones(2, dtype=np.int8), who.astype(np.int64) + 20_000_000)
        return self.showing(whole), asked


class Mixed(Popular):
    """Half popular things, half any: what was served while the log was made; it keeps the log."""

    def __init__(self, stage: Stage, seed: int) -> None:
        super().__init__(stage, "mixed")
        self.seed = seed
        self.log: list[Happened] = []
        self.decisions: Sequence[str] = ()

    def pages(self, asked: Asked) -> Pages:
        """Popular and random things take turns."""
        rng = stream(self.seed, "mixed", int(asked.session[0]), len(asked))
        n, size = len(self.order), min(ROWS * COLUMNS, len(self.order))
        place = np.argsort(np.argsort(self.order))
        keys = rng.random((len(asked), n)) * np.where(rng.random((len(asked), n)) < 0.3, (place + 5.0) / n, 1.0)
        keys += 9.0 * self.played[asked.who]
        best = np.argpartition(keys, size - 1, axis=1)[:, :size]
        return Pages(in_slots(np.take_along_axis(best, np.argsort(np.take_along_axis(keys, best, 1), axis=1), 1)))

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Count, and keep."""
        super().observe(events, decisions)
        self.log.append(events)
        self.decisions = decisions


def record(world: World, seed: int, days: int = DAYS) -> History:
    """Some weeks of a world."""
    stage = Stage(world)
    policy = Mixed(stage, seed)
    for _ in simulate(world, policy, days, seed, history_days=1):
        pass
    return History(stage, joined(policy.log).in_order(), policy.decisions, seed)
