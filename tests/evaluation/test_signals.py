"""Signals: a log without a signal holds nothing of it; where it matters a ranker that uses it gains."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from matinee.core.clock import DAY, HOUR
from matinee.evaluation import signals, signals_reference
from matinee.evaluation.signals_log import History, record
from matinee.evaluation.signals_worlds import HIDE, SIGNALS, Hidden, world_of
from matinee.worlds.columns import KIND
from matinee.worlds.params import with_sizes
from matinee.worlds.world import make_world


@pytest.fixture(scope="module")
def log() -> History:
    told = world_of("own rankings", True)
    busy = msgspec.structs.replace(told.behaviour, ratings=0.3, thumbs=0.2)
    return record(make_world(with_sizes(msgspec.structs.replace(told, behaviour=busy), 25, 120), 3), 3, days=7)


def hidden(log: History, signal: str) -> Hidden:
    return HIDE[signal](Hidden(log.happened, log.questions()), log.stage.world)


def test_every_signal_of_the_issue_has_its_line() -> None:
    assert set(HIDE) == set(SIGNALS)
    assert len(SIGNALS) == 8


@pytest.mark.parametrize(
    ("signal", "kinds"),
    [
        ("scrolling and dwelling", ("scroll", "dwell")),
        ("own rankings", ("rank",)),
        ("searches", ("search",)),
        ("ratings", ("rate", "thumb")),
    ],
)
def test_a_hidden_kind_of_event_is_gone_and_the_others_stay(log: History, signal: str, kinds: tuple[str, ...]) -> None:
    codes = [KIND[kind] for kind in kinds]
    there = np.isin(log.happened.kind, codes)
    blind = hidden(log, signal).happened
    assert there.any() and not np.isin(blind.kind, codes).any()
    assert len(blind) == len(log.happened) - int(there.sum())


def test_hidden_seconds_are_gone_from_plays_and_the_plays_stay(log: History) -> None:
    blind = hidden(log, "viewing time").happened
    plays = blind.kind == KIND["play"]
    assert plays.any() and np.isnan(blind.seconds[plays]).all() and np.isnan(blind.position[plays]).all()
    assert len(blind) == len(log.happened)


def test_without_time_everything_happens_about_noon_on_its_own_day_and_in_its_order(log: History) -> None:
    blind, ahead = hidden(log, "time"), log.stage.world.offsets
    local = blind.happened.at + ahead[blind.happened.member]
    assert ((local % DAY >= 12 * HOUR) & (local % DAY < 13 * HOUR)).all()
    assert np.isin(np.unique(local // DAY), np.unique((log.happened.at + ahead[log.happened.member]) // DAY)).all()
    assert len(set(((blind.asked.at + ahead[blind.asked.who]) % DAY).tolist())) == 1


def test_without_date_every_day_is_a_wednesday_and_hours_stay(log: History) -> None:
    blind, ahead = hidden(log, "date"), log.stage.world.offsets
    local = blind.happened.at + ahead[blind.happened.member]
    assert set(((local // DAY + 3) % 7).tolist()) == {2}
    before = np.sort((log.happened.at + ahead[log.happened.member]) % DAY)
    assert np.array_equal(np.sort(local % DAY), before)


def test_without_device_there_is_one(log: History) -> None:
    blind = hidden(log, "device")
    assert len(set(blind.happened.device.tolist())) == len(set(blind.asked.device.tolist())) == 1


def test_the_oracle_reaches_all_and_a_random_ranker_less(log: History) -> None:
    asked = log.questions()
    worth = signals._worth(log, asked)
    best = np.argsort(-worth, axis=1).astype(np.int32)
    rng = np.random.default_rng(1)
    chance = rng.permuted(np.tile(np.arange(worth.shape[1], dtype=np.int32), (len(worth), 1)), axis=1)
    assert signals._reached(worth, best) == pytest.approx(1.0)
    assert signals._reached(worth, chance) < 0.8


def test_twins_share_their_past_but_for_what_they_scrolled_past(log: History) -> None:
    twins, asked = log.twins_but_for_scrolling()
    events = [event for event in twins.events() if event.member in ("m0", "m1")]
    pasts = [
        [(e.at, e.kind, e.item, e.items, e.seconds) for e in events if e.member == member] for member in ("m0", "m1")
    ]
    differ = [(a, b) for a, b in zip(*pasts, strict=True) if a != b]
    assert asked.who.tolist() == [0, 1] and len(set(asked.at.tolist())) == 1
    assert differ and all(a[1] == b[1] == "scroll" for a, b in differ)


def test_the_reference_ranker_tells_the_twins_apart_and_names_items_once(log: History) -> None:
    twins, asked = log.twins_but_for_scrolling()
    one, other = signals_reference.rank(twins, asked, 20)
    assert len(set(one.tolist())) == 20 and one.max() < log.stage.n_pages
    assert one.tolist() != other.tolist()


@pytest.mark.slow
@pytest.mark.parametrize("signal", ["viewing time", "date"])
def test_a_signal_gains_where_it_matters_and_loses_nothing_where_not(signal: str) -> None:
    gains = {}
    for matters in (True, False):
        seen, blind = signals.judged(signals_reference.rank, signal, matters, 1)
        gains[matters] = seen / blind - 1.0
    assert gains[True] > 0.02 and gains[False] > -0.01
