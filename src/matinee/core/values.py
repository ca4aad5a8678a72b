"""The values that travel round the loop: what a step takes and what it returns."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

EVENT_SCHEMA = 1
"""Version of `Event` as stored; raised when a field changes its meaning."""

Rows = NDArray[np.int32]
Scores = NDArray[np.float32]


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a member did. `at` is UTC microseconds; seconds are seconds; empty means not given."""

    event_id: str
    kind: str
    at: int
    member: str = ""
    anonymous: str = ""
    household: str = ""
    session: str = ""
    item: str = ""
    items: tuple[str, ...] = ()
    time_zone: str = ""
    device: str = ""
    surface: str = ""
    play: str = ""
    phase: str = ""
    seconds: float | None = None
    position_seconds: float | None = None
    autoplay: bool = False
    value: float | None = None
    query: str = ""
    quantity: float | None = None
    price: float | None = None
    currency: str = ""
    decision: str = ""
    row: int | None = None
    column: int | None = None
    artwork: str = ""
    message: str = ""
    source: str = ""
    schema: int = EVENT_SCHEMA

    @property
    def who(self) -> str:
        """The profile this event belongs to: the member, else the guest."""
        return self.member or self.anonymous


class Artwork(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture of an item: where it lies, what is known to be on it, and who may see it: countries (none named:
    everywhere) and times in UTC microseconds (0 open) are its rights. Pictures with the same first word of `look` are
    kin to the eye, with the same words alike."""

    artwork: str
    item: str = ""
    path: str = ""
    kind: str = "poster"
    canvas: str = ""
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    language: str = ""
    maturity: int = 0
    approved: bool = True
    pinned: bool = False
    countries: tuple[str, ...] = ()
    available_from: int = 0
    available_until: int = 0
    look: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A film, series, episode, product or article of the catalogue. Times are UTC microseconds, 0 means open."""

    item: str
    title: str
    kind: str = "film"
    parent: str = ""
    number: int | None = None
    titles: tuple[str, ...] = ()
    year: int | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    synopsis: str = ""
    maturity: int = 0
    available: bool = True
    available_from: int = 0
    available_until: int = 0
    countries: tuple[str, ...] = ()
    seconds: float | None = None
    price: float | None = None
    currency: str = ""
    brand: str = ""
    margin: float | None = None
    stock: int | None = None
    added_at: int = 0
    artwork: tuple[Artwork, ...] = ()
    attributes: dict[str, Any] = {}
    source: str = ""


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's profile in an account. maturity is the highest level they may see; kids: children's titles only."""

    member: str
    account: str = ""
    name: str = ""
    kids: bool = False
    time_zone: str = ""
    country: str = ""
    language: str = ""
    maturity: int = 100
    consent: bool = True
    message_consent: bool = False
    addresses: dict[str, str] = {}
    attributes: dict[str, Any] = {}
    source: str = ""


class Context(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The circumstances of a request: when (UTC microseconds), where, on what, in which session."""

    at: int
    time_zone: str = ""
    device: str = "desktop"
    country: str = ""
    language: str = "en"
    session: str = ""
    seed: int = 0


class Candidates(msgspec.Struct, frozen=True):
    """Items that may be shown: item rows (n,), their scores (n,) and the number of their source (n,)."""

    rows: Rows
    scores: Scores
    sources: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.rows)


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a page: what stands there, how good it was thought, and with what probability it came there."""

    item: str
    title: str
    artwork: str
    artwork_url: str
    row: int
    column: int
    score: float
    propensity: float
    why: str
    play: str = ""  # what plays when it is chosen: of a series the next unfinished episode; "" for the item itself


class PageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf of the page: its kind, the name people read, the reason it is there, and its slots."""

    row: int
    kind: str
    name: str
    reason: str
    items: tuple[Slot, ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a member sees, as the doors answer it; `at` is ISO 8601."""

    decision: str
    member: str
    at: str
    snapshot: str
    policy: str
    rows: tuple[PageRow, ...]
    source: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a slot: reward in [0, 1], plays, seconds watched, and when."""

    decision: str
    item: str
    row: int
    column: int
    reward: float
    plays: int
    seconds: float
    at: int
