"""Attribution: events and the slots of served pages in; what each play, purchase, thumb and rating is owed to out.

The work is relational, so it is SQL beside this file, a SELECT a step, that DuckDB and Spark both run: no as-of
joins, no ordered aggregates, every order total. The caller keeps the tables and runs the steps.

The rules, in this order:

1. A play that started by itself (`autoplay` on its start) is owed to `autoplay`, apart from everything else.
2. The decision id that the client sent with the event, where that page went to this member and holds the item (or
   one of its family): its slot has the credit, however long ago it was.
3. The message id that the client sent with the event: the message has it.
4. Else the last touch within the window has it. Touches are: a slot of a page in view (an impression; where none of
   a page's impressions arrived, all its slots when it was served), the item's own page opened from a slot, a search
   or a message whose result is this item. A search or message click that does not say what it led to touches every
   item for `search_seconds` on its own device. So a search after the impression takes the credit, a page in view
   after a message click takes it from the message, and a page seen on one device counts for a play on another. A
   touch on the surface that the event names goes before any other; an event that says `search` or `message` is owed
   to no page of another surface, one that says `home` or `similar` to no unspecific search.
5. Else what the event says of itself: `surface` search or message.
6. Else nothing: surface `none`.

What is brought back (`return`) goes where its purchase went. Only `at` counts, never the order of arrival; a second
copy of an `event_id` counts nothing; a guest who was identified is the member.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from string import Template
from typing import Final, Protocol

import msgspec

Make = Callable[[str, str], None]
"""make(name, select): run the SELECT and keep its result as the table of this name."""

STEPS: Final = (
    "guests", "known", "places", "named", "seen", "touches", "steps", "watched", "acts", "credited", "outcomes",
)  # fmt: skip
"""The tables in the order they are made, each from those before it."""

EVENT_COLUMNS: Final = (
    "event_id", "kind", "at", "member", "anonymous", "item", "device", "surface", "play", "phase", "seconds",
    "position_seconds", "autoplay", "value", "quantity", "price", "decision", "row", "column", "message",
)  # fmt: skip
"""Columns read of `events`: as in `core.values.Event`; text is '' where it was not given, numbers NULL."""

SLOT_COLUMNS: Final = (
    "decision", "at", "member", "surface", "item", "row", "column", "artwork", "score", "propensity",
)  # fmt: skip
"""Columns read of `slots`, one line a slot sent; `at` is the page's, UTC microseconds."""


TABLES: Final = ("slot_signs", "discovery", "taken", "feed")
"""Tables that `tabulate` makes of those: slots in view with what came of them; what each surface brought by day; slots
in view with whether they were taken (after `tabulate_exposures`); events of each day and device."""

OUTCOME_COLUMNS: Final = (
    "act", "kind", "member", "item", "at", "device", "seconds", "value", "quantity", "price", "rule", "surface",
    "decision", "slot_item", "row", "column", "artwork", "score", "propensity", "message", "touch_at",
)  # fmt: skip
"""Columns of `outcomes`, one line an act."""


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far credit reaches back: seconds from a touch to the act, from an unspecific search to it, of silence
    among heartbeats, and of a play that counts as abandoned."""

    window_seconds: float = 604_800.0
    search_seconds: float = 1_800.0
    silence_seconds: float = 600.0
    abandoned_seconds: float = 120.0


class Connection(Protocol):
    """What is asked of a DuckDB connection."""

    def execute(self, query: str) -> object: ...


def statement(step: str, terms: Terms) -> str:
    """The SELECT of one step with the terms filled in as whole microseconds."""
    text = files(__package__).joinpath("sql", f"{step}.sql").read_text("utf-8")
    return Template(text).substitute(
        window_us=round(terms.window_seconds * 1e6),
        search_us=round(terms.search_seconds * 1e6),
        silence_us=round(terms.silence_seconds * 1e6),
        abandoned_seconds=float(terms.abandoned_seconds),
    )


def attribute(make: Make, terms: Terms) -> str:
    """Run every step over the tables `events`, `slots` and `families` (item, family); returns the name of the result.

    The result has a line an act: act (play id, else event id), kind, member, item, at, device, seconds watched, value,
    quantity, price, rule, surface, and of the slot that has the credit: decision, slot_item, row, column, artwork,
    score, propensity; message; touch_at.
    """
    for step in STEPS:
        make(step, statement(step, terms))
    return STEPS[-1]


def tabulate(make: Make, tables: Sequence[str], terms: Terms) -> None:
    """Make some of TABLES after `attribute`; slot_signs also reads `lengths` (item, seconds), which may be empty."""
    for table in tables:
        make(table, statement(table, terms))


CODED: Final = (("member", "slot_signs"), ("item", "slot_signs"), ("artwork", "slot_signs"), ("kind", "slots"),
                ("device", "slots"), ("policy", "slots"))  # fmt: skip
"""Texts of the table `exposures` and where they stand; each has a table codes_<name> (code, text)."""

_MORE_CODES: Final = """
select code, text from codes_{name}
union all
select (select count(*) from codes_{name}) + row_number() over (order by text) - 1 as code, text
from (select distinct {name} as text from {table} where {name} is not null) found
where text not in (select text from codes_{name})
"""


def tabulate_exposures(make: Make) -> str:
    """Make `exposures` of `slot_signs`, `slots` and what `attribute` made: slots in view, all in numbers.

    Tables codes_<name> are there already, empty or with the codes of parts that were read before.
    """
    for name, table in CODED:
        make(f"codes_{name}", _MORE_CODES.format(name=name, table=table))
    make("exposures", files(__package__).joinpath("sql", "exposures.sql").read_text("utf-8"))
    return "exposures"


def on_duckdb(connection: Connection) -> Make:
    """A `make` that keeps each result as a temporary table of this connection."""

    def make(name: str, select: str) -> None:
        connection.execute(f'create or replace temp table "{name}" as {select}')

    return make
