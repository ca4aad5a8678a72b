"""Sending: messages whose time has come in; each handed over, what became of it written down, out.

A message is fixed and marked before it may leave, and marked again when it has. Whoever is killed in between leaves a
mark behind: where the receiver honours keys it is sent again until it has arrived, elsewhere once more and no oftener.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from matinee.app.home import Home
from matinee.app.messages import LIVE, body_of, rules_of, ways_of
from matinee.app.messages_known import Surroundings
from matinee.app.messages_shelf import look
from matinee.app.messages_ways import Later, Refused, Unknown, Way, way_of
from matinee.app.messages_write import best, letter, offered, picture_bytes, plain, words_of
from matinee.core.clock import DAY, HOUR, MINUTE, to_iso
from matinee.core.errors import InvalidInput, SettingsError, TooBusy
from matinee.core.ids import seed_of, stable_id
from matinee.core.values import Event, Member
from matinee.messages.addresses import address_of, consents, fault_of
from matinee.messages.candidates import Candidate, choose
from matinee.messages.caps import held_out
from matinee.messages.kinds import CANVASES
from matinee.messages.mail import Letter, email_of
from matinee.messages.timing import known_zone, next_open
from matinee.storage.events import event_rows
from matinee.storage.messages import MessageRow

AT_ONCE: Final = 100
TRIES: Final = 8
"""Attempts that were surely in vain, after which a message is given up."""
TOO_LATE: Final = 2 * DAY
"""A message that could not be sent for so long says nothing any more."""


@dataclass(slots=True)
class Sent:
    """What became of the messages of one run; troubles by channel."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    later: int = 0
    uncertain: int = 0
    troubles: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Only one process sends from a home at a time; a killed one lets go by itself.

    Raises:
        TooBusy: another one is sending.
    """
    with (home.path / "messages.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TooBusy("another process is sending this home's messages", "let it end, then send again") from error
        yield


def send(home: Home, tell: Callable[[str], None], again: bool = False) -> dict[str, Any]:
    """Send what is due of approved plans. `again` also sends once more what may or may not have arrived.

    Raises:
        TooBusy: another process is sending.
        SettingsError: templates or a channel cannot be used; nothing was sent.
    """
    with alone(home):
        words_of(home)
        run = Run(home, opted_out(home))
        if again:
            waiting = [m for m in home.store.messages_between(0, 2**62) if m.state == "uncertain"]
            home.store.change_messages([msgspec.structs.replace(m, state="sending", doubts=0) for m in waiting])
        try:
            while batch := run.due():
                tell(f"{len(batch)} messages are due")
                for message in batch:
                    run.one(message)
        finally:
            run.close()
        return {**msgspec.to_builtins(run.found), "at": to_iso(home.now())}


def opted_out(home: Home) -> dict[str, int]:
    """Member -> when they last opted out."""
    log = home.store.duck()
    try:
        sql = "SELECT who, max(\"at\") FROM events WHERE kind = 'message_opt_out' GROUP BY who"
        found = {str(who): int(at) for who, at in log.execute(sql).fetchall()}
    finally:
        log.close()
    return {home.store.member_of(who) or who: at for who, at in found.items()}


class Run:
    """One run of sending: the ways out, what is the same for all, and what became of the messages so far."""

    def __init__(self, home: Home, opted: Mapping[str, int]) -> None:
        self.home, self.found, self.tried = home, Sent(), set[str]()
        self.settings, self.rules = home.settings.messages, rules_of(home.settings.messages)
        plans = {plan.plan: body_of(plan) for plan in home.store.message_plans()}
        gone = next((body.gone for body in plans.values() if body.kind == "week"), {})
        self.plans, self.around = plans, Surroundings(look(home, home.now()), gone, opted)
        self.ways: dict[str, Way] = {}
        self.reached, self.unreached = ways_of(self.settings, home.store.members(), opted)

    def due(self) -> list[MessageRow]:
        """The next messages to look at: due, not tried in this run, of channels that are in order."""
        well = [channel for channel in CANVASES if channel not in self.found.troubles]
        found = self.home.store.messages_due(self.home.now(), well, AT_ONCE)
        return [message for message in found if message.key not in self.tried]

    def close(self) -> None:
        """Let go of every connection."""
        for way in self.ways.values():
            way.close()

    def one(self, message: MessageRow) -> None:
        """Send one message, or say why not."""
        if message.channel in self.found.troubles:
            return
        self.tried.add(message.key)
        try:
            way = self.way(message.channel)
        except SettingsError as error:
            self.found.troubles[message.channel] = str(error)
            return
        if message.doubts >= 2 and not way.honours_key:
            self.settle(message, "uncertain", "the server may have it: sent twice without an answer")
            return
        member = self.home.member(message.member)
        fixed = message if message.state == "sending" else self.fixed(message, member)
        if fixed is not None:
            self.hand_over(fixed, member, way)

    def way(self, channel: str) -> Way:
        """The way out for a channel, opened once."""
        if channel not in self.ways:
            self.ways[channel] = way_of(channel, self.settings, self.home.path / "outbox")
        return self.ways[channel]

    def fixed(self, message: MessageRow, member: Member) -> MessageRow | None:
        """The message with what it says, or None where it is put off or dropped."""
        now = self.home.now()
        why = self.against(message, member, now)
        if why:
            self.settle(message, "dropped", why)
            return None
        later = next_open(now, known_zone(member.time_zone, self.rules.usual_zone), self.rules.quiet)
        if later != now:
            self.put_off(message, later if later > 0 else now + DAY, "quiet hours")
            return None
        if message.body:  # what was said in vain is said again
            return msgspec.structs.replace(message, state="sending")
        chosen = self.choice(message, member, now)
        if chosen is None:
            self.settle(message, "dropped", "there is nothing to say to this member now")
            return None
        extra = self.plans[message.plan].campaign.get("offers", {}).get(message.key, {})
        said = letter(self.home, member, msgspec.structs.replace(message, at=now), chosen, extra)
        return msgspec.structs.replace(
            message, state="sending", kind=chosen.kind, item=said.item, body=msgspec.json.encode(said)
        )

    def choice(self, message: MessageRow, member: Member, now: int) -> Candidate | None:
        """What is said: of a campaign the item that it offers the member, else the worthiest of what could be said."""
        offer = self.plans[message.plan].campaign.get("offers", {}).get(message.key)
        found = best(self.home, member, now, self.around)
        if offer is None:
            return choose(found, seed_of("choice", message.key))
        return offered(self.home, offer)

    def against(self, message: MessageRow, member: Member, now: int) -> str:
        """Why a message must not be sent now or ever; '' where it may."""
        if now - message.at > TOO_LATE:
            return "its time is over"
        if not consents(member, self.opted_out_at(member.member)):
            return "no consent to messages any more"
        if held_out(member.member, self.settings.hold_out):
            return "held out"
        address = address_of(member, message.channel)
        if not address or (fault := fault_of(message.channel, address)):
            return fault if address else f"no address for {message.channel}"
        try:
            known_zone(member.time_zone, self.rules.usual_zone)
        except InvalidInput as error:
            return str(error)
        if message.channel not in self.reached.get(member.member, ()):
            return self.unreached.get(member.member, f"{message.channel} is no way to this member any more")
        others = [m for m in self.home.store.messages_of(member.member) if m.sent_at and m.state in LIVE]
        times = sorted(m.sent_at for m in others if m.key != message.key)
        return "" if self.rules.cap.allows(times, now) else "the cap"

    def opted_out_at(self, member: str) -> int:
        """When a member last opted out, what came in during this run included."""
        since = self.around.opted_out.get(member, 0)
        recent = [e.at for _, e in self.home.store.events_of(member) if e.kind == "message_opt_out"]
        return max([since, *recent])

    def hand_over(self, message: MessageRow, member: Member, way: Way) -> None:
        """Give a fixed message to its way out and write down what became of it."""
        said = msgspec.json.decode(message.body, type=Letter)
        now = self.home.now()
        leaving = msgspec.structs.replace(message, doubts=message.doubts + 1)
        try:
            body = self.bytes_of(said, message)
            way.send(message.key, said.to, body, lambda: self.home.store.change_messages([leaving]))
        except Refused as error:
            self.settle(message, "failed", str(error))
        except Later as error:
            self.again_later(message, error, now)
        except Unknown as error:
            self.found.uncertain += 1
            self.found.troubles[message.channel] = str(error)
            self.home.store.change_messages([msgspec.structs.replace(leaving, reason=str(error))])
        else:
            gone = msgspec.structs.replace(leaving, state="sent", sent_at=now, reason="")
            self.home.store.change_messages([gone], event_rows([_sent_event(gone, said, now)]))
            self.found.sent += 1

    def bytes_of(self, said: Letter, message: MessageRow) -> bytes:
        """What leaves: a mail, or JSON."""
        if message.channel != "email":
            return plain(said, to_iso(message.at), message.member, message.channel)
        picture, kind = picture_bytes(self.home, said.artwork)
        return email_of(said, self.settings.sender, message.at, (picture, kind))

    def again_later(self, message: MessageRow, error: Later, now: int) -> None:
        """It surely did not arrive: try again, later each time, and give up in the end."""
        attempts = message.attempts + (not error.whole)
        if error.whole:
            self.found.troubles[message.channel] = str(error)
        if attempts >= TRIES:
            self.settle(message, "failed", f"given up after {attempts} attempts: {error}")
            return
        wait = 0 if error.whole else min(5 * MINUTE * 2**attempts, 12 * HOUR)
        tried = msgspec.structs.replace(message, attempts=attempts, state="planned")
        self.put_off(tried, message.at if error.whole else now + wait, str(error))

    def put_off(self, message: MessageRow, at: int, why: str) -> None:
        """Not now."""
        self.found.later += 1
        self.home.store.change_messages([msgspec.structs.replace(message, at=at, reason=why)])

    def settle(self, message: MessageRow, state: str, why: str) -> None:
        """A message's end."""
        setattr(self.found, state, getattr(self.found, state) + 1)
        self.found.reasons[why] = self.found.reasons.get(why, 0) + 1
        self.home.store.change_messages([msgspec.structs.replace(message, state=state, reason=why)])


def _sent_event(message: MessageRow, said: Letter, now: int) -> Event:
    return Event(
        event_id=stable_id(message.key, "sent"),
        kind="message_sent",
        at=now,
        member=message.member,
        item=said.item,
        artwork=said.artwork,
        surface="message",
        message=message.key,
    )
