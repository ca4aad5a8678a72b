"""What a record of another tool becomes: rows of events, items, members and pages in our own form, not yet checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A record's place in what was sent, and what it says; all lists empty where it says nothing that is kept."""

    index: int
    events: tuple[Row, ...] = ()
    items: tuple[Row, ...] = ()
    members: tuple[Row, ...] = ()
    pages: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read: its place, its text, and why."""

    index: int
    text: bytes
    reason: str


class Around(NamedTuple):
    """What a record is read with: the house's words for kinds of events, now (UTC microseconds), and what earlier
    records of the same batch said (a translator's own keys)."""

    names: Mapping[str, str]
    now: int
    memory: dict[Any, Any]


Translate = Callable[[Row, int, Around], Made]
"""(record, its place, around) -> what it becomes; raises InvalidInput where it cannot be understood."""
