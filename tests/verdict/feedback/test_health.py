"""Title health: sudden faults are named with their place, ordinary days are not, and hidden titles are found."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom

from matinee.core.judging import HealthTerms, VisibilityTerms
from matinee.evaluation.title_health import clean_days, plant_and_look
from matinee.verdict.feedback.health import (
    DOUBLED_EVENTS,
    LOST_EVENTS,
    STALE_MODEL,
    Counts,
    feed_faults,
    item_faults,
    stale,
    sudden,
)
from matinee.verdict.feedback.visibility import DAY_US, Titles, findings

DEVICES = ["tv", "desktop", "tablet", "phone"]


def days(rng: np.random.Generator, broken: int = -1) -> Counts:
    """Ten days of 300 items with own rates; yesterday one of them may have a tenth of its success."""
    shown = np.tile(rng.uniform(100, 900, 300).round(), (11, 1))
    rate = 0.08 * np.exp(rng.normal(0, 0.3, 300)) * np.exp(rng.normal(0, 0.1, (11, 300)))
    if broken >= 0:
        rate[10, broken] *= 0.1
    seen = rng.binomial(shown.astype(int), rate.clip(0, 1)).astype(float)
    return Counts(seen[:10], 0.08 * shown[:10], shown[10], seen[10], 0.08 * shown[10], 1.0, 1.0)


def test_a_picture_that_breaks_is_named_the_next_morning_and_nothing_else():
    rng = np.random.default_rng(1)
    for seed in range(20):
        counts = days(rng, broken=seed)
        if counts.foreseen[seed] < 40:
            continue
        found = item_faults("broken picture", [f"i{k}" for k in range(300)], counts, HealthTerms())
        assert [f.where for f in found] == [f"i{seed}"]
        assert found[0].ratio < 0.4


def test_ordinary_mornings_raise_no_alarm_on_any_item():
    rng = np.random.default_rng(2)
    raised = [f for _ in range(60) for f in item_faults("x", [str(k) for k in range(300)], days(rng), HealthTerms())]
    assert len(raised) <= 1


def test_the_chance_is_the_beta_binomials_tail():
    counts = Counts(
        np.full((3, 2), 20.0), np.full((3, 2), 20.0), np.array([200.0, 200.0]), np.array([4.0, 20.0]),
        np.array([20.0, 20.0]), 1.0, 1.0,
    )  # fmt: skip
    ratio, chance = sudden(counts, HealthTerms())
    shape = 60 + 1_000  # no spread between items: the prior is at its narrowest
    loose = 1 / (1 / shape + 0.01)
    weight = loose * 0.9 / 0.1 - 1
    assert ratio == pytest.approx([0.2, 1.0])
    assert chance == pytest.approx(betabinom.cdf([4, 20], 200, 0.1 * weight, 0.9 * weight))


def feed(rng: np.random.Generator) -> np.ndarray:
    quiet = rng.uniform(0.6, 1.4, (10, 1))
    return rng.poisson(np.array([40_000, 15_000, 8_000, 20_000]) * quiet * np.exp(rng.normal(0, 0.04, (10, 4))))


@pytest.mark.parametrize("device", range(4))
def test_a_device_whose_events_are_lost_is_named(device):
    rng = np.random.default_rng(3)
    past, today = feed(rng), feed(rng)[0]
    today[device] = today[device] * 0.3
    found = feed_faults(DEVICES, past, today, np.zeros(4, np.int64), HealthTerms())
    assert (found[0].kind, found[0].where) == (LOST_EVENTS, DEVICES[device])


def test_a_quiet_day_is_no_fault():
    rng = np.random.default_rng(4)
    for _ in range(300):
        found = feed_faults(DEVICES, feed(rng), (0.4 * feed(rng)[0]).astype(int), np.zeros(4, np.int64), HealthTerms())
        assert found == []


def test_events_that_come_twice_are_told_apart_from_a_busy_day():
    rng = np.random.default_rng(5)
    past, today = feed(rng), feed(rng)[0]
    doubled = today + (today * np.array([0, 0.5, 0, 0])).astype(int)
    found = feed_faults(DEVICES, past, doubled, doubled - today, HealthTerms())
    assert [(f.kind, f.where) for f in found] == [(DOUBLED_EVENTS, "desktop")]
    assert found[0].ratio == pytest.approx(1.5, abs=0.01)


def test_a_snapshot_that_is_not_renewed_is_stale():
    assert stale(0, 86_400_000_000, HealthTerms()) == []
    assert [f.kind for f in stale(0, 3 * 86_400_000_000, HealthTerms())] == [STALE_MODEL]


def titles(**changed) -> Titles:
    usual = {
        "available": True, "available_from": 0, "candidates": 100, "slots": 100, "reached": 100, "column": 2.0,
        "audience_share": 0.3, "audience_base": 0.3, "has_picture": True, "has_tags": True, "has_synopsis": True,
        "has_rights": True,
    }  # fmt: skip
    return Titles(items=["i"], **{name: np.array([changed.get(name, value)]) for name, value in usual.items()})


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"candidates": 0, "slots": 0, "reached": 0, "column": np.nan}, ["never considered"]),
        ({"slots": 0, "reached": 0, "column": np.nan}, ["considered but never shown"]),
        ({"reached": 0}, ["shown but never seen"]),
        ({"reached": 5}, ["seen by too few"]),
        ({"reached": 5, "available_from": 90 * DAY_US}, ["new and starving"]),
        ({"reached": 0, "slots": 0, "candidates": 0, "available_from": 99 * DAY_US, "column": np.nan}, []),
        ({"column": 15.0}, ["shown only far to the right"]),
        ({"audience_share": 0.1}, ["reaches the wrong audience"]),
        ({"has_picture": False, "has_rights": False}, ["no picture", "no rights"]),
        ({"available": False, "candidates": 0, "slots": 0, "reached": 0, "has_synopsis": False}, ["no synopsis"]),
    ],
)
def test_each_way_of_being_hidden_is_named(changed, expected):
    found = findings(titles(**changed), 100 * DAY_US, VisibilityTerms())
    assert [what for _, what in found] == expected


@pytest.mark.slow
def test_in_worlds_severe_faults_are_found_the_next_morning():
    found = [plant_and_look(seed) for seed in (2, 3, 6)]
    assert sum(f.severe for f in found) >= 5
    assert all(f.named == f.severe and f.false_alarms == 0 for f in found)


@pytest.mark.slow
def test_clean_days_of_a_world_raise_no_alarm():
    assert clean_days(5, days=14, members=600)["raised"] == []


@pytest.mark.full
def test_two_hundred_planted_faults_and_thirty_clean_days():
    found = [plant_and_look(seed) for seed in range(200)]
    assert sum(f.named for f in found) == sum(f.severe for f in found)
    assert sum(f.false_alarms for f in found) <= 4
    assert clean_days(5, days=33)["raised"] == []
