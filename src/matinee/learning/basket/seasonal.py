"""What a season leaves: purchase lines and a calendar in; how far its favourites step back, and what keeps whom it won,
out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.seasons import NO_SEASON, Season, season_of, step_back
from matinee.core.clock import DAY
from matinee.learning.basket.history import Floats
from matinee.learning.basket.lines import Lines, sql

if TYPE_CHECKING:
    import duckdb

AFTER_DAYS = 60.0
"""For how long after its end a season counts as the one just over."""
LEAST, MOST = 0.1, 4.0
"""Bounds of the factor: what sold in one season alone is not dropped, nothing is blown up."""
DIP_DAYS = 28.0
DIP = 3.0
"""For how long after a season its favourites are wanted less than on ordinary days, and by which power of their factor:
set by hand, looked at on few worlds (docs/decisions/0172-after-the-season.md)."""
KEPT = 200


@dataclass(frozen=True)
class SeasonEffect:
    """factor: (n + 1,) by item row, the last for later items: how much more an item promises now than its plain count;
    over: place of the season just over in the calendar, -1 none; span: its begin and end, UTC microseconds (2,) or
    empty; keepers: item rows that its customers bought after it and others less, best first."""

    factor: Floats
    over: int
    span: NDArray[np.int64]
    keepers: NDArray[np.int32]


@dataclass(frozen=True)
class Acts:
    """How many customers took up an item on a day (m,): item row, day since 1970, customers."""

    row: NDArray[np.int32]
    day: NDArray[np.int64]
    customers: Floats


def read_acts(log: duckdb.DuckDBPyConnection) -> Acts:
    """Who opened, put in the cart or bought what, by day. The connection holds `events`, `places`, `links`."""
    found = log.execute(sql("season_acts")).fetchnumpy()
    return Acts(
        np.asarray(found["row"], np.int32), np.asarray(found["day"], np.int64), np.asarray(found["customers"], float)
    )


def season_effect(acts: Acts, lines: Lines, seasons: Sequence[Season], n: int, now: int) -> SeasonEffect:
    """What the calendar means for n items at `now` (UTC microseconds)."""
    which = season_of(acts.day * DAY, seasons)
    counts = np.zeros((n, len(seasons) + 1))
    np.add.at(counts, (acts.row, which), acts.customers)
    present = int(season_of(np.array([now]), seasons)[0])
    over, span = just_over(seasons, now)
    factor = np.ones(n + 1)
    if (which != NO_SEASON).any() and (which == NO_SEASON).any():
        plain = counts.sum(axis=1)
        factor[:n] = np.where(plain > 0, step_back(counts, present) / np.maximum(plain, 1e-9), 1.0)
    if over >= 0 and present == NO_SEASON and now < span[1] + DIP_DAYS * DAY:
        factor = np.where(factor < 1.0, factor**DIP, factor)
    return SeasonEffect(np.clip(factor, LEAST, MOST), over, span, keepers(lines, span, n))


def just_over(seasons: Sequence[Season], now: int) -> tuple[int, NDArray[np.int64]]:
    """The season that ended last within `AFTER_DAYS`, and its span in UTC microseconds; (-1, empty) where none did."""
    today, best = now // DAY, (-1, -1, -1)
    for number, season in enumerate(seasons):
        for first, last in season.spans:
            if last < today <= last + AFTER_DAYS and last > best[1]:
                best = (number, last, first)
    span = [best[2] * DAY, (best[1] + 1) * DAY] if best[0] >= 0 else []
    return best[0], np.array(span, np.int64)


def keepers(lines: Lines, span: NDArray[np.int64], n: int) -> NDArray[np.int32]:
    """What customers who first bought within the span bought after it, set against how everybody buys then.

    The score is the lower end of their share of an item's buyers, times its buyers among them.
    """
    if not len(span):
        return np.zeros(0, np.int32)
    first = np.full(len(lines.names), np.iinfo(np.int64).max)
    np.minimum.at(first, lines.who, lines.at)
    won = (first >= span[0]) & (first < span[1])
    later = lines.at >= span[1]
    pairs = np.unique(lines.who[later] * n + lines.row[later])
    theirs = np.bincount(pairs[won[pairs // n]] % n, minlength=n).astype(np.float64)
    everyones = np.bincount(pairs % n, minlength=n)
    share = theirs / np.maximum(everyones, 1)
    score = theirs * np.maximum(share - np.sqrt(share * (1 - share) / np.maximum(everyones, 1)), 0.0) ** 0.5
    best = np.argsort(-score, kind="stable")[:KEPT]
    return best[theirs[best] > 0].astype(np.int32)
