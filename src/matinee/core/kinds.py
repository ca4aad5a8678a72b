"""The words that events and items may use: kinds, phases, devices; one word per idea, with what each means."""

from __future__ import annotations

from typing import Final

EVENT_KINDS: Final = {
    "impression": "an item was in view for a second or more",
    "dwell": "a pointer or focus rested on an item; seconds",
    "scroll": "rows or items went past; seconds, items",
    "open": "an item's own page was opened",
    "play": "an item was played: one event with its seconds, or phases joined by the play id",
    "rate": "a rating; value",
    "rank": "the member's own ordered list; items, best first",
    "thumb": "thumb down, up or double up; value -1, 1 or 2",
    "list_add": "put on the member's list",
    "list_remove": "taken off the member's list",
    "dismiss": "asked not to be shown this",
    "search": "a search; query",
    "cart_add": "put in the cart; quantity, price",
    "purchase": "bought; quantity, price, currency",
    "return": "brought back; quantity, price, currency",
    "message_sent": "a message left for the member; message, item",
    "message_open": "a message was opened",
    "message_click": "a link in a message was followed",
    "message_opt_out": "no more messages wanted",
    "identify": "a guest became known; anonymous is the guest, member the account's profile",
}
"""Kind -> meaning."""

ITEM_EVENTS: Final = frozenset(EVENT_KINDS) - {
    "scroll", "rank", "search", "message_sent", "message_open", "message_click", "message_opt_out", "identify",
}  # fmt: skip
"""Kinds that mean nothing without an item."""

PHASES: Final = ("start", "heartbeat", "pause", "stop")
"""Phases of a play; `seconds` of a phase is the time watched since the phase before it."""

DEVICES: Final = ("tv", "desktop", "tablet", "phone")
"""Device classes; anything else is kept as sent and laid out like a desktop."""

ROW_KINDS: Final = (
    "continue", "list", "top", "trending", "because", "person", "genre", "crossed", "popular", "loved", "new", "newest",
    "gems", "again", "due", "with", "looked", "brand", "local", "season",
)  # fmt: skip
"""Kinds of rows that a page may have, by the names that settings use."""

SURFACES: Final = ("home", "search", "similar", "message", "item", "other")
"""Where a member was when something happened."""

PART_KINDS: Final = {"season": "series", "episode": "season", "variant": "product"}
"""Item kinds that live inside a family, and what they usually belong to; a page shows one of a family."""
