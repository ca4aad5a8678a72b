"""Messages of a home in a world: a simulated day in; the messages that the home would send on it, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.messages import approve, body_of, plan_week
from matinee.app.messages_campaign import plan_campaign
from matinee.app.messages_known import Surroundings, picture_of, situation
from matinee.app.messages_show import around_of
from matinee.app.messages_write import best, offered
from matinee.core.clock import DAY
from matinee.core.ids import seed_of
from matinee.core.values import Member
from matinee.messages.campaigns import Campaign
from matinee.messages.candidates import Candidate, choose
from matinee.storage.messages import MessageRow
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.policy import Messages, Stage


def with_addresses(members: list[Member]) -> list[Member]:
    """Members of a world as they can be written to: an address for each, where nobody lives (RFC 2606)."""
    return [
        msgspec.structs.replace(member, addresses={"email": f"{member.member}@example.invalid"}) for member in members
    ]


@dataclass
class Postman:
    """A home that writes to a world's members: planned once a week, what is said chosen on the day, as `matinee
    messages` does it; what leaves goes into the world instead of into the mail."""

    home: Home
    stage: Stage
    pictures: Mapping[str, int]
    numbers: NDArray[np.int32]  # item row -> number in the world
    planned_on: int = -7
    offers: dict[str, Any] = field(default_factory=dict)  # message -> what a campaign offers in it

    def observe(self, events: Happened) -> None:
        """Who opts out has withdrawn consent, as by the link in a mail."""
        for number in np.unique(events.member[events.kind == KIND["message_opt_out"]]).tolist():
            member = self.home.store.member(self.stage.member_ids[number])
            if member is not None:
                self.home.put_member(msgspec.structs.replace(member, message_consent=False))

    def day(self, day: int) -> Messages:
        """The messages of a day; the home's clock stands at its beginning."""
        if day - self.planned_on >= 7:
            self.planned_on = day
            approve(self.home, str(plan_week(self.home)["plan"]))
        begin = self.stage.start_at + day * DAY
        due = [m for m in self.home.store.messages_between(begin, begin + DAY) if m.state == "planned"]
        around = around_of(self.home) if due else Surroundings()
        said = [line for message in due if (line := self._said(message, around)) is not None]
        self.home.store.change_messages([row for row, *_ in said])
        told = np.array([line[1:] for line in said], np.int32).reshape(-1, 3)
        at = np.array([line[0].at for line in said], np.int64)
        return Messages(told[:, 0], told[:, 1], told[:, 2], at)

    def _said(self, message: MessageRow, around: Surroundings) -> tuple[MessageRow, int, int, int] | None:
        """The message as sent, whose it is, its item and picture by their numbers in the world."""
        member = self.home.member(message.member)
        if not member.message_consent:
            return None
        chosen = self._chosen(message, member, around)
        if chosen is None:
            return None
        item = self.home.live.world().catalog.ids[chosen.row]
        picture = self.pictures.get(picture_of(situation(self.home, member, message.at), item, message.channel), 0)
        sent = msgspec.structs.replace(message, state="sent", sent_at=message.at, kind=chosen.kind, item=item)
        return sent, self.stage.member_ids.index(member.member), int(self.numbers[chosen.row]), picture

    def _chosen(self, message: MessageRow, member: Member, around: Surroundings) -> Candidate | None:
        """What a campaign offers, else the worthiest of what could be said of things that the world's pages know."""
        if message.key in self.offers:
            return offered(self.home, self.offers[message.key])
        found = best(self.home, member, message.at, around)
        found = [one for one in found if 0 <= self.numbers[one.row] < self.stage.n_pages]
        return choose(found, seed_of("choice", message.key))

    def campaign(self, terms: Campaign) -> None:
        """Plan and approve a campaign; its messages go out on their days."""
        plan_campaign(self.home, terms)
        approve(self.home, terms.name)
        held = self.home.store.message_plan(terms.name)
        if held is not None:
            self.offers |= body_of(held).campaign["offers"]
