"""A request in, its body out; one that is larger than may be taken is refused before memory grows."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request

from matinee.app.home import Home
from matinee.app.ingest import Pending
from matinee.core.errors import InvalidInput, TooLarge

_AT_ONCE: Final = 65_536
"""Bytes of a batch that are read between other requests; a longer one is read in a thread beside them."""
_PARTS: Final = 30
"""Commas and line ends that an event may have on average: each field, and the event itself, ends with one."""
_OF_ONE: Final = 1_000
"""Events that a member's browser may send at once."""


async def body_of(request: Request[Any, Any, Any], most: int) -> bytes:
    """The whole body, at most `most` bytes of it.

    Raises:
        TooLarge: it is longer.
    """
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise too_large(most)
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise too_large(most)
        parts.append(part)
    return b"".join(parts)


def too_many(most: int) -> TooLarge:
    """The error for a body of more than `most` records."""
    return TooLarge(f"there are more than {most} records in this", "send it in smaller parts")


def too_large(most: int) -> TooLarge:
    """The error for a body of more than `most` bytes."""
    return TooLarge(f"the body has more than {most} bytes", "send it in smaller parts")


def countable(raw: bytes, most: int) -> bytes:
    """A batch that can be taken apart without memory growing far beyond its bytes.

    Raises:
        InvalidInput: it is Parquet, of which a few bytes may unfold to any number.
        TooLarge: there may be more than `most` records in it.
    """
    if raw[:4] == b"PAR1":
        raise InvalidInput("Parquet is not taken over HTTP", "send JSON lines or CSV, or 'matinee import events FILE'")
    if raw.count(b",") + raw.count(b"\n") > most * _PARTS:
        raise too_many(most)
    return raw


async def begin(home: Home, raw: bytes, content_type: str, owner: str, form: str) -> Pending:
    """Check a batch of events that was sent and queue it for the next commit, as `Intake.begin` says.

    Raises:
        InvalidInput, UnknownName, TooBusy: as there; TooLarge: it has more events than are taken at once.
    """
    most = min(home.settings.events.max_batch_events, _OF_ONE if owner else 2**62)
    given = countable(raw, most), content_type, owner, form, most
    if len(raw) <= _AT_ONCE:
        return home.intake.begin(*given)
    return await asyncio.to_thread(home.intake.begin, *given)
