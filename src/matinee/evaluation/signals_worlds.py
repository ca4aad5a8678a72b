"""Worlds in which one signal matters or does not, and the way to take that signal out of a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR, SECOND
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.params import WorldParams, preset
from matinee.worlds.policy import Asked
from matinee.worlds.world import World

SIGNALS: Final = (
    "viewing time", "scrolling and dwelling", "own rankings", "searches", "ratings", "time", "date", "device",
)  # fmt: skip

_BASE: Final[dict[str, Any]] = {
    "items": {"n": 400, "series_share": 0.0, "hidden": 0.4, "hype": 0.6, "quality": 0.6, "tail": 0.6, "new_per_day": 0},
    "members": {
        "n": 150, "activity": 2.2, "activity_spread": 0.3, "guests": 0.0, "children": 0.0, "drift": 0.0,
        "switching": 0.0, "rewatch": 0.0, "personas": 2, "time_zones": ["Europe/Berlin"],
    },
    "context": {"daypart": 0.0, "weekday": 0.0, "holiday": 0.0, "device": 0.0, "mood": 0.5, "holidays": []},
    "behaviour": {
        "leave": 0.0, "resume": 0.0, "ratings": 0.0, "thumbs": 0.0, "ranks": 0.0, "search": 0.3, "opens": -2.0,
    },
}  # fmt: skip
"""A small world without drift in which nobody leaves, so that only the signal under judgement differs."""

_NOISE: Final[dict[str, Any]] = {"seconds_tell": 0.0, "dwell_tell": 0.0, "searches_tell": 0.0}
_BLIND_CHOICE: Final[dict[str, Any]] = {"blur": 3.0, "taste": 1.5}
"""What is opened says little of taste, so that another signal has something to add."""

_OFTEN: Final[dict[str, Any]] = {"activity": 3.5, "hours_spread": 8.0, "device_habit": 4.0, "personas": 3}
"""Members who come at all hours and on all devices, so that there is something to tell apart."""

_MATTERS: Final[dict[str, dict[str, Any]]] = {
    "viewing time": {"behaviour": {**_NOISE, **_BLIND_CHOICE, "seconds_tell": 1.0}},
    "scrolling and dwelling": {"behaviour": {**_NOISE, **_BLIND_CHOICE, "dwell_tell": 1.0}},
    "own rankings": {"behaviour": {**_NOISE, **_BLIND_CHOICE, "ranks": 0.15}},
    "searches": {"behaviour": {**_NOISE, **_BLIND_CHOICE, "searches_tell": 1.0, "search": 0.6}},
    "ratings": {"behaviour": {**_NOISE, **_BLIND_CHOICE, "ratings": 0.6, "thumbs": 0.3}},
    "time": {"context": {"daypart": 3.0, "mood": 3.0}, "members": _OFTEN},
    "date": {"context": {"weekday": 3.0, "holiday": 1.0, "mood": 3.0}, "members": _OFTEN},
    "device": {"context": {"device": 3.0, "mood": 3.0}, "members": _OFTEN},
}
_MATTERS_NOT: Final[dict[str, dict[str, Any]]] = {
    "viewing time": {"behaviour": {"seconds_tell": 0.0}},
    "scrolling and dwelling": {"behaviour": {"dwell_tell": 0.0}},
    "own rankings": {"behaviour": {"ranks_tell": 0.0, "ranks": 0.05}},
    "searches": {"behaviour": {"searches_tell": 0.0}},
    "ratings": {"behaviour": {"ratings_tell": 0.0, "ratings": 0.2, "thumbs": 0.1}},
    "time": {"members": _OFTEN},
    "date": {"members": _OFTEN},
    "device": {"members": _OFTEN},
}


def world_of(signal: str, matters: bool) -> WorldParams:
    """The parameters of a world in which this signal tells of taste, or tells nothing."""
    told = msgspec.to_builtins(preset("stream"))
    for table in (_BASE, (_MATTERS if matters else _MATTERS_NOT)[signal]):
        for name, values in table.items():
            told[name] = {**told[name], **values}
    return msgspec.convert(told, WorldParams)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A log and questions; a signal is taken out of both."""

    happened: Happened
    asked: Asked


def _without_seconds(whole: Hidden, world: World) -> Hidden:
    played = whole.happened.kind == KIND["play"]
    nothing = np.where(played, np.float32(np.nan), whole.happened.seconds)
    position = np.where(played, np.float32(np.nan), whole.happened.position)
    return replace(whole, happened=replace(whole.happened, seconds=nothing, position=position))


def _without(*kinds: str) -> Callable[[Hidden, World], Hidden]:
    codes = [KIND[kind] for kind in kinds]

    def hide(whole: Hidden, world: World) -> Hidden:
        return replace(whole, happened=whole.happened.take(~np.isin(whole.happened.kind, codes)))

    return hide


def _without_time(whole: Hidden, world: World) -> Hidden:
    """Everything happens about noon of its day, in its order: a second apart."""
    happened, asked = whole.happened, whole.asked
    at = _noon(happened.at, world.offsets[happened.member])
    day = at // DAY
    order = np.lexsort((happened.at, day))
    begins = np.searchsorted(day[order], day[order])
    later = np.empty(len(at), dtype=np.int64)
    later[order] = np.arange(len(at)) - begins
    spread = np.minimum(later, 3_000) * SECOND
    moved = replace(happened, at=at + spread).in_order()
    return Hidden(moved, replace(asked, at=_noon(asked.at, world.offsets[asked.who]) + HOUR))


def _noon(at: NDArray[np.int64], ahead: NDArray[np.int64]) -> NDArray[np.int64]:
    return (at + ahead) // DAY * DAY + 12 * HOUR - ahead


def _without_date(whole: Hidden, world: World) -> Hidden:
    """Everything happens on the Wednesday of its week, at its hour."""
    happened, asked = whole.happened, whole.asked
    moved = replace(happened, at=_wednesday(happened.at, world.offsets[happened.member])).in_order()
    return Hidden(moved, replace(asked, at=_wednesday(asked.at, world.offsets[asked.who])))


def _wednesday(at: NDArray[np.int64], ahead: NDArray[np.int64]) -> NDArray[np.int64]:
    weekday = ((at + ahead) // DAY + 3) % 7  # Monday is 0
    return at + (2 - weekday) * DAY


def _without_device(whole: Hidden, world: World) -> Hidden:
    """Everything happens on a desktop."""
    happened, asked = whole.happened, whole.asked
    return Hidden(
        replace(happened, device=np.ones_like(happened.device)), replace(asked, device=np.ones_like(asked.device))
    )


HIDE: Final[dict[str, Callable[[Hidden, World], Hidden]]] = {
    "viewing time": _without_seconds,
    "scrolling and dwelling": _without("scroll", "dwell"),
    "own rankings": _without("rank"),
    "searches": _without("search"),
    "ratings": _without("rate", "thumb"),
    "time": _without_time,
    "date": _without_date,
    "device": _without_device,
}
"""Signal -> how to take it out of a log and of the questions."""
