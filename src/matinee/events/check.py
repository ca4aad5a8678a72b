"""One event as sent in, the reason why it cannot be kept out; '' where it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from matinee.core.clock import to_iso, zone
from matinee.core.kinds import EVENT_KINDS, ITEM_EVENTS
from matinee.events.sent import Sent

RATINGS: Final = (0.0, 10.0)
THUMBS: Final = (-1.0, 1.0, 2.0)
KnownItem = Callable[[str], bool]


class Door(msgspec.Struct, frozen=True):
    """What an event is held against: the latest time it may have (UTC microseconds), and which items there are."""

    latest: int
    is_known: KnownItem


def reason_against(sent: Sent, at: int, door: Door) -> str:
    """Why this event cannot be kept; '' where it can. Types, lengths and ranges were checked when it was decoded."""
    item, kind = sent.item, sent.kind
    if kind not in EVENT_KINDS:
        return f"unknown kind '{kind[:64]}'; kinds are {', '.join(EVENT_KINDS)}"
    if at > door.latest:
        return f"the time {to_iso(at)} lies more than a day ahead"
    if not item and kind in ITEM_EVENTS:
        return f"a {kind} needs an item"
    if item and not door.is_known(item):
        return f"unknown item '{item}'"
    if not (sent.member or sent.anonymous):
        return "neither member nor anonymous says whose this is"
    if not (sent.member + sent.anonymous + item + sent.event_id).isprintable():
        return "an id holds characters that cannot be printed"
    if sent.time_zone and zone(sent.time_zone) is None:
        return f"unknown time zone '{sent.time_zone}'; names are like Europe/Berlin"
    rule = _RULES.get(kind)
    return rule(sent, door) if rule else ""


def _rating(sent: Sent, _: Door) -> str:
    low, high = RATINGS
    if sent.value is None:
        return "a rate needs a value"
    return "" if low <= sent.value <= high else f"a rating of {sent.value:g} is not in [{low:g}, {high:g}]"


def _thumb(sent: Sent, _: Door) -> str:
    return "" if sent.value in THUMBS else f"a thumb's value is -1, 1 or 2, not {sent.value}"


def _listed(sent: Sent, door: Door) -> str:
    unknown = next((item for item in sent.items if not door.is_known(item)), None)
    return "" if unknown is None else f"unknown item '{unknown}' among items"


def _ranked(sent: Sent, door: Door) -> str:
    return _listed(sent, door) if sent.items else "a rank needs items, best first"


def _dwell(sent: Sent, _: Door) -> str:
    return "a dwell needs seconds" if sent.seconds is None else ""


def _search(sent: Sent, _: Door) -> str:
    return "" if sent.query.strip() else "a search needs a query"


def _identify(sent: Sent, _: Door) -> str:
    return "" if sent.member and sent.anonymous else "identify needs both member and anonymous"


_RULES: Final[dict[str, Callable[[Sent, Door], str]]] = {
    "rate": _rating,
    "thumb": _thumb,
    "rank": _ranked,
    "scroll": _listed,
    "dwell": _dwell,
    "search": _search,
    "identify": _identify,
}
