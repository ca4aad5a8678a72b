"""Histories: the log and some members in, their events as columns out; from them, profiles as they were at any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import HOUR, hour_of_week
from matinee.core.profile import Profile, device_code
from matinee.learning.touched import FOREVER, sql
from matinee.members.columns import KIND_CODE, PHASE_CODE, EventColumns
from matinee.members.fold import profiles_of

if TYPE_CHECKING:
    import duckdb

CHUNK: Final = 150_000
"""Lines of events that are folded at once."""


@dataclass(frozen=True, slots=True)
class Histories:
    """Events of n members, each member's together and oldest first. names: who they are, sorted; starts (n + 1,) where
    each one's lines begin; query (lines,) what was searched for; device and time_zone (lines,) as sent."""

    names: NDArray[Any]
    starts: NDArray[np.int64]
    events: EventColumns
    query: NDArray[Any]
    device: NDArray[Any]
    time_zone: NDArray[Any]

    def span(self, who: str) -> tuple[int, int]:
        """Where this member's lines begin and end; an empty span for somebody without any."""
        at = int(np.searchsorted(self.names, who))
        if at >= len(self.names) or self.names[at] != who:
            return 0, 0
        return int(self.starts[at]), int(self.starts[at + 1])

    def until(self, who: str, at: int, first: int | None = None) -> slice:
        """The lines of a member before a time; with `first` only their first events."""
        begin, end = self.span(who)
        if first is None:
            return slice(begin, begin + int(np.searchsorted(self.events.at[begin:end], at)))
        events = np.cumsum(self.events.counts[begin:end])
        return slice(begin, begin + int(np.searchsorted(events, first, "right")))


def read_histories(log: duckdb.DuckDBPyConnection, names: Sequence[str], before: int = FOREVER) -> Histories:
    """Every event of these members (guests that they were included) before a time."""
    found = log.execute(sql("histories"), {"names": list(names), "before": before}).fetchnumpy()
    owner, starts = np.unique(_texts(found["owner"]), return_index=True)
    n = len(found["at"])
    device, zone, at = _texts(found["device"]), _texts(found["time_zone"]), np.asarray(found["at"], np.int64)
    columns = EventColumns(
        who=np.repeat(np.arange(len(owner)), np.diff(np.r_[starts, n])),
        row=np.asarray(found["item_row"], np.int32),
        kind=_coded(found["kind"], lambda kind: KIND_CODE[kind]),
        at=at,
        phase=_coded(found["phase"], lambda phase: PHASE_CODE[phase]),
        **{name: _numbers(found[name]) for name in ("seconds", "position", "value", "quantity")},
        hour=_hours(at, zone),
        device=_coded(device, device_code),
        counts=np.asarray(found["place"]) == 1,
    )
    return Histories(owner, np.r_[starts, n].astype(np.int64), columns, _texts(found["query"]), device, zone)


def _texts(column: Any) -> NDArray[Any]:
    return np.asarray(column, dtype=np.str_)


def _numbers(column: Any) -> NDArray[np.float64]:
    return np.asarray(np.ma.filled(np.ma.asarray(column, np.float64), np.nan), np.float64)


def _coded(column: Any, code: Any) -> NDArray[np.int8]:
    names, place = np.unique(_texts(column), return_inverse=True)
    return np.array([code(str(name)) for name in names], np.int8)[place] if len(names) else np.zeros(0, np.int8)


def _hours(at: NDArray[np.int64], zone: NDArray[Any]) -> NDArray[np.int16]:
    """Local hour of the week of each event: looked up once for every zone and hour that there is."""
    zones, place = np.unique(zone, return_inverse=True)
    keys, inverse = np.unique(at // HOUR * max(len(zones), 1) + place, return_inverse=True)
    hours = [hour_of_week(int(key) // len(zones) * HOUR, str(zones[int(key) % len(zones)])) for key in keys]
    return np.array(hours, np.int16)[inverse] if len(hours) else np.zeros(0, np.int16)


def profiles_at(histories: Histories, moments: Sequence[tuple[str, slice]], half_life_days: float) -> Iterator[Profile]:
    """The profile that each of these spans of lines makes, folded many at a time."""
    sizes = np.array([lines.stop - lines.start for _, lines in moments], np.int64)
    begin = 0
    while begin < len(moments):
        end = begin + max(1, int(np.searchsorted(np.cumsum(sizes[begin:]), CHUNK)))
        yield from _folded(histories, moments[begin:end], half_life_days)
        begin = end


def _folded(histories: Histories, moments: Sequence[tuple[str, slice]], half_life_days: float) -> list[Profile]:
    lines = np.concatenate([np.arange(span.start, span.stop) for _, span in moments])
    who = np.repeat(np.arange(len(moments)), [span.stop - span.start for _, span in moments])
    whole = histories.events
    columns = {name: getattr(whole, name)[lines] for name in EventColumns.__slots__ if name != "who"}
    names = [f"{number}" for number in range(len(moments))]
    asked = lines[(whole.kind[lines] == KIND_CODE["search"])]
    searches: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    for line, number in zip(asked, who[whole.kind[lines] == KIND_CODE["search"]], strict=True):
        searches[names[number]].append((int(whole.at[line]), str(histories.query[line])))
    found = profiles_of(names, EventColumns(who=who, **columns), searches, half_life_days)
    return [replace(profile, who=name) for profile, (name, _) in zip(found, moments, strict=True)]
