"""A home's log in; the panel of visits and messages, who opted out, and who has probably gone, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np

from matinee.app.home import Home
from matinee.core.clock import DAY, local
from matinee.core.errors import InvalidInput
from matinee.core.values import Member
from matinee.learning.repeat.histories import by_day, histories
from matinee.learning.repeat.lapse import fit_lapse, lapse_active
from matinee.learning.repeat.ours import RETURNING_OF_ORDER
from matinee.messages.panel import Log, Panel, Seen, panel_of

LOOK_BACK: Final = 120
"""Days of the log that teach what messages bring."""
KINDS: Final = ("message_sent", "message_open", "message_click", "message_opt_out")
GONE: Final = 0.35
"""Chance of still being a customer below which somebody is to be won back."""
AWAY_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Answers:
    """What a log says of members: their panel, when each opted out (0 never), and who has probably gone: member ->
    days away."""

    members: tuple[str, ...]
    panel: Panel
    opted_out: Mapping[str, int]
    gone: Mapping[str, float]


def read_answers(home: Home, members: Sequence[Member], now: int) -> Answers:
    """Everything that a plan needs of the log, events of the guests that members were included."""
    names = [member.member for member in members]
    place = {name: n for n, name in enumerate(names)}
    with home.store.reading() as reader:
        links = reader.execute("SELECT anonymous, member FROM links").fetchall()
    place |= {anonymous: place[member] for anonymous, member in links if member in place}
    ahead = np.array([local(now, member.time_zone) - now for member in members], np.int64)
    log = home.store.duck()
    try:
        found = {kind: _seen(log, place, f"SELECT who, \"at\" FROM events WHERE kind = '{kind}'") for kind in KINDS}
        since = max(now - LOOK_BACK * DAY, 0)
        text = files("matinee.app").joinpath("messages_log.sql").read_text("utf-8")
        log.execute(text, {"since": since, "until": now})
        visits = _seen(log, place, 'SELECT who, "at" FROM visits')
        bought = _seen(log, place, "SELECT who, \"at\" FROM events WHERE kind = 'purchase'")
    finally:
        log.close()
    first = int(visits.at.min(initial=now))
    days = max(int((now - first) // DAY) + 1, 1)
    sent, opened, clicked, left = (found[kind] for kind in KINDS)
    panel = panel_of(Log(visits, sent, opened, clicked, left, ahead), first, days)
    out = {names[n]: int(left.at[left.who == n].max()) for n in np.unique(left.who)}
    return Answers(tuple(names), panel, out, gone(names, bought if len(bought.at) else visits, now))


def _seen(log: Any, place: Mapping[str, int], sql: str) -> Seen:
    found = log.execute(sql).fetchnumpy()
    who = np.array([place.get(str(name), -1) for name in found["who"]], np.int64)
    known = who >= 0
    return Seen(who[known], np.asarray(found["at"], np.int64)[known])


def gone(names: Sequence[str], seen: Seen, now: int) -> dict[str, float]:
    """Days away of who was away for a while and has probably gone, by purchases, or by visits where nothing is sold.

    Source: the chance of being a customer still is that of Lapse/NBD (docs/decisions/0030-coming-back.md).
    """
    try:
        days = by_day(seen.who.astype(np.str_), seen.at // DAY, np.ones(len(seen.at)))
        known = histories(days, int(now // DAY))
    except InvalidInput:
        return {}
    if int(known.repeats.sum()) < 20 or float(known.age.max()) < 2.0:
        return {}
    active = lapse_active(fit_lapse(known, RETURNING_OF_ORDER), known)
    away = 7.0 * (known.age - known.last)
    lost = np.flatnonzero((active < GONE) & (away >= AWAY_DAYS) & (known.repeats > 0))
    return {names[int(days.ids[known.customers[n]])]: float(away[n]) for n in lost}
