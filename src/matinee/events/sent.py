"""An event as sent: the fields of Event with the bounds that the decoder enforces, and a time in any form."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from matinee.core.values import EVENT_SCHEMA, Event

# A number with a bound on both sides is finite too: NaN and infinity fit none.
Id = Annotated[str, msgspec.Meta(max_length=256)]
Word = Annotated[str, msgspec.Meta(max_length=64)]
Ids = Annotated[tuple[Id, ...], msgspec.Meta(max_length=1_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0.0, le=604_800.0)]
Amount = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
Value = Annotated[float, msgspec.Meta(ge=-1e9, le=1e9)]
Place = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Sent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What may stand in an event. `at`: ISO 8601, or epoch seconds, milliseconds or microseconds.

    After the check `at` holds UTC microseconds: it then is an Event in every respect.
    """

    event_id: Id = ""
    kind: str
    at: int | float | str  # type: ignore[assignment]
    member: Id = ""
    anonymous: Id = ""
    household: Id = ""
    session: Id = ""
    item: Id = ""
    items: Ids = ()
    time_zone: Word = ""
    device: Word = ""
    surface: Word = ""
    play: Id = ""
    phase: Literal["", "start", "heartbeat", "pause", "stop"] = ""
    seconds: Seconds | None = None
    position_seconds: Seconds | None = None
    autoplay: bool = False
    value: Value | None = None
    query: Annotated[str, msgspec.Meta(max_length=1_024)] = ""
    quantity: Amount | None = None
    price: Amount | None = None
    currency: Word = ""
    decision: Id = ""
    row: Place | None = None
    column: Place | None = None
    artwork: Id = ""
    message: Id = ""
    source: Word = ""
    schema: Annotated[int, msgspec.Meta(ge=1, le=EVENT_SCHEMA)] = EVENT_SCHEMA
