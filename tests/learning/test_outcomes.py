"""The ranker learns from outcomes: what was looked at teaches, its place is corrected, few outcomes keep the prior."""

from dataclasses import replace

import duckdb
import numpy as np
import pytest

from matinee.core.settings import FeedbackSettings
from matinee.learning.outcomes import Slots, fit_outcomes, own_pages
from matinee.learning.seen import read_seen
from matinee.learning.session_weights import Choice, fit_session

HOUR = 3_600_000_000


def drawn(n: int, slope: float, position: float, seed: int = 0) -> Slots:
    """Slots whose outcome follows one feature and, more, the row; better things stand higher."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    place = np.column_stack([np.clip(4 - 2 * x[:, 0] + rng.normal(size=n), 0, 9).round(), np.zeros(n)])
    chance = 1 / (1 + np.exp(-(-2.0 + slope * x[:, 0] - position * np.log1p(place[:, 0]))))
    taken = (rng.random(n) < chance).astype(float)
    return Slots(np.arange(n) // 20, np.ones(n, bool), x, place, np.ones(n), taken, taken)


def test_where_a_slot_stood_is_not_taken_for_how_good_it_is():
    weights = fit_outcomes(drawn(40_000, 0.3, 1.5), np.zeros(2), ridge=1.0)
    assert weights[0] == pytest.approx(0.3, abs=0.08)
    assert weights[1] == pytest.approx(0.0, abs=0.05)


def test_few_outcomes_leave_the_prior_as_it_is():
    slots = drawn(50, 0.0, 0.0)
    assert fit_outcomes(slots, np.array([0.7, -0.2]), ridge=1e6)[:2] == pytest.approx([0.7, -0.2], abs=0.01)


def test_a_feature_that_never_differed_keeps_its_prior():
    slots = drawn(1_000, 0.5, 0.0)
    still = replace(slots, features=slots.features * [1.0, 0.0])
    weights = fit_outcomes(still, np.array([0.5, 0.4]), ridge=1e6)
    assert weights[1] / weights[0] == pytest.approx(0.8, rel=0.05)


def test_what_pages_differ_by_is_not_taken_for_what_items_differ_by():
    """Whoever is new has no taste yet and takes up more: within pages what suits still wins."""
    slots = drawn(40_000, 1.0, 0.0)
    idle = np.repeat(np.random.default_rng(2).random(2_000) < 0.5, 20)
    known = replace(slots, features=slots.features + 2.0 * idle[:, None], taken=slots.taken * ~idle)
    assert fit_outcomes(replace(known, reward=known.taken), np.zeros(2), ridge=1.0)[0] > 0.05


def test_own_pages_teach_alone_once_they_tell_enough():
    slots = drawn(2_000, 0.5, 0.0)
    mixed = replace(slots, served=slots.page < 50)
    assert len(own_pages(mixed, 10.0).taken) == 1_000
    assert len(own_pages(mixed, 1e6).taken) == 2_000


def test_the_expected_reward_is_calibrated_on_what_was_not_seen():
    weights = fit_outcomes(drawn(30_000, 1.0, 0.0), np.zeros(2), ridge=1.0)
    fresh = drawn(30_000, 1.0, 0.0, seed=1)
    chance = 1 / (1 + np.exp(-(fresh.features @ weights[:-1] + weights[-1])))
    bins = np.digitize(chance, np.quantile(chance, np.linspace(0, 1, 11)[1:-1]))
    gaps = [abs(chance[bins == b].mean() - fresh.reward[bins == b].mean()) for b in range(10)]
    assert np.mean(gaps) < 0.02  # the issue asks for .05


def log_of(events):
    """(kind, item, at, seconds) of one member on one page -> a connection as learning reads it."""
    log = duckdb.connect()
    log.execute(
        'CREATE TABLE events (seq BIGINT, who VARCHAR, kind VARCHAR, item VARCHAR, "at" BIGINT, seconds DOUBLE, '
        "position_seconds DOUBLE, value DOUBLE, quantity DOUBLE, phase VARCHAR, play VARCHAR, decision VARCHAR, "
        'session VARCHAR, device VARCHAR, time_zone VARCHAR, "row" INTEGER, "column" INTEGER)'
    )
    for n, (kind, item, at, seconds) in enumerate(events):
        given = [n, "m", kind, item, at, seconds, None, None, None, "", "", "d1", "s1", "tv", "", 0, n]
        log.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", given)
    log.execute("CREATE TABLE places AS SELECT 'a' AS item, 0 AS row, 0 AS own, 1000.0 AS seconds")
    log.execute("INSERT INTO places VALUES ('b', 1, 1, 1000.0), ('c', 2, 2, 1000.0)")
    log.execute("CREATE TABLE links (anonymous VARCHAR, member VARCHAR)")
    return log


def test_an_item_that_nobody_looked_at_did_not_fail():
    log = log_of([("impression", "a", 1, None), ("impression", "b", 2, None), ("play", "a", 10, 900.0)])
    seen = read_seen(log, ["m"], 5, FeedbackSettings())
    assert seen.row.tolist() == [0, 1]  # c stood on the page, perhaps, and never came into view
    assert seen.taken.tolist() == [1.0, 0.0]
    assert seen.signs["completion"].tolist() == [0.9, 0.0]


def test_an_act_is_owed_to_what_was_in_view_before_it_and_not_too_long_ago():
    late = int(FeedbackSettings().window_hours * HOUR) + 10
    log = log_of(
        [("play", "a", 0, 900.0), ("impression", "a", 1, None), ("impression", "b", 2, None), ("play", "b", late, 1.0)]
    )
    assert read_seen(log, ["m"], 5, FeedbackSettings()).taken.tolist() == [0.0, 0.0]


def test_choices_in_mid_session_teach_the_sessions_columns_alone():
    rng = np.random.default_rng(0)
    choices = []
    for _ in range(300):
        x = rng.normal(size=(20, 2))
        best = int(np.argmax(2.0 * x[:, 1] + rng.gumbel(size=20)))
        choices.append(Choice(x[[best, *[n for n in range(20) if n != best]]]))
    found = fit_session(choices, np.array([0.5, 0.0, -3.0]), [1])
    assert found[[0, 2]].tolist() == [0.5, -3.0]
    assert found[1] > 1.0
