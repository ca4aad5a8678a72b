"""A decision: what was shown to whom, in which circumstances, by which policy, and with what probability."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.values import Context, Member

DECISION_SCHEMA: Final = 1

SLOT: Final = np.dtype(
    [
        ("item", "<i4"),  # item row
        ("row", "<i2"),
        ("column", "<i2"),
        ("score", "<f4"),
        ("propensity", "<f4"),
        ("why", "i1"),  # code of the reason
        ("ref", "<i4"),  # what the reason refers to: item row, label code or -1
        ("n", "<i4"),  # the number in the reason
    ]
)
"""One slot sent, as packed into the decision log."""


class RowMade(msgspec.Struct, frozen=True, array_like=True):
    """What was said of a row: kind, template key, key of what it is about, and the template's fields."""

    kind: str
    words: str
    key: str
    about: dict[str, str | int]


class Basis(msgspec.Struct, frozen=True, array_like=True):
    """What a page can be made again from: versions of the log (seq), catalogue, near-line state and settings, the
    member's record as it was, and the guests that they were known to have been."""

    seq: int = 0
    catalog: int = 0
    nearline: int = 0
    settings: str = ""
    member: Member = Member(member="")
    guests: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, array_like=True):
    """One page as it was decided. `slots` holds `SLOT` records row by row; `artworks` follows them."""

    schema: int
    id: str
    at: int
    who: str
    context: Context
    surface: str
    policy: str
    snapshot: str
    basis: Basis
    rows: tuple[RowMade, ...]
    slots: bytes
    artworks: tuple[str, ...]
    artwork_propensity: bytes = b""
    features: bytes = b""
    source: str = ""
    loads: tuple[tuple[int, int], ...] = ()  # (row, columns asked for) of what was loaded after the page was sent

    def table(self) -> NDArray[Any]:
        """(slots,) of dtype `SLOT`."""
        return np.frombuffer(self.slots, SLOT)
