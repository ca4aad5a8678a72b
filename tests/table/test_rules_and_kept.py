"""What is worked out once for everybody says the same as the rules asked one by one, and is made once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matinee.catalog.view import build_view
from matinee.core.kept import kept
from matinee.core.profile import Profile
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Event, Item, Member
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.candidates.rules import allowed, is_new

items = st.builds(
    dict,
    maturity=st.sampled_from([0, 7, 16]),
    available=st.booleans(),
    available_from=st.sampled_from([0, 1_000, 2_000]),
    available_until=st.sampled_from([None, 1_500, 9_000]),
    countries=st.sampled_from([(), ("DE",), ("US", "DE")]),
    stock=st.sampled_from([None, 0, 3]),
    genres=st.sampled_from([(), ("Children",), ("Drama",)]),
    price=st.sampled_from([None, 1.0, 90.0]),
)
acts = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(["play", "dismiss", "purchase", "impression"])), max_size=12
)


@given(
    st.lists(items, min_size=12, max_size=12), acts, st.integers(500, 3_000),
    st.sampled_from(["", "DE", "US"]), st.sampled_from([7, 18]), st.booleans(),
)  # fmt: skip
def test_the_masks_say_of_every_item_what_the_rules_say(given_items, done, at, country, maturity, kids):
    catalog = build_view([(n, Item(item=f"i{n}", title=f"T{n}", **one)) for n, one in enumerate(given_items)])
    world = World(catalog, Snapshot.empty(), Nearline(), Settings())
    events = [
        Event(event_id=str(k), kind=kind, item=f"i{n}", at=k + 1, seconds=5.0) for k, (n, kind) in enumerate(done)
    ]
    profile = profiles_of(["m"], columns_of(events, catalog.row_of.__getitem__), {}, 90.0)[0] if done else Profile("m")
    member = Member(member="m", maturity=maturity, kids=kids)
    for moment in (at, at + 1_000):  # the window of an item may open or close in between
        s = situate(member, profile, Context(at=moment, country=country), world)
        rows = np.arange(len(catalog), dtype=np.int32)
        assert np.flatnonzero(allowed(s)).tolist() == apply(HOUSE, s, rows).kept.tolist()
        assert np.flatnonzero(is_new(s)).tolist() == apply(DISCOVERY, s, rows).kept.tolist()


def test_what_is_kept_is_made_once_for_the_same_values_and_again_for_others():
    made = []

    @kept
    def total(values: np.ndarray) -> float:
        made.append(values)
        return float(values.sum())

    one, other = np.ones(3), np.ones(3)
    assert [total(one), total(one), total(other), total(one)] == [3.0] * 4
    assert len(made) == 2
