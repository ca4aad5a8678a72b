"""Messages of a home: its log and settings in; a week's plan, kept exactly once, and what a member would get, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.messages_log import Answers, read_answers
from matinee.app.messages_shelf import look
from matinee.core.clock import DAY, day_of, to_iso, zone
from matinee.core.errors import InvalidInput, SettingsError, UnknownName
from matinee.core.ids import seed_of, stable_id
from matinee.core.messaging import MessageSettings
from matinee.core.values import Member
from matinee.messages.addresses import consents, reachable
from matinee.messages.caps import Cap, held_out
from matinee.messages.plan import DAYS, Person, Planned, Rules, Slot, weekly
from matinee.messages.timing import Quiet, active_hours, everybody, known_zone
from matinee.messages.traits import FEATURES, features
from matinee.messages.uplift import fit_uplift, gains, opt_out_chance
from matinee.messages.volume import Budget, explored, thinned, trying, weekly_number
from matinee.storage.messages import MessageRow, PlanRow

LIVE: Final = ("planned", "sending", "sent", "uncertain")
"""States of messages that count for the cap."""


class PlanBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan remembers of how it was made: its time span, members by number of messages, who was refused why."""

    kind: str
    begin: int
    end: int
    members: int = 0
    held_out: int = 0
    numbers: dict[int, int] = {}
    refused: dict[str, str] = {}
    effects: dict[str, float] = {}
    learned_from: int = 0
    gone: dict[str, float] = {}
    campaign: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may be written to: members with their channels; the reasons of the others; what the log says of them."""

    members: list[Member]
    ways: Mapping[str, tuple[str, ...]]
    refused: dict[str, str]
    answers: Answers
    held: NDArray[np.bool_]


def rules_of(settings: MessageSettings) -> Rules:
    """Quiet hours, the cap and the usual zone of a home.

    Raises:
        SettingsError: the zone does not exist.
    """
    if zone(settings.time_zone) is None:
        raise SettingsError(
            f"[messages] time_zone '{settings.time_zone}' does not exist", "names are like Europe/Berlin"
        )
    quiet = Quiet(settings.quiet_from, settings.quiet_to)
    return Rules(quiet, Cap(settings.cap, settings.cap_days, settings.gap_hours), settings.time_zone)


def audience(home: Home, now: int) -> Audience:
    """Every member with consent and an address; the permanent hold-out is among them and marked."""
    settings, everyone = home.settings.messages, home.store.members()
    answers = read_answers(home, everyone, now)
    refused = {
        member.member: why
        for member in everyone
        if (why := against(member, answers.opted_out.get(member.member, 0), settings.time_zone))
    }
    ways, unreachable = ways_of(home.settings.messages, everyone, answers.opted_out)
    members = [member for member in everyone if ways.get(member.member)]
    held = np.array([held_out(member.member, settings.hold_out) for member in everyone], bool)
    return Audience(members, ways, refused | unreachable, answers, held)


def ways_of(
    settings: MessageSettings, everyone: Sequence[Member], opted_out: Mapping[str, int]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """(member -> channels, member -> why by none) of those who consent, as their records and opt-outs are now."""
    usual = settings.time_zone
    asked = [member for member in everyone if not against(member, opted_out.get(member.member, 0), usual)]
    gone = [m for m in everyone if opted_out.get(m.member, 0) and not consents(m, opted_out[m.member])]
    return reachable(asked, settings.channels, gone)


def against(member: Member, opted_out_at: int, usual_zone: str) -> str:
    """Why a member may not be written to, whatever their addresses are; '' where they may."""
    if not consents(member, opted_out_at):
        return "no consent to messages"
    try:
        known_zone(member.time_zone, usual_zone)
    except InvalidInput as error:
        return str(error)
    return ""


def numbers(home: Home, found: Audience, seed: str) -> tuple[dict[str, int], dict[str, float], int]:
    """(member -> messages in the week, effects by name, on how many messages they rest): the slow clock. What a message
    would be about plays no part."""
    settings, panel = home.settings.messages, found.answers.panel
    uplift, rng = fit_uplift(panel), np.random.default_rng(seed_of("volume", seed))
    budget = Budget(settings.cost, settings.opt_out_visits, settings.cap, settings.exploration, settings.volume)
    gain = gains(uplift, features(panel))
    number = weekly_number(gain, uplift.tiring, opt_out_chance(panel), budget)
    number = explored(number, settings.cap, trying(settings.exploration, uplift.messages), rng)
    may = np.array([bool(found.ways.get(name)) for name in found.answers.members], bool)
    number = np.where(may & ~found.held, number, 0)
    number = thinned(number, settings.volume, panel.visits.mean(1).astype(np.float64), rng)
    effects = {name: round(float(value), 4) for name, value in zip(FEATURES, uplift.effects, strict=True)}
    effects["tiring"] = round(uplift.tiring, 4)
    return dict(zip(found.answers.members, number.tolist(), strict=True)), effects, uplift.messages


def people(home: Home, found: Audience, number: Mapping[str, int], begin: int) -> list[Person]:
    """The members who get messages, with their hours, devices and the times of those that they have already."""
    hours = {member.member: home.profile(member.member)[0] for member in found.members}
    usual = everybody([profile.hours for profile in hours.values()])
    times = taken(home, begin)
    return [
        Person(
            member.member,
            member.time_zone,
            found.ways[member.member],
            active_hours(hours[member.member].hours, usual),
            hours[member.member].devices,
            number[member.member],
            times.get(member.member, ()),
        )
        for member in found.members
        if number.get(member.member, 0) > 0
    ]


def taken(home: Home, begin: int) -> dict[str, list[int]]:
    """Member -> times of messages sent or planned near `begin`, ascending; all channels and plans count."""
    span = home.settings.messages.cap_days * DAY
    found: dict[str, list[int]] = {}
    for message in home.store.messages_between(begin - 2 * span, begin + (DAYS + 400) * DAY):
        if message.state in LIVE:
            found.setdefault(message.member, []).append(message.sent_at or message.at)
    return {member: sorted(times) for member, times in found.items()}


def plan_week(home: Home) -> dict[str, Any]:
    """Plan the week from now on, or say what the plan that still holds says: a week is planned once."""
    now, settings = home.now(), home.settings.messages
    standing = current_week(home, now)
    if standing is not None:
        return summary(home, standing) | {"new": False}
    rules, found = rules_of(settings), audience(home, now)
    look(home, now)
    name = f"week-{day_of(now)}"
    number, effects, learned_from = numbers(home, found, name)
    planned = weekly(people(home, found, number, now), now, rules, name)
    counts = np.bincount([n for n in number.values()] or [0])
    body = PlanBody(
        kind="week",
        begin=now,
        end=now + DAYS * DAY,
        members=len(found.members),
        held_out=int(sum(held_out(member.member, settings.hold_out) for member in found.members)),
        numbers={n: int(count) for n, count in enumerate(counts) if count},
        refused=found.refused | planned.refused,
        effects=effects,
        learned_from=learned_from,
        gone=dict(found.answers.gone),
    )
    made = keep(home, name, body, planned, approved=not settings.approval)
    return summary(home, made) | {"new": True}


def keep(home: Home, name: str, body: PlanBody, planned: Planned, *, approved: bool = False) -> PlanRow:
    """Keep a plan with its messages; each has a key of its own, for ever."""
    row = PlanRow(name, body.begin, body.begin if approved else 0, msgspec.json.encode(body))
    home.store.put_plan(row, [message_of(name, slot) for slot in planned.slots])
    return home.store.message_plan(name) or row


def message_of(plan: str, slot: Slot) -> MessageRow:
    """A slot as it is stored; the key is made of plan, member and number, so that planning again changes nothing."""
    key = stable_id("message", plan, slot.member, slot.number)
    return MessageRow(key=key, plan=plan, member=slot.member, channel=slot.channel, at=slot.at)


def body_of(plan: PlanRow) -> PlanBody:
    """What a plan remembers."""
    return msgspec.json.decode(plan.body, type=PlanBody)


def current_week(home: Home, now: int) -> PlanRow | None:
    """The weekly plan that holds at a time."""
    for plan in home.store.message_plans():
        body = body_of(plan)
        if body.kind == "week" and body.begin <= now < body.end:
            return plan
    return None


def plan_named(home: Home, name: str) -> PlanRow:
    """The plan of this name; '' is the weekly plan that holds now.

    Raises:
        UnknownName: there is none.
    """
    found = home.store.message_plan(name) if name else current_week(home, home.now())
    if found is None:
        names = ", ".join(plan.plan for plan in home.store.message_plans()[:8])
        raise UnknownName(
            f"there is no plan '{name}'" if name else "there is no plan for this week",
            f"there are: {names}" if names else "make one: matinee messages plan",
        )
    return found


def approve(home: Home, name: str) -> dict[str, Any]:
    """Let a plan's messages leave."""
    plan = plan_named(home, name)
    new = home.store.approve_plan(plan.plan, home.now())
    return summary(home, plan_named(home, plan.plan)) | {"new": new}


def summary(home: Home, plan: PlanRow) -> dict[str, Any]:
    """A plan as commands and the console show it."""
    body = body_of(plan)
    messages = home.store.messages_in(plan.plan)
    return {
        "plan": plan.plan,
        "kind": body.kind,
        "from": to_iso(body.begin),
        "until": to_iso(body.end),
        "approved": plan.approved_at > 0,
        "members": body.members,
        "held_out": body.held_out,
        "messages": len(messages),
        "by_state": _counts([m.state for m in messages]),
        "by_channel": _counts([m.channel for m in messages]),
        "numbers": {str(n): count for n, count in body.numbers.items()},
        "refused": _counts(_reason(why) for why in body.refused.values()),
        "refused_members": dict(list(body.refused.items())[:100]),
        "effects": body.effects,
        "learned_from_messages": body.learned_from,
        "campaign": body.campaign,
    }


def _reason(text: str) -> str:
    """The reason without the single member's values."""
    return re.sub(r"'[^']*'", "'...'", text)


def _counts(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found
