"""Hours of use: only being there tells when somebody is there; a rating keyed in does not."""

import pytest

from matinee.core.values import Event
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of

AT = 1_476_640_644_000_000


def fold(**more):
    given = Event(event_id="e", at=AT, device="tv", item="" if more["kind"] == "search" else "1", **more)
    return profiles_of(["m"], columns_of([given], lambda item: int(item)), {}, 30.0)[0]


@pytest.mark.parametrize("kind", ["rate", "thumb", "rank", "impression", "message_open", "list_add", "return"])
def test_what_is_keyed_in_or_merely_shown_is_no_hour_of_use(kind):
    profile = fold(kind=kind, value=4.0, items=("1",) if kind == "rank" else ())
    assert profile.n_events == 1 and profile.hours.sum() == 0 and profile.devices.sum() == 0
    assert (profile.touch(1)["hour"], profile.touch(1)["device"]) == (-1, -1)


@pytest.mark.parametrize("kind", ["play", "purchase", "open", "search", "cart_add"])
def test_playing_buying_opening_and_searching_are_hours_of_use(kind):
    profile = fold(kind=kind, query="a" if kind == "search" else "")
    assert profile.hours.sum() == 1 and profile.devices[0] == 1
    if kind != "search":
        assert profile.touch(1)["hour"] >= 0 and profile.touch(1)["device"] == 0
