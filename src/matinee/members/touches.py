"""Touches: each event becomes one touch, and touches of the same item merge; the order of merging does not matter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import PHASES
from matinee.core.profile import SHOWN_KEPT, TOUCH, Touches
from matinee.members.columns import KIND_CODE, EventColumns

PASSIVE: Final = [KIND_CODE[kind] for kind in ("impression", "dwell", "scroll", "message_sent")]
IN_USE: Final = [KIND_CODE[kind] for kind in ("play", "purchase", "open", "search", "cart_add")]
"""Kinds that tell when and on what somebody is there; a rating may be keyed in at any time."""

SUMS: Final = (
    "n_events",
    "plays",
    "seconds",
    "opens",
    "dwell",
    "scrolled",
    "carted",
    "bought",
    "purchases",
    "returned",
)
MAXIMA: Final = (
    "last_at",
    "acted_at",
    "played_at",
    "listed_at",
    "unlisted_at",
    "dismissed_at",
    "carted_at",
    "bought_at",
)
LATEST: Final = (("position", "position_at"), ("rating", "rated_at"), ("thumb", "thumb_at"), ("ranked", "ranked_at"))


def touches_of(events: EventColumns) -> tuple[NDArray[np.int64], Touches]:
    """One touch for each event with an item: (who (m,), touches (m,)), not yet merged."""
    keep = events.row >= 0
    at, kind = events.at[keep], events.kind[keep]
    touches = np.zeros(int(keep.sum()), TOUCH)
    touches["row"], touches["n_events"] = events.row[keep], 1
    touches["first_at"] = touches["last_at"] = at
    touches["acted_at"] = np.where(np.isin(kind, PASSIVE), 0, at)
    _fill_play(touches, events, keep)
    _fill_context(touches, events, keep)
    value = events.value[keep]
    for name, time, word in (
        ("rating", "rated_at", "rate"),
        ("thumb", "thumb_at", "thumb"),
        ("ranked", "ranked_at", "rank"),
    ):
        is_kind = kind == KIND_CODE[word]
        touches[name] = np.where(is_kind, value, np.nan)
        touches[time] = np.where(is_kind, at, 0)
    for time, word in (("listed_at", "list_add"), ("unlisted_at", "list_remove"), ("dismissed_at", "dismiss")):
        touches[time] = np.where(kind == KIND_CODE[word], at, 0)
    touches["opens"] = kind == KIND_CODE["open"]
    touches["scrolled"] = kind == KIND_CODE["scroll"]
    touches["dwell"] = np.where(kind == KIND_CODE["dwell"], np.nan_to_num(events.seconds[keep]), 0.0)
    touches["shown"][:, 0] = np.where(kind == KIND_CODE["impression"], at, 0)
    _fill_shop(touches, events, keep)
    return events.who[keep], touches


def _fill_play(touches: Touches, events: EventColumns, keep: NDArray[np.bool_]) -> None:
    is_play = events.kind[keep] == KIND_CODE["play"]
    phase, position, at = events.phase[keep], events.position[keep], events.at[keep]
    starts = is_play & ((phase == -1) | (phase == PHASES.index("start")))
    touches["plays"] = starts
    touches["played_at"] = np.where(is_play, at, 0)
    touches["seconds"] = np.where(is_play, np.nan_to_num(events.seconds[keep]), 0.0)
    known = is_play & np.isfinite(position)
    touches["position"] = np.where(known, position, np.nan)
    touches["position_at"] = np.where(known, at, 0)


def _fill_context(touches: Touches, events: EventColumns, keep: NDArray[np.bool_]) -> None:
    tells = np.isin(events.kind[keep], IN_USE)
    touches["hour"] = np.where(tells, events.hour[keep], -1)
    touches["device"] = np.where(tells, events.device[keep], -1)
    touches["hour_at"] = np.where(tells, events.at[keep], 0)


def _fill_shop(touches: Touches, events: EventColumns, keep: NDArray[np.bool_]) -> None:
    kind, at = events.kind[keep], events.at[keep]
    quantity = np.where(np.isfinite(events.quantity[keep]), events.quantity[keep], 1.0)
    for name, word in (("carted", "cart_add"), ("bought", "purchase"), ("returned", "return")):
        touches[name] = np.where(kind == KIND_CODE[word], quantity, 0.0)
    touches["carted_at"] = np.where(kind == KIND_CODE["cart_add"], at, 0)
    touches["purchases"] = kind == KIND_CODE["purchase"]
    touches["bought_at"] = np.where(kind == KIND_CODE["purchase"], at, 0)


def merge_touches(who: NDArray[np.int64], touches: Touches) -> tuple[NDArray[np.int64], Touches]:
    """Merge touches of the same member and item; the result ascends by (who, row).

    Sums add up, times take their latest, and a latest value goes with its time (the larger value where two
    times are equal), so any order and any grouping of the input gives the same result.
    """
    if len(touches) == 0:
        return who, touches
    order = np.lexsort((touches["row"], who))
    who, touches = who[order], touches[order]
    new = np.r_[True, (who[1:] != who[:-1]) | (touches["row"][1:] != touches["row"][:-1])]
    starts = np.flatnonzero(new)
    if len(starts) == len(touches):
        return who, touches
    group = np.cumsum(new) - 1
    merged = touches[starts].copy()
    for name in SUMS:
        merged[name] = np.add.reduceat(touches[name], starts)
    for name in MAXIMA:
        merged[name] = np.maximum.reduceat(touches[name], starts)
    merged["first_at"] = np.minimum.reduceat(touches["first_at"], starts)
    for name, time in LATEST:
        latest = _latest(group, touches[time], touches[name])
        merged[name], merged[time] = touches[name][latest], touches[time][latest]
    latest = _latest(group, touches["hour_at"], touches["hour"] * 16.0 + touches["device"])
    for name in ("hour", "device", "hour_at"):
        merged[name] = touches[name][latest]
    merged["shown"] = _latest_shown(group, touches["shown"], len(starts))
    return who[starts], merged


def _latest(group: NDArray[np.int64], at: NDArray[np.int64], value: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each group the position of its latest time, the larger value where times are equal."""
    order = np.lexsort((np.where(np.isnan(value), -np.inf, value), at, group))
    last = np.r_[group[order][1:] != group[order][:-1], True]
    return order[last]


def _latest_shown(group: NDArray[np.int64], shown: NDArray[np.int64], n_groups: int) -> NDArray[np.int64]:
    """The newest `SHOWN_KEPT` impression times of each group, newest first, 0 where there are fewer."""
    source, place = np.nonzero(shown)
    times, owner = shown[source, place], group[source]
    order = np.lexsort((-times, owner))
    times, owner = times[order], owner[order]
    begins = np.searchsorted(owner, np.arange(n_groups))
    rank = np.arange(len(owner)) - begins[owner]
    newest = np.zeros((n_groups, SHOWN_KEPT), np.int64)
    fits = rank < SHOWN_KEPT
    newest[owner[fits], rank[fits]] = times[fits]
    return newest
