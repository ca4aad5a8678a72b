"""Events in, columns out: the form in which one event and ten million are folded by the same code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import hour_of_week
from matinee.core.kinds import EVENT_KINDS, PHASES
from matinee.core.profile import device_code
from matinee.core.values import Event

KIND_CODE: Final = {kind: code for code, kind in enumerate(EVENT_KINDS)}
PHASE_CODE: Final = {"": -1, **{phase: code for code, phase in enumerate(PHASES)}}


@dataclass(frozen=True, slots=True)
class EventColumns:
    """n events in columns. who: member number; row: item row, -1 none; times UTC microseconds; NaN where not given."""

    who: NDArray[np.int64]
    row: NDArray[np.int32]
    kind: NDArray[np.int8]
    at: NDArray[np.int64]
    phase: NDArray[np.int8]
    seconds: NDArray[np.float64]
    position: NDArray[np.float64]
    value: NDArray[np.float64]  # a rating or thumb; for `rank` the place in (0, 1]
    quantity: NDArray[np.float64]
    hour: NDArray[np.int16]  # local hour of the week
    device: NDArray[np.int8]
    counts: NDArray[np.bool_]  # False for the second and later items of one event

    def __len__(self) -> int:
        return len(self.at)


def _targets(event: Event) -> list[tuple[str, float | None]]:
    """The items that an event speaks of, each with its value."""
    if event.kind == "rank":
        n = len(event.items)
        return [(item, (n - place) / n) for place, item in enumerate(event.items)] or [("", None)]
    if event.items:
        return [(item, event.value) for item in event.items]
    return [(event.item, event.value)]


def columns_of(events: Sequence[Event], row_of: Callable[[str], int], who: int = 0) -> EventColumns:
    """Events of one member -> columns; `row_of` gives an item's row, or -1 for an item that is not known."""
    lines = [
        (
            who,
            row_of(item) if item else -1,
            KIND_CODE[event.kind],
            event.at,
            PHASE_CODE[event.phase],
            event.seconds,
            event.position_seconds,
            value,
            event.quantity,
            hour_of_week(event.at, event.time_zone),
            device_code(event.device),
            place == 0,
        )
        for event in events
        for place, (item, value) in enumerate(_targets(event))
    ]
    return from_lists(list(map(list, zip(*lines, strict=True))) if lines else [[] for _ in range(12)])


def from_lists(columns: Sequence[Sequence[object]]) -> EventColumns:
    """Twelve columns in the order of `EventColumns` -> EventColumns; None becomes NaN."""
    kinds = (np.int64, np.int32, np.int8, np.int64, np.int8, *(np.float64,) * 4, np.int16, np.int8, np.bool_)
    return EventColumns(*(np.asarray(c, dtype=k) for c, k in zip(columns, kinds, strict=True)))
