"""Small values that the store answers with."""

from __future__ import annotations

import msgspec


class Appended(msgspec.Struct, frozen=True):
    """What became of appended events: how many were new, how many were known already, the last seq given out."""

    new: int
    duplicate: int
    seq: int


class Doubt(msgspec.Struct, frozen=True):
    """An event that the door refused: its text as sent, why, when it came (UTC microseconds), and whose it may be."""

    id: int
    body: str
    reason: str
    received_at: int
    event_id: str
    member: str


class Segment(msgspec.Struct, frozen=True):
    """A sealed file: its path below the home, kind (events, slots), day, first and last seq, rows, SHA-256."""

    path: str
    kind: str
    day: str
    first_seq: int
    last_seq: int
    n_rows: int
    sha256: str
