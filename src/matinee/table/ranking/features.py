"""Features: a situation and candidate rows in, one column per feature out; the same code serves and trains."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY
from matinee.core.snapshot import Snapshot
from matinee.table.marks import Leaning, lean, suits
from matinee.table.pushed import liking_push
from matinee.table.ranking.channels import CHANNELS, asked_of, said_of
from matinee.table.situation import Situation, Taste

CROWD: Final = ("open_rate", "watched", "dwelt", "passed", "rated", "thumbed", "ranked")
"""What everybody's signs say of an item; the columns of `learned["items.signs"]`."""

OWN: Final = ("ignored", "scrolled", "met", "listed", "opened", "played", "bought", "bought_lately")
"""What the member did with the item itself."""

FEATURES: Final = (
    "linear", "after_recent", "after_session", "popular", "popular_window", "trending", "quality",
    *(f"crowd_{name}" for name in CROWD),
    "year", "new", "price", "price_apart",
    *OWN,
    *(f"taste_{name}" for name in CHANNELS),
)  # fmt: skip
"""Names, in the order of the columns."""

PLAIN: Final = len(FEATURES) - len(CHANNELS)
"""How many features are no tastes; they come first."""

SESSION: Final = tuple(FEATURES.index(name) for name in ("after_session", "taste_session", "taste_seeking"))
"""Features that are 0 before the first act of a session."""

RECENT: Final = 10
NEAR: Final = 0.02
"""The push at which damping begins to bend."""
NEW_DAYS: Final = 30.0
"""In how many days newness falls to a third."""
YEARS: Final = 15.0
"""In how many years nearness of the year falls to a third."""


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


def crowd(snapshot: Snapshot, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, len(CROWD)) of everybody's signs."""
    return padded(snapshot.learned.get("items.signs", np.zeros((0, len(CROWD)))), rows)


class Own:
    """What the member did with each candidate: columns of touches (t,) laid to candidates (m,), 0 where never met."""

    def __init__(self, s: Situation, rows: NDArray[np.int32]) -> None:
        touched = s.profile.touches["row"]
        self.at = np.minimum(np.searchsorted(touched, rows), max(len(touched) - 1, 0))
        self.met = touched[self.at] == rows if len(touched) else np.zeros(len(rows), bool)

    def of(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Values by touch (t,) -> by candidate (m,)."""
        return np.where(self.met, values[self.at], 0.0) if len(values) else np.zeros(len(self.at))


def liking_length(taste: Taste) -> float:
    """The length of what the member liked, by which a push is divided."""
    liked = np.maximum(taste.weight, 0.0)
    return float(np.sqrt(max(float(liked @ liked), 1e-9)))


def last_liked(s: Situation) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Positions of the touches that were liked last, newest first, and how much each counts."""
    newest = np.argsort(-s.profile.touches["last_at"], kind="stable")[: 3 * RECENT]
    newest = newest[s.taste.weight[newest] > 0][:RECENT]
    return newest, 0.85 ** np.arange(len(newest)) * s.taste.weight[newest]


def pushes(s: Situation, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], ...]:
    """The three item-to-item signals: everything liked, the last ones liked, and this session."""
    t, taste, snap = s.profile.touches, s.taste, s.snapshot
    all_liked = liking_push(s) / liking_length(taste)
    liked = np.maximum(taste.weight, 0.0)
    newest, fade = last_liked(s)
    recent = snap.directed.push(t["row"][newest], fade, s.n)
    now = np.flatnonzero(taste.session & (liked > 0))
    session = snap.directed.push(t["row"][now], liked[now], s.n)
    return np.maximum(all_liked[rows], 0.0), dense(recent, rows, NEAR), dense(session, rows, NEAR)


def fame(snapshot: Snapshot, rows: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many liked each item, against the mean of those that anybody liked, as a logarithm; and how much more than
    that in the popular window."""
    counts, recent = snapshot.counts, snapshot.recent
    usual, lately = (float(c.sum()) / max(int((c > 0).sum()), 1) + 1.0 for c in (counts, recent))
    ever = np.log((padded(counts, rows) + 1.0) / usual)
    return ever, np.log((padded(recent, rows) + 1.0) / lately) - ever


def newness(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """1 for what came in just now, fading over a month; 0 where the catalogue gives no time."""
    added = s.catalog.added_at[rows]
    age = np.maximum(s.context.at - added, 0) / DAY
    return np.where(added > 0, np.exp(-age / NEW_DAYS), 0.0)


def era(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Nearness of the year to the years that the member likes, in [0, 1]; .5 where either is unknown."""
    year = s.catalog.year[rows]
    near = np.exp(-np.abs(year - (s.taste.year if np.isfinite(s.taste.year) else 0.0)) / YEARS)
    return np.where((year > 0) & np.isfinite(s.taste.year), near, 0.5)


def dearness(catalog: CatalogView, rows: NDArray[Any]) -> NDArray[np.float64]:
    """(m,) log2 of the price less 3; 0 where there is none."""
    return np.asarray(np.nan_to_num(np.log2(np.maximum(catalog.price[rows], 0.01)) - 3.0), np.float64)


def usually_paid(s: Situation) -> float:
    """The mean dearness of what the member bought, drawn towards 0."""
    t = s.profile.touches
    bought = t["row"][t["purchases"] > 0]
    bought = bought[np.isfinite(s.catalog.price[bought])]
    return float(dearness(s.catalog, bought).sum() / (len(bought) + 3.0))


def trend(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """The near-line lift of each row, 0 where it does not trend."""
    if not len(s.nearline.rows):
        return np.zeros(len(rows))
    lift = np.zeros(s.n)
    lift[s.nearline.rows] = s.nearline.lift
    return dense(lift, rows, 1.0)


def own_columns(s: Situation) -> tuple[NDArray[Any], ...]:
    """What the member did with each touched item, (t,) each, in the order of `OWN`."""
    t, taste = s.profile.touches, s.taste
    lately = np.exp(-(s.context.at - t["bought_at"]) / (7.0 * DAY)) * (t["bought"] > 0)
    return (
        np.minimum(taste.ignored, 8) / 8.0,
        np.minimum(t["scrolled"], 10) / 10.0,
        (t["n_events"] > 0) * 1.0,
        taste.listed * 1.0,
        (t["opens"] > 0) * 1.0,
        (t["plays"] > 0) * 1.0,
        np.log2(1.0 + t["bought"]),
        lately,
    )


def plain(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, PLAIN) what is known of each candidate but for the tastes."""
    linear, recent, session = pushes(s, rows)
    own = Own(s, rows)
    popular, window = fame(s.snapshot, rows)
    dear = dearness(s.catalog, rows)
    columns = (
        linear,
        recent,
        session,
        popular,
        window,
        trend(s, rows),
        padded(s.snapshot.quality, rows),
        crowd(s.snapshot, rows),
        era(s, rows),
        newness(s, rows),
        dear,
        dear * usually_paid(s),
        *(own.of(column) for column in own_columns(s)),
    )
    return np.column_stack(columns)


def leaning_of(s: Situation) -> Leaning:
    """What this member's signs say of the marks."""
    return lean(s.marks, s.profile.touches["row"], said_of(s), asked_of(s))


def features(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """(m, len(FEATURES)) float64 for the candidate rows (m,). Only events before `context.at` may be in the profile."""
    return np.concatenate([plain(s, rows), suits(s.marks, rows, leaning_of(s))], axis=1)
