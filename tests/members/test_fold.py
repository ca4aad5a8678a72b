"""Profiles: live equals batch, order does not matter, and no event of one member moves another."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.clock import DAY
from matinee.core.kinds import EVENT_KINDS
from matinee.core.profile import TOUCH, Profile
from matinee.core.values import Event
from matinee.members.columns import EventColumns, columns_of
from matinee.members.fold import merge, profiles_of
from matinee.members.packing import pack, unpack

HALF_LIFE = 30.0
START = 1_476_000_000_000_000

event_strategy = st.builds(
    Event,
    event_id=st.uuids().map(lambda u: u.hex),
    kind=st.sampled_from(sorted(EVENT_KINDS)),
    at=st.integers(START, START + 90 * DAY),
    item=st.sampled_from(["", "0", "1", "2", "3"]),
    items=st.sampled_from([(), ("0", "2"), ("3", "1", "2")]),
    phase=st.sampled_from(["", "start", "heartbeat", "stop"]),
    seconds=st.none() | st.floats(0, 5000),
    position_seconds=st.none() | st.floats(0, 5000),
    value=st.none() | st.floats(-1, 5),
    quantity=st.none() | st.integers(1, 5).map(float),
    query=st.sampled_from(["", "tom hanks"]),
    device=st.sampled_from(["", "tv", "phone", "fridge"]),
    time_zone=st.sampled_from(["", "Asia/Kolkata", "America/New_York"]),
)


def row_of(item: str) -> int:
    return int(item)


def searches_of(events):
    return [(e.at, e.query) for e in events if e.kind == "search" and e.query]


def fold(who, events):
    return profiles_of([who], columns_of(events, row_of), {who: searches_of(events)}, HALF_LIFE)[0]


def same(a: Profile, b: Profile) -> bool:
    numbers = all(
        np.allclose(a.touches[name], b.touches[name], rtol=0, atol=1e-6, equal_nan=True) for name in TOUCH.names
    )
    whole = (a.n_events, a.first_at, a.last_at, a.searches) == (b.n_events, b.first_at, b.last_at, b.searches)
    return (
        numbers and whole and np.allclose(a.hours, b.hours, atol=1e-6) and np.allclose(a.devices, b.devices, atol=1e-6)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(event_strategy, max_size=40), st.randoms())
def test_any_split_and_any_order_of_events_gives_the_same_profile(events, random):
    whole = fold("m", events)
    shuffled = list(events)
    random.shuffle(shuffled)
    cut = random.randint(0, len(events))
    parts = [fold("m", shuffled[:cut]), fold("m", shuffled[cut:])]
    random.shuffle(parts)
    assert same(whole, merge("m", parts, HALF_LIFE))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), event_strategy), max_size=40))
def test_batch_gives_each_member_the_profile_that_its_own_events_give_alone(owned):
    names = ["a", "b", "c"]
    own = {name: [e for k, e in owned if k == i] for i, name in enumerate(names)}
    parts = [columns_of(own[name], row_of, i) for i, name in enumerate(names)]
    together = EventColumns(*(np.concatenate([getattr(p, f) for p in parts]) for f in EventColumns.__slots__))
    batch = profiles_of(names, together, {n: searches_of(own[n]) for n in names}, HALF_LIFE)
    assert all(same(fold(name, own[name]), profile) for name, profile in zip(names, batch, strict=True))


@settings(max_examples=30, deadline=None)
@given(st.lists(event_strategy, max_size=30))
def test_a_profile_survives_packing(events):
    profile = fold("m", events)
    assert same(profile, unpack(pack(profile)))


def test_a_rating_is_never_counted_as_a_play():
    events = [Event(event_id="e", kind="rate", at=START, item="1", value=5.0, seconds=50.0)]
    touch = fold("m", events).touch(1)
    assert (touch["plays"], touch["seconds"], touch["rating"]) == (0, 0.0, 5.0)


def test_an_own_ranking_reaches_every_item_and_counts_as_one_event():
    profile = fold("m", [Event(event_id="e", kind="rank", at=START, items=("2", "0", "1"))])
    assert profile.n_events == 1
    assert [round(float(profile.touch(r)["ranked"]), 3) for r in (2, 0, 1)] == [1.0, 0.667, 0.333]


def test_the_hour_of_the_week_is_the_member_s_own():
    utc = fold("m", [Event(event_id="e", kind="play", at=0, item="1")])
    india = fold("m", [Event(event_id="e", kind="play", at=0, item="1", time_zone="Asia/Kolkata")])
    assert (int(np.argmax(utc.hours)), int(np.argmax(india.hours))) == (72, 77)
