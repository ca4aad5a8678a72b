"""The panel: visits and messages as (who, at) in, what each member did on each day with and without a message out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
SOON: Final = 2
"""Hours after a message within which a visit speaks for it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Things that happened: whose (n,) and when (n,) in UTC microseconds, in any order."""

    who: Ints
    at: Ints


@dataclass(frozen=True, slots=True)
class Panel:
    """m members x d days. A day begins at the member's own midnight.

    visits, sent, opened, clicked, left: counts; soon: messages of the day with a visit within `SOON` hours; usual: how
    many of them would have had one anyway, by the member's own hours.
    """

    first_day: int
    visits: Grid
    sent: Grid
    opened: Grid
    clicked: Grid
    left: Grid
    soon: Grid
    usual: Grid

    @property
    def days(self) -> int:
        """How many days it holds."""
        return int(self.visits.shape[1])

    def until(self, day: int) -> Panel:
        """The panel up to before its day of this number."""
        grids = (self.visits, self.sent, self.opened, self.clicked, self.left, self.soon, self.usual)
        return Panel(self.first_day, *(grid[:, :day] for grid in grids))


@dataclass(frozen=True, slots=True)
class Log:
    """What a panel is made of; `ahead` (m,) is how far each member's wall clock is ahead of UTC, in microseconds."""

    visits: Seen
    sent: Seen
    opened: Seen
    clicked: Seen
    left: Seen
    ahead: Ints


def panel_of(log: Log, first_at: int, days: int) -> Panel:
    """Count everything by member and day, from the day of `first_at` on."""
    m, first = len(log.ahead), first_at // DAY
    shape = (m, days)

    def count(seen: Seen, weight: Floats | None = None) -> Grid:
        day = (seen.at + log.ahead[seen.who]) // DAY - first
        inside = (day >= 0) & (day < days)
        flat = seen.who[inside] * days + day[inside]
        weights = None if weight is None else weight[inside]
        return np.bincount(flat, weights, m * days).reshape(shape).astype(np.float32)

    visits, sent = count(log.visits), count(log.sent)
    soon = _followed(log.visits, log.sent)
    usual = _usual(log, m, _free_days(visits, sent))
    return Panel(
        first, visits, sent, count(log.opened), count(log.clicked), count(log.left),
        count(log.sent, soon), count(log.sent, usual),
    )  # fmt: skip


def _followed(visits: Seen, sent: Seen) -> Floats:
    """(k,) 1 where a visit of the same member begins within `SOON` hours after the message."""
    order = np.lexsort((visits.at, visits.who))
    base = int(min(visits.at.min(initial=0), sent.at.min(initial=0)))
    top = int(max(visits.at.max(initial=0), sent.at.max(initial=0))) - base + SOON * HOUR + 1
    keys = visits.who[order] * top + (visits.at[order] - base)
    begin = sent.who * top + (sent.at - base)
    found = np.searchsorted(keys, begin + SOON * HOUR, "right") > np.searchsorted(keys, begin, "right")
    return np.asarray(found, np.float64)


def _free_days(visits: Grid, sent: Grid) -> Floats:
    """(m,) days without a message since anybody's first visit."""
    return np.asarray(np.maximum((sent == 0).sum(1), 1), np.float64)


def _usual(log: Log, m: int, free: Floats) -> Floats:
    """(k,) the chance of a visit within `SOON` hours of each message's time on a day without one."""
    day_sent = np.unique(log.sent.who * 10**6 + (log.sent.at + log.ahead[log.sent.who]) // DAY)
    v = log.visits
    local = v.at + log.ahead[v.who]
    alone = ~np.isin(v.who * 10**6 + local // DAY, day_sent)
    hour = (local[alone] % DAY) // HOUR
    own = np.bincount(v.who[alone] * 24 + hour, minlength=m * 24).reshape(m, 24).astype(np.float64)
    shape = own.sum(0) / max(float(own.sum()), 1.0)
    pull = 3.0
    rate = (own + pull * shape * (own.sum(1) / free)[:, None]) / (free + pull)[:, None]
    hours = (log.sent.at + log.ahead[log.sent.who]) % DAY
    first, part = hours // HOUR, (hours % HOUR) / HOUR
    weights = [1.0 - part, *[np.ones(len(part))] * (SOON - 1), part]
    expected = sum(
        (rate[log.sent.who, (first + step) % 24] * weight for step, weight in enumerate(weights)), np.zeros(len(hours))
    )
    return np.asarray(-np.expm1(-expected), np.float64)
