"""Liking is one thing: what learning counts from the log equals what serving reads from the profile."""

import duckdb
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.app.learn import place_items
from matinee.catalog.view import build_view
from matinee.core.clock import DAY
from matinee.core.kinds import EVENT_KINDS
from matinee.core.settings import LikingWeights, ProfileSettings, Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Event, Item, Member
from matinee.learning.touched import read_touched
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate

START = 1_476_000_000_000_000
CATALOG = build_view(
    list(
        enumerate(
            [
                Item(item="film", title="A film", seconds=5_400.0),
                Item(item="unmeasured", title="A film of unknown length"),
                Item(item="series", title="A series", kind="series"),
                Item(item="e1", title="One", kind="episode", parent="series", number=1, seconds=1_500.0),
                Item(item="e2", title="Two", kind="episode", parent="series", number=2),
                Item(item="lamp", title="A lamp", kind="product", price=9.0),
            ]
        )
    )
)
ITEMS = (*CATALOG.ids, "gone")
COLUMNS = ("kind", "item", "items", "at", "phase", "seconds", "position_seconds", "value", "quantity")


@st.composite
def happenings(draw):
    kind = draw(st.sampled_from(sorted(set(EVENT_KINDS) - {"identify"})))
    valued = kind in ("rate", "thumb")
    return Event(
        event_id=draw(st.uuids()).hex,
        kind=kind,
        at=draw(st.integers(START, START + 5)) + DAY * draw(st.integers(0, 3)),
        item=draw(st.sampled_from(ITEMS)),
        items=draw(st.just(()) | st.lists(st.sampled_from(ITEMS), max_size=4, unique=True).map(tuple)),
        phase=draw(st.sampled_from(["", "start", "heartbeat", "stop"])) if kind == "play" else "",
        seconds=draw(st.none() | st.floats(0, 7_000)),
        position_seconds=draw(st.none() | st.floats(0, 7_000)),
        value=draw(st.sampled_from([-1.0, 0.5, 1.0, 2.0, 3.5, 5.0])) if valued else None,
        quantity=draw(st.none() | st.integers(1, 5).map(float)),
    )


weight = st.floats(-2, 2).map(lambda value: round(value, 3))
weights = st.just(LikingWeights()) | st.builds(LikingWeights, **{f: weight for f in LikingWeights.__struct_fields__})


@pytest.fixture(scope="module")
def log():
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE events (seq BIGINT, who VARCHAR, kind VARCHAR, item VARCHAR, items VARCHAR[], "at" BIGINT,'
        " phase VARCHAR, seconds DOUBLE, position_seconds DOUBLE, value DOUBLE, quantity DOUBLE)"
    )
    place_items(connection, CATALOG, [])
    yield connection
    connection.close()


def learned(log, events, given_weights) -> dict[int, float]:
    log.execute("DELETE FROM events")
    for seq, event in enumerate(events):
        told = msgspec.structs.asdict(event) | {"items": list(event.items)}
        log.execute(
            "INSERT INTO events VALUES (?, 'm', ?, ?, ?, ?, ?, ?, ?, ?, ?)", [seq, *(told[name] for name in COLUMNS)]
        )
    touched = read_touched(log, given_weights)
    return dict(zip(touched.row.tolist(), touched.liking.tolist(), strict=True))


def served(events, given_weights) -> dict[int, float]:
    rules = Settings(profile=ProfileSettings(weights=given_weights))
    profile = profiles_of(["m"], columns_of(events, lambda item: CATALOG.row_of.get(item, -1)), {}, 90.0)[0]
    world = World(CATALOG, Snapshot.empty(), Nearline(), rules)
    s = situate(Member(member="m"), profile, Context(at=START + 30 * DAY), world)
    return dict(zip(s.profile.touches["row"].tolist(), s.taste.liking.tolist(), strict=True))


def both(log, *events, given_weights=None):
    given_weights = given_weights or LikingWeights()
    return learned(log, list(events), given_weights), served(list(events), given_weights)


@settings(max_examples=40, deadline=None)
@given(events=st.lists(happenings(), min_size=1, max_size=14), given_weights=weights)
def test_learning_and_serving_agree_on_liking_whatever_happened_and_whatever_the_weights(log, events, given_weights):
    learning, serving = both(log, *events, given_weights=given_weights)
    assert learning.keys() == serving.keys()
    assert np.allclose([learning[row] for row in serving], list(serving.values()), atol=1e-6)


def event(kind, item="film", **more) -> Event:
    return Event(event_id=f"{kind}{item}", kind=kind, item=item, at=START, **more)


@pytest.mark.parametrize(
    ("happened", "liking"),
    [
        (event("play", position_seconds=4_320.0), 1.0),  # 80 % of the film by its position, and .2 for the play
        (event("open"), 0.2),
        (event("dwell", seconds=5.0), 0.05),
        (event("scroll"), -0.05),
        (event("rank", "", items=("film", "lamp")), 1.4),  # the first of two: place 1, 2 x 1 - .6
        (event("list_remove"), -0.3),
    ],
)
def test_signs_that_learning_once_passed_over_count_as_the_settings_say(log, happened, liking):
    learning, serving = both(log, happened)
    assert learning[0] == pytest.approx(liking) and serving[0] == pytest.approx(liking)
