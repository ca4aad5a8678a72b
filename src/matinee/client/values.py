"""What the HTTP door answers, as values; fields that a newer server adds are left out."""

from __future__ import annotations

from typing import Any

import msgspec

from matinee.core.errors import MatineeError


class Refusal(msgspec.Struct, frozen=True):
    """What was refused: its place in what was sent, its id where it had one, and why."""

    index: int
    event_id: str
    reason: str


class Taken(msgspec.Struct, frozen=True):
    """What became of events: how many are new, how many were known, which were refused, how many say nothing."""

    accepted: int = 0
    duplicate: int = 0
    quarantined: tuple[Refusal, ...] = ()
    passed: int = 0


class ItemsTaken(msgspec.Struct, frozen=True):
    """What became of items: how many were kept, which were refused, the catalogue's version after it."""

    accepted: int
    refused: tuple[Refusal, ...]
    version: int


class Found(msgspec.Struct, frozen=True):
    """Items found: each as the door writes it (item, title, artwork_url, why, ...), best first."""

    items: tuple[dict[str, Any], ...] = ()
    reason: str = ""


class Token(msgspec.Struct, frozen=True):
    """A member's token for their browser, and until when it holds (ISO 8601)."""

    token: str
    member: str
    until: str


class ServerError(MatineeError):
    """The server refused, or could not be reached (status 0)."""

    code = "server"

    def __init__(self, status: int, code: str, message: str, way_out: str) -> None:
        super().__init__(message, way_out)
        self.status = status
        self.code = code
