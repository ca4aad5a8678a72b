"""Visits: where sessions begin, what was known before them and what was played in them."""

import numpy as np

from matinee.learning.histories import Histories
from matinee.learning.visits import visits_of
from matinee.members.columns import KIND_CODE, EventColumns

MINUTE = 60_000_000


def histories(kinds, rows, minutes, seconds):
    n = len(kinds)
    blank = np.full(n, np.nan)
    events = EventColumns(
        who=np.zeros(n, np.int64), row=np.array(rows, np.int32), kind=np.array([KIND_CODE[k] for k in kinds], np.int8),
        at=np.array(minutes, np.int64) * MINUTE, phase=np.zeros(n, np.int8), seconds=np.array(seconds, float),
        position=blank, value=blank, quantity=blank, hour=np.full(n, -1, np.int16), device=np.full(n, -1, np.int8),
        counts=np.ones(n, bool),
    )  # fmt: skip
    texts = np.full(n, "", dtype=np.str_)
    return Histories(np.array(["m"]), np.array([0, n]), events, texts, texts, texts)


def test_a_play_takes_its_seconds_so_that_a_long_one_does_not_split_the_session():
    kinds, rows = ["play", "impression", "play", "open"], [3, -1, 4, 4]
    told = histories(kinds, rows, [0, 600, 660, 1_000], [60.0, np.nan, 3_540.0, np.nan])
    visits = list(visits_of(told, np.arange(9, dtype=np.int32), 30.0))
    assert [(v.known, v.at // MINUTE, v.played) for v in visits] == [(slice(0, 1), 600, (4,)), (slice(0, 3), 1_000, ())]


def test_the_first_session_of_all_has_nothing_before_it_and_is_left_out():
    told = histories(["play", "play"], [1, 2], [0, 5], [60.0, 60.0])
    assert list(visits_of(told, np.arange(9, dtype=np.int32), 30.0)) == []
