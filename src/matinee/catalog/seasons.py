"""Seasons: a table of dated seasons in, the season of a day and counts from which a past season steps back out."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.errors import SettingsError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EPOCH = dt.date(1970, 1, 1).toordinal()
NO_SEASON = -1
PRIOR = 5.0
"""Purchases' worth of belief that an item sells in a season as everything does."""


@dataclass(frozen=True)
class Season:
    """A kind of season and its days; each span is from the first to the last day, both included, as days since 1970."""

    name: str
    title: str
    spans: tuple[tuple[int, int], ...]


def read_seasons(path: Path | None = None) -> tuple[Season, ...]:
    """The seasons of a TOML file, or those that come with Matinee.

    Raises:
        SettingsError: the file cannot be read, or a span is no pair of days in order; the text names it.
    """
    source = files("matinee.catalog").joinpath("seasons.toml") if path is None else path
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{source} cannot be read: {error}", "see docs/reference/seasons.md for its form"
        ) from error
    return tuple(_season(name, entry) for name, entry in table.items())


def _season(name: str, entry: dict[str, Any]) -> Season:
    spans = []
    for span in entry.get("days", []):
        try:
            first, last = (dt.date.fromisoformat(str(day)).toordinal() - EPOCH for day in span)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"season {name}: {span} is no span", 'write ["2026-11-27", "2026-12-26"]') from error
        if last < first:
            raise SettingsError(f"season {name}: {span} ends before it begins", "swap the two days")
        spans.append((first, last))
    return Season(name, str(entry.get("title", name)), tuple(sorted(spans)))


def season_of(at: Ints, seasons: Sequence[Season]) -> Ints:
    """Which season each time (n,) in UTC microseconds lies in, by its place among `seasons`; -1 for none.

    Where seasons overlap the shorter span wins: Eid within Ramadan, a sale within a winter.
    """
    days = np.asarray(at, dtype=np.int64) // DAY
    found = np.full(days.shape, NO_SEASON, dtype=np.int64)
    length = np.full(days.shape, np.iinfo(np.int64).max)
    for number, season in enumerate(seasons):
        for first, last in season.spans:
            inside = (days >= first) & (days <= last) & (last - first < length)
            found[inside], length[inside] = number, last - first
    return found


def step_back(counts: Floats, now: int, overall: Floats | None = None) -> Floats:
    """What the counts of items promise in the season that is now, so that a past season's favourites step back.

    An item's count in a season is set against how much is bought in that season at all: its lift, shrunk towards 1.
    The count that counts now is all purchases, each divided by the lift of the season in which it was made, times the
    lift of the season of now. An item that sells the same all year keeps its count; one that was bought for Christmas
    alone falls when Christmas ends and rises when it comes again.

    Args:
        counts: (items, seasons + 1) purchases by season; the last column is outside all seasons (index -1 of
        `season_of`). now: the season of now, -1 for none. overall: (seasons + 1,) all purchases by season; by default
        the counts' own sums.

    Returns:
        (items,) counts, not negative, of one total with the plain counts.
    """
    total = counts.sum(axis=1)
    by_season = counts.sum(axis=0) if overall is None else overall
    share = by_season / max(float(by_season.sum()), 1e-300)
    expected = total[:, None] * share
    lift = (counts + PRIOR * share) / (expected + PRIOR * share + 1e-300)
    plain = (counts / np.maximum(lift, 1e-300)).sum(axis=1)
    promised = np.where(by_season[now] > 0, plain * lift[:, now], total)
    scale = total.sum() / promised.sum() if promised.sum() > 0 else 1.0
    return np.asarray(promised * scale)


def won_in(first_at: Ints, seasons: Sequence[Season]) -> list[str]:
    """The season (n,) in which each customer bought for the first time; empty for none. Times are UTC microseconds."""
    names = [season.name for season in seasons] + [""]
    return [names[number] for number in season_of(first_at, seasons)]
