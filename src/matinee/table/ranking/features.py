"""Features: a situation and candidate rows in, one column per feature out; the same code serves and trains."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.table.marks import Leaning, lean, suits
from matinee.table.ranking.channels import CHANNELS, asked_of, said_of
from matinee.table.situation import Situation

CROWD: Final = ("open_rate", "watched", "dwelt", "passed", "rated", "thumbed", "ranked")
"""What everybody's signs say of an item; the columns of `learned["items.signs"]`."""

FEATURES: Final = (
    "linear", "after_recent", "after_session", "popular", "popular_window", "trending", "quality",
    *(f"crowd_{name}" for name in CROWD),
    "year", "new", "price", "price_apart",
    "ignored", "scrolled", "met", "listed", "opened", "played", "bought", "bought_lately",
    *(f"taste_{name}" for name in CHANNELS),
)  # fmt: skip
"""Names, in the order of the columns."""

PLAIN: Final = len(FEATURES) - len(CHANNELS)
"""How many features are no tastes; they come first."""

SESSION: Final = tuple(FEATURES.index(name) for name in ("after_session", "taste_session", "taste_seeking"))
"""Features that are 0 before the first act of a session."""

RECENT: Final = 10


def dense(values: NDArray[np.float64], rows: NDArray[np.int32], scale: float) -> NDArray[np.float64]:
    """Values (n,) at the rows, damped: log(1 + value / scale)."""
    return np.log1p(np.maximum(values[rows], 0.0) / scale)


def padded(column: NDArray[Any], rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """A snapshot's column (n,) or columns (n, c) at the rows; 0 for items that came later."""
    if not len(column):
        return np.zeros((len(rows), *column.shape[1:]))
    found = column[np.minimum(rows, len(column) - 1)].astype(np.float64)
    found[rows >= len(column)] = 0.0
    return found


def crowd_of(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, len(CROWD)) of everybody's signs."""
    return padded(s.snapshot.learned.get("items.signs", np.zeros((0, len(CROWD)))), rows)


class Own:
    """What the member did with each candidate: columns of touches (t,) laid to candidates (m,), 0 where never met."""

    def __init__(self, s: Situation, rows: NDArray[np.int32]) -> None:
        touched = s.profile.touches["row"]
        self.at = np.minimum(np.searchsorted(touched, rows), max(len(touched) - 1, 0))
        self.met = touched[self.at] == rows if len(touched) else np.zeros(len(rows), bool)

    def of(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Values by touch (t,) -> by candidate (m,)."""
        return np.where(self.met, values[self.at], 0.0) if len(values) else np.zeros(len(self.at))


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


def fame(s: Situation, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many liked each item, against the mean of those that anybody liked, as a logarithm; and how much more than
    that in the popular window."""
    counts, recent = s.snapshot.counts, s.snapshot.recent
    usual, lately = (float(c.sum()) / max(int((c > 0).sum()), 1) + 1.0 for c in (counts, recent))
    ever = np.log((padded(counts, rows) + 1.0) / usual)
    return ever, np.log((padded(recent, rows) + 1.0) / lately) - ever


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


def prices(s: Situation, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """log2 of the price less 3, and how far that is above what the member usually buys; 0 where there is no price."""
    price = s.catalog.price[rows]
    if not np.isfinite(price).any():
        return np.zeros(len(rows)), np.zeros(len(rows))
    dear = np.nan_to_num(np.log2(np.maximum(price, 0.01)) - 3.0)
    t = s.profile.touches
    paid = s.catalog.price[t["row"][t["purchases"] > 0]]
    paid = np.log2(np.maximum(paid[np.isfinite(paid)], 0.01)) - 3.0
    usual = paid.sum() / (len(paid) + 3.0)
    return dear, dear * (usual if len(paid) else 0.0)


def trend(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The near-line lift of each row, 0 where it does not trend."""
    if not len(s.nearline.rows):
        return np.zeros(len(rows))
    lift = np.zeros(s.n)
    lift[s.nearline.rows] = s.nearline.lift
    return dense(lift, rows, 1.0)


def plain(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, PLAIN) what is known of each candidate but for the tastes."""
    linear, recent, session = pushes(s, rows)
    taste, t, own = s.taste, s.profile.touches, Own(s, rows)
    popular, window = fame(s, rows)
    lately = np.exp(-(s.context.at - t["bought_at"]) / (7.0 * DAY)) * (t["bought"] > 0)
    columns = (
        linear,
        recent,
        session,
        popular,
        window,
        trend(s, rows),
        padded(s.snapshot.quality, rows),
        crowd_of(s, rows),
        era(s, rows),
        newness(s, rows),
        *prices(s, rows),
        own.of(np.minimum(taste.ignored, 8) / 8.0),
        own.of(np.minimum(t["scrolled"], 10) / 10.0),
        own.of((t["n_events"] > 0) * 1.0),
        own.of(taste.listed * 1.0),
        own.of((t["opens"] > 0) * 1.0),
        own.of((t["plays"] > 0) * 1.0),
        own.of(np.log2(1.0 + t["bought"])),
        own.of(lately),
    )
    return np.column_stack(columns)


def leaning_of(s: Situation) -> Leaning:
    """What this member's signs say of the marks."""
    return lean(s.marks, s.profile.touches["row"], said_of(s), asked_of(s))


def features(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, len(FEATURES)) float64 for the candidate rows (m,). Only events before `context.at` may be in the profile."""
    return np.concatenate([plain(s, rows), suits(s.marks, rows, leaning_of(s))], axis=1)
