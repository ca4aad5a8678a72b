"""Showing messages: a home and a member in; what they got, will get and could get, out."""

from __future__ import annotations

from typing import Any

import msgspec

from matinee.app.home import Home
from matinee.app.messages import body_of, current_week, plan_named
from matinee.app.messages_known import Surroundings
from matinee.app.messages_send import opted_out
from matinee.app.messages_shelf import look
from matinee.app.messages_write import best, letter, offered, told
from matinee.core.clock import to_iso
from matinee.core.ids import seed_of
from matinee.core.values import Member
from matinee.messages.addresses import consents
from matinee.messages.candidates import choose
from matinee.messages.caps import held_out
from matinee.messages.mail import Letter
from matinee.storage.messages import MessageRow


def around_of(home: Home) -> Surroundings:
    """What is the same for all members now."""
    week = current_week(home, home.now())
    gone = body_of(week).gone if week is not None else {}
    return Surroundings(look(home, home.now()), gone, opted_out(home))


def preview(home: Home, member: str, plan: str, limit: int = 10) -> dict[str, Any]:
    """The next messages of a plan as they would read if they left now; for a member without one, what they would get.

    Raises:
        UnknownName: there is no such plan.
        SettingsError: the templates cannot be used.
    """
    around = around_of(home)
    held = plan_named(home, plan) if plan or not member else current_week(home, home.now())
    waiting = [] if held is None else home.store.messages_in(held.plan)
    if member:
        waiting = [message for message in waiting if message.member == member]
    if member and not waiting:
        channel = next(iter(home.settings.messages.channels), "email")
        waiting = [MessageRow(key="preview", plan=plan, member=member, channel=channel, at=home.now())]
    found = [line for message in waiting[:limit] if (line := shown(home, message, around)) is not None]
    return {"plan": held.plan if held else "", "member": member, "messages": found}


def shown(home: Home, message: MessageRow, around: Surroundings) -> dict[str, Any] | None:
    """One message as it was or would be, with what else could have been said; None where there is nothing to say."""
    member = home.member(message.member)
    line = {
        "key": message.key, "member": message.member, "state": message.state, "at": to_iso(message.at),
        "consent": consents(member, around.opted_out.get(member.member, 0)),
        "held_out": held_out(member.member, home.settings.messages.hold_out),
    }  # fmt: skip
    if message.body:
        return told(msgspec.json.decode(message.body, type=Letter), message) | line | {"instead": []}
    found = best(home, member, home.now(), around)
    offer = offer_of(home, message)
    chosen = offered(home, offer) if offer else choose(found, seed_of("choice", message.key))
    if chosen is None:
        return None
    made = letter(home, member, msgspec.structs.replace(message, at=home.now()), chosen, offer)
    others = [{"kind": c.kind, "title": c.fields["title"], "worth": round(c.worth, 4)} for c in found[:8]]
    return told(made, message) | line | {"instead": others}


def offer_of(home: Home, message: MessageRow) -> dict[str, Any]:
    """What a campaign offers in this message; empty for others."""
    plan = home.store.message_plan(message.plan)
    if plan is None:
        return {}
    found: dict[str, Any] = body_of(plan).campaign.get("offers", {}).get(message.key, {})
    return found


def of_member(home: Home, member: str) -> dict[str, Any]:
    """Everything about a member's messages: consent, hold-out, those sent and planned, and what would be said now."""
    around = around_of(home)
    record: Member = home.member(member)
    rows = home.store.messages_of(member)
    return {
        "member": member,
        "consent": consents(record, around.opted_out.get(member, 0)),
        "held_out": held_out(member, home.settings.messages.hold_out),
        "messages": [row_told(row) for row in rows],
        "candidates": [
            {"kind": c.kind, "item": home.live.world().catalog.ids[c.row], "title": c.fields["title"],
             "worth": round(c.worth, 4)}
            for c in best(home, record, home.now(), around)[:10]
        ],
    }  # fmt: skip


def row_told(row: MessageRow) -> dict[str, Any]:
    """A stored message: what it says once that is fixed."""
    said = msgspec.json.decode(row.body, type=Letter) if row.body else None
    return {
        "message": row.key, "plan": row.plan, "channel": row.channel, "at": to_iso(row.at), "state": row.state,
        "sent_at": to_iso(row.sent_at) if row.sent_at else "", "kind": row.kind, "item": row.item,
        "subject": said.subject if said else "", "artwork": said.artwork if said else "", "reason": row.reason,
    }  # fmt: skip
