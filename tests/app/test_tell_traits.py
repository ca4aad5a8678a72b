"""Traits and rights: the events that are named for a trait made it, and nothing of a guest's is left out."""

import pytest

from matinee.app import members, tell
from matinee.app.home import open_home
from matinee.app.setup import init_home
from matinee.core.clock import HOUR, from_iso
from matinee.core.errors import UnknownName
from matinee.core.values import Event, Item

MORNING = from_iso("2024-03-04T09:00:00Z")


@pytest.fixture
def small(tmp_path):
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    home.put_items([
        Item(item="s", title="A series", kind="series", genres=("Western",)),
        Item(item="s1", title="Season 1", kind="season", parent="s", number=1),
        Item(item="e1", title="Episode 1", kind="episode", parent="s1", number=1),
        Item(item="w", title="A film", genres=("Western",)),
        Item(item="d", title="Another", genres=("Drama",)),
    ])  # fmt: skip
    yield home
    home.close()


def events_of(home, kind, name, member="m"):
    return {tuple(t["events"]) for t in tell.profile(home, member)["traits"] if (t["kind"], t["name"]) == (kind, name)}


def add(home, event, kind, item="", at=MORNING, member="m", **more):
    home.append([Event(event_id=event, kind=kind, item=item, at=at, member=member, **more)])


def test_a_trait_names_deeds_and_lists_but_no_impression(small):
    add(small, "seen", "impression", "w")
    add(small, "episode", "play", "e1", seconds=3000.0)
    add(small, "ranking", "rank", items=("d", "w"))
    add(small, "rating", "rate", "d", value=5.0)
    assert events_of(small, "genre", "Western") == {("episode", "ranking")}


def test_a_search_is_named_for_what_it_asked_for(small):
    add(small, "asked", "search", query="western", at=small.now())
    assert events_of(small, "genre", "Western") == {("asked",)}


def test_a_habit_names_only_the_events_of_its_own_daypart(small):
    add(small, "m1", "play", "w", seconds=3000.0)
    add(small, "m2", "play", "d", at=MORNING + HOUR, seconds=3000.0)
    add(small, "night", "play", "d", at=MORNING - 7 * HOUR, seconds=3000.0)
    add(small, "shown", "impression", "d", at=MORNING - 7 * HOUR)
    (habit,) = [t for t in tell.profile(small, "m")["traits"] if t["kind"] == "daypart"]
    assert habit == {"kind": "daypart", "name": "morning", "weight": 0.6667, "events": ["m1", "m2"]}


def test_the_hour_of_a_habit_is_the_members_own(small):
    for number, item in enumerate("wdw"):
        assert not [t for t in tell.profile(small, "m")["traits"] if t["kind"] == "daypart"]  # one or two are no habit
        add(small, f"far{number}", "play", item, at=MORNING + number, seconds=3000.0, time_zone="Asia/Tokyo")
    (habit,) = [t for t in tell.profile(small, "m")["traits"] if t["kind"] == "daypart"]
    assert habit["name"] == "evening"


def test_an_export_holds_the_pages_and_refused_events_of_the_guests_that_a_member_was(small):
    add(small, "w1", "play", "w", member="", anonymous="guest", seconds=60.0)
    page = small.page("guest")
    other = small.page("other")
    small.store.put_decisions([]).result()
    small.ingest(b'[{"event_id": "bad", "kind": "nothing", "at": 1, "anonymous": "guest"}]')
    small.ingest(b'[{"event_id": "bad2", "kind": "nothing", "at": 1, "anonymous": "other", "item": "guest"}]')
    add(small, "id", "identify", anonymous="guest")
    told = members.export(small, "m")
    assert [line["decision"] for line in told["decisions"]] == [page.decision]
    assert other.decision not in str(told)
    assert [doubt.event_id for doubt in told["quarantine"]] == ["bad"]
    assert {event.event_id for event in told["events"]} == {"w1", "id"}


def test_a_page_belongs_to_the_member_and_to_the_guests_that_they_were(small):
    page = small.page("guest")  # not durable yet, but served
    assert members.whose_page(small, "guest", page.decision) == "guest"
    with pytest.raises(UnknownName, match="of 'm'"):
        members.whose_page(small, "m", page.decision)
    add(small, "id", "identify", anonymous="guest")
    assert members.whose_page(small, "m", page.decision) == "guest"
