"""Popular pages and messages by a rule, as a policy of a world: visits and answers in, each week's messages out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR
from matinee.core.messaging import MessageSettings
from matinee.messages.caps import held_out
from matinee.messages.panel import Ints, Log, Panel, Seen, panel_of
from matinee.messages.timing import Quiet, active_hours, best_hours, everybody
from matinee.messages.traits import features, open_share
from matinee.messages.uplift import fit_uplift, gains, opt_out_chance
from matinee.messages.volume import Budget, explored, trying, weekly_number
from matinee.worlds.baselines import Popular
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.items import stream
from matinee.worlds.policy import NO_MESSAGES, Messages, Stage

WEEK: Final = 7
TOLD: Final = ("message_sent", "message_open", "message_click", "message_opt_out")


@dataclass(slots=True)
class Notes:
    """What a log tells of visits and messages, piece by piece: (who, at) by kind."""

    visits: list[Ints] = field(default_factory=list)
    messages: dict[str, list[Ints]] = field(default_factory=lambda: {kind: [] for kind in TOLD})

    def add(self, events: Happened) -> None:
        """Keep the beginnings of sessions, and what became of messages."""
        lasting = events.take(events.session >= 0)
        if len(lasting):
            _, first = np.unique(lasting.session, return_index=True)
            self.visits.append(np.stack([lasting.session[first], lasting.member[first], lasting.at[first]]))
        for kind in TOLD:
            some = events.take(events.kind == KIND[kind])
            if len(some):
                self.messages[kind].append(np.stack([some.member.astype(np.int64), some.at]))

    def log(self, ahead: Ints) -> Log:
        """As a panel takes it."""
        visits = np.concatenate([np.zeros((3, 0), np.int64), *self.visits], axis=1)
        order = np.lexsort((visits[2], visits[0]))
        visits = visits[:, order]
        once = np.append(True, visits[0, 1:] != visits[0, :-1])[: visits.shape[1]]
        told = [np.concatenate([np.zeros((2, 0), np.int64), *self.messages[kind]], axis=1) for kind in TOLD]
        sent, opened, clicked, left = (Seen(who, at) for who, at in told)
        return Log(Seen(visits[1, once], visits[2, once]), sent, opened, clicked, left, ahead)


Rule = Callable[["Mailer", Panel, np.random.Generator], Ints]
"""The mailer, what is known, chance -> how many messages (m,) each member gets in the week."""


class Mailer(Popular):
    """Popular pages to all; once a week the rule says how many messages each member gets, chance says on which days."""

    def __init__(self, stage: Stage, seed: int, rule: Rule, settings: MessageSettings) -> None:
        super().__init__(stage, "mailer")
        self.seed, self.rule, self.settings = seed, rule, settings
        world = stage.world
        self.notes, self.ahead = Notes(), world.offsets
        self.reachable = ~world.truth.members.guest
        self.watch: Callable[[Messages, int], None] = lambda asked, day: None
        self.held = np.array([held_out(member, settings.hold_out) for member in stage.member_ids])
        self.out = np.zeros(len(stage.member_ids), bool)
        self.days_of = np.zeros((len(stage.member_ids), WEEK), bool)
        self.hours = np.full((len(stage.member_ids), WEEK), 17)

    def observe(self, events: Happened, decisions: object) -> None:
        """Popularity, visits, and what became of messages."""
        super().observe(events, ())
        self.notes.add(events)
        self.out[events.member[events.kind == KIND["message_opt_out"]]] = True

    def messages(self, day: int) -> Messages:
        """The day's messages, the week's planned on its first day."""
        if day % WEEK == 0:
            self.plan(day)
        who = np.flatnonzero(self.days_of[:, day % WEEK] & ~self.out).astype(np.int32)
        if not len(who):
            return NO_MESSAGES
        start = self.stage.start_at + day * DAY
        hour = self.hours[who, (start // DAY + 3) % 7]
        at = start + (hour * HOUR - self.ahead[who] + HOUR // 2) % DAY
        asked = Messages(who, self.content(who), np.zeros(len(who), np.int32), at)
        self.watch(asked, day)
        return asked

    def panel(self, day: int) -> Panel:
        """What is known before a day."""
        return panel_of(self.notes.log(self.ahead), self.stage.start_at, max(day, 1))

    def plan(self, day: int) -> None:
        """How many each member gets, and on which days."""
        rng, m = stream(self.seed, "weekly messages", day), len(self.out)
        may = self.reachable & ~self.held & ~self.out
        number = np.where(may, np.minimum(self.rule(self, self.panel(day), rng), self.settings.cap), 0)
        lot = rng.random((m, WEEK)).argsort(1).argsort(1)
        self.days_of = lot < number[:, None]
        self.hours = self.best()

    def best(self) -> NDArray[np.int64]:
        """(m, 7) local hour by weekday at which each member is written to."""
        visits = self.notes.log(self.ahead).visits
        local = (visits.at + self.ahead[visits.who]) // HOUR + 72
        own = np.bincount(visits.who * 168 + local % 168, minlength=len(self.out) * 168).reshape(-1, 168)
        usual = everybody(list(own.astype(np.float64)))
        quiet = Quiet(self.settings.quiet_from, self.settings.quiet_to)
        return np.stack([best_hours(active_hours(hours.astype(np.float64), usual), quiet) for hours in own])

    def content(self, who: NDArray[np.int32]) -> NDArray[np.int32]:
        """For each the most popular thing that they do not have yet."""
        head = self.order[:200]
        new = ~self.played[np.ix_(who, head)]
        return np.asarray(head[new.argmax(1)], np.int32)


def by_lot(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
    """Any number up to the cap: what a plan learns from at first."""
    return rng.integers(0, mailer.settings.cap + 1, len(mailer.out))


def planned(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
    """By uplift, as a home plans."""
    s = mailer.settings
    budget = Budget(s.cost, s.opt_out_visits, s.cap, s.exploration, s.volume)
    known = features(panel)
    uplift = fit_uplift(panel)
    number = weekly_number(gains(uplift, known), uplift.tiring, opt_out_chance(panel), budget)
    return explored(number, s.cap, trying(s.exploration, uplift.messages), rng)


def to_all(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
    """As many as the cap allows, to everybody."""
    return np.full(len(mailer.out), mailer.settings.cap)


def to_openers(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
    """As many as the cap allows, to the half that opens most."""
    share = open_share(panel)
    may = mailer.reachable & ~mailer.held & ~mailer.out
    return np.where(share >= np.median(share[may]), mailer.settings.cap, 0)


def to_nobody(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
    """Nothing."""
    return np.zeros(len(mailer.out), np.int64)


RULES: Final[dict[str, Rule]] = {
    "plan": planned, "all": to_all, "openers": to_openers, "nothing": to_nobody,
}  # fmt: skip
