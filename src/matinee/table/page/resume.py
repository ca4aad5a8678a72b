"""Resuming: a situation and what was begun in it in; the chance that each is gone on with in this session out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.table.situation import Situation

RESUME: Final = 0.6
RESUME_DAYS: Final = 10.0
"""Chance that what was begun just now is gone on with, and how fast it fades: a prior, until the log has taught."""

SIGNS: Final = (
    "days", "day", "week", "series", "latest_series", "latest", "part", "film_part", "film_day", "ended", "times",
    "opens", "liking", "others", "offset",
)  # fmt: skip
"""What is known of something begun, in the order of the columns."""


NONE: Final = np.zeros(0)


def begun(s: Situation) -> NDArray[np.bool_]:
    """(t,) what the member began and has not finished."""
    return np.asarray((s.taste.progress > 0.02) & ~s.taste.done, np.bool_)


def design(s: Situation, touched: NDArray[np.int64]) -> NDArray[np.float64]:
    """(k, SIGNS) of what was begun (k,); learning and serving use the same.

    days, day, week: since it was last played, as a logarithm and fading; series: it has parts; latest_series: no other
    series was played since; latest: nothing was; part: share of a series' parts that were played; film_part,
    film_day: share and fading of what has no parts; ended: the last part was played last; times: plays; opens, liking:
    of the item; others: how much is begun besides.
    """
    t, starts = s.profile.touches, s.catalog.families.starts
    parts = starts[t["row"] + 1] - starts[t["row"]]
    series = (parts > 1) & (t["plays"] > 0)
    at, plays = t["played_at"][touched], t["plays"][touched].astype(np.float64)
    days = np.maximum(s.context.at - at, 0) / DAY
    serial = series[touched]
    part = np.minimum(plays / np.maximum(parts[touched], 1), 1.0)
    latest_series = int(t["played_at"][series].max(initial=0))
    columns: list[NDArray[Any]] = [
        np.log1p(days),
        np.exp(-days),
        np.exp(-days / 7.0),
        serial * 1.0,
        serial * (at >= latest_series) * (s.taste.ahead[touched] > 0),
        (at >= int(t["played_at"].max(initial=0))) * 1.0,
        serial * part,
        ~serial * s.taste.progress[touched],
        ~serial * np.exp(-days),
        serial * (s.taste.ahead[touched] == 0),
        np.log1p(plays),
        np.log1p(t["opens"][touched]),
        s.taste.liking[touched],
        np.full(len(touched), np.log1p(len(touched))),
        np.ones(len(touched)),
    ]
    return np.column_stack(columns).astype(np.float64, copy=False)


def resume_chances(s: Situation, touched: NDArray[np.int64]) -> NDArray[np.float64]:
    """(k,) chances of these touches, as the log taught them: in the order of their own weights, together as likely as
    that the session goes on with any; before the log taught, by how long ago they were played."""
    weights, session = (s.snapshot.learned.get(f"resume.{name}", NONE) for name in ("weights", "session"))
    if len(weights) == len(SIGNS):
        chances = sigmoid(design(s, touched) @ weights)
        if len(session) == len(SESSION_SIGNS) and len(chances):
            whole = float(sigmoid(session_design(s, touched, chances) @ session))
            chances = np.minimum(chances * whole / max(session_chance(chances), 1e-9), 1.0)
        return chances
    days = np.maximum(s.context.at - s.profile.touches["played_at"][touched], 0) / DAY
    return np.asarray(RESUME * np.exp(-days / RESUME_DAYS), np.float64)


SESSION_SIGNS: Final = ("any", "best", "begun", "ahead", "opens", "liking", "quiet", "offset")
"""What is known of a session that begins: the logits of the chance of any and of the best, how much is begun, whether
the latest series has parts left, the most opens and liking of anything begun, days since the member did anything."""


def session_design(s: Situation, touched: NDArray[np.int64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """(SESSION_SIGNS,) of a session in which these (k,) may be gone on with, each with its own chance (k,)."""
    t, latest = s.profile.touches, touched[int(np.argmax(s.profile.touches["played_at"][touched]))]
    quiet = max(s.context.at - int(t["last_at"].max(initial=0)), 0) / DAY
    values = (
        _logit(session_chance(chances)),
        _logit(float(chances.max())),
        np.log1p(len(touched)),
        float(s.taste.ahead[latest] > 0),
        np.log1p(float(t["opens"][touched].max())),
        float(s.taste.liking[touched].max()),
        np.log1p(quiet),
        1.0,
    )
    return np.array(values, np.float64)


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits -> chances."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), np.float64)


def _logit(chance: float) -> float:
    held = min(max(chance, 1e-4), 1 - 1e-4)
    return float(np.log(held / (1 - held)))


def session_chance(chances: NDArray[np.float64]) -> float:
    """The chance that any of what was begun is gone on with, by the chances of each."""
    return float(1.0 - np.prod(1.0 - chances))
