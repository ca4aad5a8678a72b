"""Kinds of messages: what each is about, which fields its words have, and how strong a reason it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """fields: what templates may name; urgency: weight of the reason, times the chance that the item is welcome."""

    fields: frozenset[str]
    urgency: float
    floor: float  # least chance of welcome: a basket left says more of the item than a ranking does


_ALWAYS: Final = frozenset({"title", "name"})


def _kind(urgency: float, floor: float, *fields: str) -> Kind:
    return Kind(_ALWAYS | frozenset(fields), urgency, floor)


KINDS: Final[dict[str, Kind]] = {
    "new_season": _kind(1.6, 0.30, "season"),
    "arrival": _kind(1.1, 0.02, "genre"),
    "recommendation": _kind(1.0, 0.0, "because"),
    "resume": _kind(1.4, 0.25, "percent"),
    "back_in_stock": _kind(1.5, 0.20),
    "price_drop": _kind(1.4, 0.10, "price", "before", "currency"),
    "replenish": _kind(2.0, 0.30, "days"),
    "basket": _kind(1.7, 0.30, "items"),
    "after_season": _kind(1.2, 0.05, "season"),
    "win_back": _kind(1.1, 0.0, "days"),
    "campaign": _kind(1.0, 0.0, "campaign", "discount", "until"),
}
"""Kind -> what it needs. `title` is the item's, `name` the member's."""

CANVASES: Final = {"email": "email", "push": "push", "file": "email"}
"""Channel -> the canvas that its pictures are chosen for."""
