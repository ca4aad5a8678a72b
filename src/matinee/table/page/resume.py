"""Resuming: a situation and what was begun in it in; the chance that each is gone on with in this session out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, hour_of_week
from matinee.core.profile import device_code
from matinee.table.situation import Situation

RESUME: Final = 0.6
RESUME_DAYS: Final = 10.0
"""Chance that what was begun just now is gone on with, and how fast it fades: a prior until the log can tell."""
SIGNS: Final = ("days", "latest", "progress", "liking", "plays", "moment", "others")
"""What tells of resuming, in the order of the learned weights; behind them the offset."""


def resume_signs(s: Situation, touched: NDArray[np.int64]) -> NDArray[np.float64]:
    """(k, len(SIGNS)) of these touches: days since (log), how many were played later, share watched, liking, plays
    (log), how alike the moment of the last play is, and how many other things are in progress (log)."""
    t, taste = s.profile.touches[touched], s.taste
    days = np.maximum(s.context.at - t["played_at"], 0) / DAY
    later = np.empty(len(t))
    later[np.argsort(-t["played_at"], kind="stable")] = np.arange(len(t))
    return np.column_stack((
        np.log1p(days), 1.0 / (1.0 + later), taste.progress[touched], taste.liking[touched],
        np.log1p(t["plays"]), _same_moment(s, t["hour"], t["device"]), np.full(len(t), np.log1p(len(t))),
    ))  # fmt: skip


def _same_moment(s: Situation, hour: NDArray[np.int16], device: NDArray[np.int8]) -> NDArray[np.float64]:
    """(k,) how near the hour of the day of the last play is to now, less on another device; 0 where unknown."""
    apart = np.abs(hour % 24 - hour_of_week(s.context.at, s.context.time_zone) % 24)
    near = np.exp(-((np.minimum(apart, 24 - apart) / 3.0) ** 2))
    same = np.where(device == device_code(s.context.device), 1.0, 0.5)
    return np.where(hour >= 0, near * same, 0.0)


def resume_chances(s: Situation, touched: NDArray[np.int64]) -> NDArray[np.float64]:
    """(k,) chances of these touches, as learned from the log; until then by how long ago they were played."""
    weights = s.snapshot.learned.get("resume.weights")
    if weights is None or len(weights) != len(SIGNS) + 1:
        days = np.maximum(s.context.at - s.profile.touches["played_at"][touched], 0) / DAY
        return np.asarray(RESUME * np.exp(-days / RESUME_DAYS), np.float64)
    logits = resume_signs(s, touched) @ weights[:-1] + weights[-1]
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), np.float64)
