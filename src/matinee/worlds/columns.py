"""Simulated events in columns: codes in, core Events or sorted columns out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import EVENT_KINDS

KINDS: Final = tuple(EVENT_KINDS)
KIND: Final = {kind: code for code, kind in enumerate(KINDS)}
WIDTH: Final = 8
"""How many items a scroll or an own ranking names at most."""


@dataclass(frozen=True, slots=True)
class Happened:
    """n simulated events. Codes are places in the world's lists; -1 and NaN mean not given."""

    at: NDArray[np.int64]  # UTC microseconds
    kind: NDArray[np.int8]  # place in KINDS
    member: NDArray[np.int32]
    item: NDArray[np.int32]
    session: NDArray[np.int64]
    device: NDArray[np.int8]  # place in DEVICES
    surface: NDArray[np.int8]  # place in SURFACES
    play: NDArray[np.int64]
    seconds: NDArray[np.float32]
    position: NDArray[np.float32]
    value: NDArray[np.float32]
    query: NDArray[np.int32]  # place in the world's words
    quantity: NDArray[np.float32]
    price: NDArray[np.float32]
    decision: NDArray[np.int32]  # place in the run's decision ids
    row: NDArray[np.int16]
    column: NDArray[np.int16]
    artwork: NDArray[np.int16]  # which picture of the item
    message: NDArray[np.int32]
    items: NDArray[np.int32]  # (n, WIDTH)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, where: Any) -> Happened:
        """The events at these places, or under this mask or slice."""
        return Happened(*(getattr(self, field.name)[where] for field in fields(self)))

    def in_order(self) -> Happened:
        """The same events by time; equal times keep their order."""
        return self.take(np.argsort(self.at, kind="stable"))


_FILL: Final[dict[str, tuple[Any, Any]]] = {
    "at": (np.int64, 0), "kind": (np.int8, 0), "member": (np.int32, -1), "item": (np.int32, -1),
    "session": (np.int64, -1), "device": (np.int8, -1), "surface": (np.int8, 0), "play": (np.int64, -1),
    "seconds": (np.float32, np.nan), "position": (np.float32, np.nan), "value": (np.float32, np.nan),
    "query": (np.int32, -1), "quantity": (np.float32, np.nan), "price": (np.float32, np.nan),
    "decision": (np.int32, -1), "row": (np.int16, -1), "column": (np.int16, -1), "artwork": (np.int16, -1),
    "message": (np.int32, -1), "items": (np.int32, -1),
}  # fmt: skip


def happened(kind: str, n: int, **given: Any) -> Happened:
    """n events of one kind: columns as given, or one value for all, the others not given."""
    made: dict[str, Any] = {}
    for name, (kind_of, fill) in _FILL.items():
        shape = (n, WIDTH) if name == "items" else (n,)
        value = given.pop(name, KIND[kind] if name == "kind" else fill)
        made[name] = np.broadcast_to(np.asarray(value, dtype=kind_of), shape)
    if given:
        raise TypeError(f"an event has no {sorted(given)}")
    return Happened(**made)


def joined(parts: Sequence[Happened]) -> Happened:
    """One after the other."""
    parts = [part for part in parts if len(part)] or [happened("open", 0)]
    return Happened(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Happened)))


def padded(lists: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
    """(n, k) items -> (n, WIDTH): cut, or filled with -1."""
    made = np.full((len(lists), WIDTH), -1, dtype=np.int32)
    k = min(WIDTH, lists.shape[1])
    made[:, :k] = lists[:, :k]
    return made
