"""What an engine may see of a world: its truth in, core items, members and events out, a fifth of the tags wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from matinee.core.clock import DAY
from matinee.core.kinds import DEVICES, SURFACES
from matinee.core.values import Artwork, Event, Item, Member
from matinee.worlds.columns import KINDS, Happened
from matinee.worlds.faults import mistaken
from matinee.worlds.words import genre_name, person_name, theme_name, title
from matinee.worlds.world import World

SOURCE = "simulated"
"""The mark that everything from a world carries."""


def artwork_id(world: World, item: int, number: int) -> str:
    """The id of an item's n-th picture."""
    return f"{world.item_ids[item]}-{world.endings[number]}"


def items_of(world: World) -> Iterator[Item]:
    """The catalogue as exported: wrong tags and all, no hidden factor, no quality."""
    if world.catalogue:
        return iter(world.catalogue)
    wrong = mistaken(world)
    return (_item(world, number, bool(wrong[number])) for number in range(len(world.item_ids)))


def members_of(world: World) -> Iterator[Member]:
    """The known members; guests have no account."""
    truth, zones = world.truth.members, world.params.members.time_zones or ("UTC",)
    for number, member in enumerate(world.member_ids):
        if truth.guest[number]:
            continue
        household = int(truth.household[number])
        yield Member(
            member=member,
            account=f"h{household}" if household >= 0 else member,
            name=f"Simulated {number}",
            kids=bool(truth.child[number]),
            time_zone=zones[truth.zone[number]],
            maturity=12 if truth.child[number] else 100,
            message_consent=True,
            source=SOURCE,
        )


def events_of(world: World, events: Happened, decisions: Sequence[str] = (), first: int = 0) -> list[Event]:
    """Columns -> core events, numbered from `first`; `decisions` are the ids that the decision codes mean."""
    names = ("at", "kind", "member", "item", "session", "device", "surface", "play", "query", "decision", "row",
             "column", "artwork", "message")  # fmt: skip
    codes = {name: getattr(events, name).tolist() for name in names}
    figures = {name: getattr(events, name).tolist() for name in ("seconds", "position", "value", "quantity", "price")}
    lists = events.items.tolist()
    return [
        _event(world, {name: column[n] for name, column in (codes | figures).items()}, lists[n], decisions, first + n)
        for n in range(len(events))
    ]


def _event(world: World, told: dict[str, float], items: list[int], decisions: Sequence[str], number: int) -> Event:
    truth, zones = world.truth.members, world.params.members.time_zones or ("UTC",)
    member, item, price = int(told["member"]), int(told["item"]), _given(told["price"])
    guest, household = bool(truth.guest[member]), int(truth.household[member])
    return Event(
        event_id=f"{world.params.preset}{world.seed}-{number}",
        kind=KINDS[int(told["kind"])],
        at=int(told["at"]),
        member="" if guest else world.member_ids[member],
        anonymous=world.member_ids[member] if guest else "",
        household=f"h{household}" if household >= 0 else "",
        session=_numbered("s", told["session"]),
        item=world.item_ids[item] if item >= 0 else "",
        items=tuple(world.item_ids[one] for one in items if one >= 0),
        time_zone=zones[truth.zone[member]],
        device=_among(DEVICES, told["device"]),
        surface=SURFACES[int(told["surface"])],
        play=_numbered("p", told["play"]),
        seconds=_given(told["seconds"]),
        position_seconds=_given(told["position"]),
        value=_given(told["value"]),
        query=_among(world.words, told["query"]),
        quantity=_given(told["quantity"]),
        price=price,
        currency=world.params.shop.currency if price is not None else "",
        decision=_among(decisions, told["decision"]),
        row=_place(told["row"]),
        column=_place(told["column"]),
        artwork=artwork_id(world, item, int(told["artwork"])) if told["artwork"] >= 0 else "",
        message=_numbered("x", told["message"]),
        source=SOURCE,
    )


def _given(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def _numbered(prefix: str, number: float) -> str:
    return f"{prefix}{int(number)}" if number >= 0 else ""


def _among(names: Sequence[str], code: float) -> str:
    return names[int(code)] if code >= 0 else ""


def _place(code: float) -> int | None:
    return int(code) if code >= 0 else None


def _item(world: World, number: int, mistaken: bool) -> Item:
    truth, shop = world.truth.items, world.shop
    parent, added = int(truth.parent[number]), float(truth.added_day[number])
    shown = (truth.shown_genres[number] + mistaken * (truth.shown_genres[number] >= 0)) % world.params.items.genres
    genres = tuple(dict.fromkeys(genre_name(int(g), shop) for g in shown[truth.shown_genres[number] >= 0]))
    people = tuple(dict.fromkeys(person_name(int(p), shop) for p in truth.people[number]))
    name = title(number if parent < 0 else parent, genres[0], shop)
    place = number - int(truth.first_episode[parent]) + 1 if parent >= 0 else None
    return Item(
        item=world.item_ids[number],
        title=f"{name}, episode {place}" if place else name,
        kind=_kind(world, number),
        parent=world.item_ids[parent] if parent >= 0 else "",
        number=place,
        year=None if shop else int(truth.year[number]),
        genres=genres,
        tags=tuple(dict.fromkeys(theme_name(int(t), shop) for t in truth.shown_themes[number])),
        people=() if shop else people,
        maturity=int(truth.maturity[number]),
        added_at=world.params.start_at + int(added * DAY),
        available_from=world.params.start_at + int(added * DAY) if added > 0 else 0,
        seconds=float(truth.seconds[number]) or None,
        price=round(float(truth.price[number]), 2) if shop else None,
        currency=world.params.shop.currency if shop else "",
        brand=people[0] if shop else "",
        artwork=() if parent >= 0 else _artworks(world, number),
        source=SOURCE,
    )


def _kind(world: World, number: int) -> str:
    if world.shop:
        return "product"
    truth = world.truth.items
    return "episode" if truth.parent[number] >= 0 else "series" if truth.episodes[number] else "film"


def _artworks(world: World, number: int) -> tuple[Artwork, ...]:
    """The item's pictures, with what is on them; which are clickbait is not told."""
    truth, shop = world.truth.artworks, world.shop
    return tuple(
        Artwork(
            artwork=artwork_id(world, number, place),
            item=world.item_ids[number],
            themes=(theme_name(int(theme), shop),),
            people=() if person < 0 else (person_name(int(person), shop),),
        )
        for place, (theme, person) in enumerate(zip(truth.themes[number], truth.people[number], strict=True))
    )
