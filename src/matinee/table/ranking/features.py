"""Features: a situation and candidate rows in, one column per feature out; the same code serves and trains."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.table.ranking.labels import by_row
from matinee.table.situation import Situation

FEATURES: Final = (
    "linear", "after_recent", "after_session", "popular", "popular_window", "trending", "quality",
    "genres", "people", "tags", "genres_here", "year", "new", "ignored", "scrolled", "met", "listed",
    "linear_x_history", "popular_x_guest",
)  # fmt: skip
"""Names, in the order of the columns."""

RECENT: Final = 10


def dense(values: NDArray[np.float64], rows: NDArray[np.int32], scale: float) -> NDArray[np.float64]:
    """Values (n,) at the rows, damped: log(1 + value / scale)."""
    return np.log1p(np.maximum(values[rows], 0.0) / scale)


def padded(column: NDArray[np.int32] | NDArray[np.float32], rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """A snapshot's column at the rows; 0 for items that came later."""
    out = np.zeros(len(rows))
    inside = rows < len(column)
    out[inside] = column[rows[inside]]
    return out


def own(s: Situation, rows: NDArray[np.int32], *values: NDArray[Any]) -> list[NDArray[np.float64]]:
    """Values by touch (t,) -> by candidate (m,) each, 0 where the member never met it."""
    touched = s.profile.touches["row"]
    if not len(touched):
        return [np.zeros(len(rows)) for _ in values]
    at = np.minimum(np.searchsorted(touched, rows), len(touched) - 1)
    met = touched[at] == rows
    return [np.where(met, given[at], 0.0) for given in values]


def pushes(s: Situation, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], ...]:
    """The three item-to-item signals: everything liked, the last ones liked, and this session."""
    t, taste, snap = s.profile.touches, s.taste, s.snapshot
    liked = np.maximum(taste.weight, 0.0)
    norm = np.sqrt(max(float((liked**2).sum()), 1e-9))
    all_liked = snap.linear.push(t["row"], liked / norm, s.n)
    newest = np.argsort(-t["last_at"], kind="stable")[: 3 * RECENT]
    newest = newest[taste.weight[newest] > 0][:RECENT]
    fade = 0.85 ** np.arange(len(newest)) * liked[newest]
    recent = snap.directed.push(t["row"][newest], fade, s.n)
    now = np.flatnonzero(taste.session & (liked > 0))
    session = snap.directed.push(t["row"][now], liked[now], s.n)
    return np.maximum(all_liked[rows], 0.0), dense(recent, rows, 0.02), dense(session, rows, 0.02)


def newness(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """1 for what came in just now, fading over a month; 0 where the catalogue gives no time."""
    added = s.catalog.added_at[rows]
    age = np.maximum(s.context.at - added, 0) / DAY
    return np.where(added > 0, np.exp(-age / 30.0), 0.0)


def era(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Nearness of the year to the years that the member likes, in [0, 1]; .5 where either is unknown."""
    year = s.catalog.year[rows]
    near = np.exp(-np.abs(year - (s.taste.year if np.isfinite(s.taste.year) else 0.0)) / 15.0)
    return np.where((year > 0) & np.isfinite(s.taste.year), near, 0.5)


def trend(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The near-line lift of each row, 0 where it does not trend."""
    if not len(s.nearline.rows):
        return np.zeros(len(rows))
    lift = np.zeros(s.n)
    lift[s.nearline.rows] = s.nearline.lift
    return dense(lift, rows, 1.0)


def features(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, len(FEATURES)) float64 for the candidate rows (m,). Only events before `context.at` may be in the profile."""
    linear, recent, session = pushes(s, rows)
    taste, catalog, t = s.taste, s.catalog, s.profile.touches
    log_count = np.log1p(padded(s.snapshot.counts, rows))
    history = min(1.0, len(t) / 50.0)
    genres, here = by_row(catalog.genres, rows, taste.genres, taste.here)
    met = (
        np.minimum(taste.ignored, 8).astype(np.float64) / 8.0,
        np.minimum(t["scrolled"], 10).astype(np.float64) / 10.0,
        (t["n_events"] > 0) * 1.0,
        taste.listed * 1.0,
    )
    columns = (
        linear,
        recent,
        session,
        log_count,
        np.log1p(padded(s.snapshot.recent, rows)),
        trend(s, rows),
        padded(s.snapshot.quality, rows),
        genres,
        *by_row(catalog.people, rows, taste.people),
        *by_row(catalog.tags, rows, taste.tags),
        here,
        era(s, rows),
        newness(s, rows),
        *own(s, rows, *met),
        linear * history,
        log_count * (1.0 - history),
    )
    out = np.empty((len(columns), len(rows)))
    for place, column in enumerate(columns):
        out[place] = column
    return out.T
