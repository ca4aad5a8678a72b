"""Campaigns of a home: terms in; offers within the budget, planned once, nothing sent before approval, out."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np

from matinee.app.home import Home
from matinee.app.messages import Audience, PlanBody, audience, keep, message_of, people, rules_of, summary
from matinee.app.messages_known import Surroundings, known, situation
from matinee.app.shop_lessons import calendar
from matinee.catalog.seasons import won_in
from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Member
from matinee.messages.campaigns import Campaign, allot
from matinee.messages.caps import held_out
from matinee.messages.plan import Planned, weekly

LONGEST: Final = 60
"""Days over which the offers of one campaign may be spread."""


def plan_campaign(home: Home, campaign: Campaign) -> dict[str, Any]:
    """Plan a campaign once: whom it is for, what each is offered, when. It waits for approval.

    Raises:
        InvalidInput: terms that cannot be, or a campaign of this name with other terms.
        UnknownName: no such season or item.
    """
    begin, end = campaign.span()
    held = home.store.message_plan(campaign.name)
    if held is not None:
        terms = msgspec.json.decode(held.body, type=PlanBody).campaign.get("terms")
        if terms is None or msgspec.convert(terms, Campaign) != campaign:
            raise InvalidInput(f"there is a plan '{campaign.name}' with other terms", "give it another name")
        return summary(home, held) | {"new": False}
    begin = max(begin, home.now())
    if end <= begin:
        raise InvalidInput(f"campaign '{campaign.name}' is over: it ends {campaign.ends}", "give it a later end")
    found = audience(home, home.now())
    chosen = members_of(home, campaign, found)
    apart = [m.member for m in chosen if held_out(m.member, campaign.hold_out, f"campaign {campaign.name}")]
    wanted = [member for member in chosen if member.member not in set(apart)]
    planned, offers = offers_of(home, campaign, found, wanted, (begin, end))
    body = PlanBody(
        kind="campaign",
        begin=begin,
        end=end,
        members=len(chosen),
        held_out=len(apart),
        refused=planned.refused,
        campaign={
            "terms": msgspec.to_builtins(campaign),
            "offers": offers,
            "held_out": apart,
            "at_most": round(sum(offer["at_most"] for offer in offers.values()), 2),
        },
    )
    return summary(home, keep(home, campaign.name, body, planned)) | {"new": True}


def members_of(home: Home, campaign: Campaign, found: Audience) -> list[Member]:
    """Whom it is for: reachable, not in the permanent hold-out, and won in the season where it names one.

    Raises:
        UnknownName: there is no such season.
    """
    share = home.settings.messages.hold_out
    free = [member for member in found.members if not held_out(member.member, share)]
    if not campaign.won_in:
        return free
    seasons = calendar(home.path)
    if campaign.won_in not in {season.name for season in seasons}:
        names = ", ".join(season.name for season in seasons)
        raise UnknownName(f"there is no season '{campaign.won_in}'", f"there are: {names}")
    first = first_purchases(home)
    known_of = [member for member in free if member.member in first]
    won = won_in(np.array([first[member.member] for member in known_of], np.int64), seasons)
    return [member for member, season in zip(known_of, won, strict=True) if season == campaign.won_in]


def first_purchases(home: Home) -> dict[str, int]:
    """Member -> when they first bought."""
    log = home.store.duck()
    try:
        sql = "SELECT who, min(\"at\") FROM events WHERE kind = 'purchase' GROUP BY who"
        return {str(who): int(at) for who, at in log.execute(sql).fetchall()}
    finally:
        log.close()


def offers_of(
    home: Home, campaign: Campaign, found: Audience, wanted: list[Member], span: tuple[int, int]
) -> tuple[Planned, dict[str, Any]]:
    """(the messages, what each offers by key): the item most welcome, the discount that the budget allows."""
    rows = {member.member: item_for(home, campaign, member) for member in wanted}
    wanted = [member for member in wanted if rows[member.member] >= 0]
    catalog = home.live.world().catalog
    price = np.array([catalog.price[rows[member.member]] for member in wanted], np.float64)
    alive = np.array([0.2 if member.member in found.answers.gone else 0.7 for member in wanted], np.float64)
    made = allot(price, alive, campaign.discount, campaign.budget)
    number = {member.member: int(made.discount[n] >= 0) for n, member in enumerate(wanted)}
    days = min(int((span[1] - span[0]) // DAY), LONGEST)
    some = people(home, found, number, span[0])
    planned = weekly(some, span[0], rules_of(home.settings.messages), campaign.name, max(days, 1))
    place = {member.member: n for n, member in enumerate(wanted)}
    offers = {}
    for slot in planned.slots:
        message, n = message_of(campaign.name, slot), place[slot.member]
        offers[message.key] = {
            "item": catalog.ids[rows[slot.member]],
            "campaign": campaign.title,
            "discount": int(made.discount[n]),
            "until": campaign.ends[:10],
            "code": message.key[:10].upper(),
            "at_most": float(made.cost[n]),
        }
    return planned, offers


def item_for(home: Home, campaign: Campaign, member: Member) -> int:
    """The row of the item that is most welcome to the member, among the campaign's where it names some; -1 for none.

    Raises:
        UnknownName: the campaign names an item that is not there.
    """
    s = situation(home, member, home.now())
    k = known(s, home.store.messages_of(member.member), Surroundings())
    rows = np.array(home.known_items(campaign.items) if campaign.items else np.flatnonzero(k.allowed), np.int64)
    rows = rows[k.allowed[rows] & np.isfinite(s.catalog.price[rows])]
    return int(rows[np.argmax(k.chance[rows])]) if len(rows) else -1
