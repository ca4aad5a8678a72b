"""Items, members, profiles, decisions, quarantine."""

from __future__ import annotations

from matinee.core.values import Event, Item, Member
from matinee.storage import Store


def test_an_item_keeps_its_row_and_every_version_can_be_read_again(store: Store) -> None:
    one, two = Item(item="a", title="A"), Item(item="b", title="B", genres=("Drama",))
    assert store.put_items([one, two]) == 1
    assert store.put_items([one]) == 1
    better = Item(item="a", title="A better one", available=False)
    assert store.put_items([better, Item(item="c", title="C")]) == 2
    assert [(row, version, item.title) for row, version, item in store.items()] == [
        (0, 2, "A better one"), (1, 1, "B"), (2, 2, "C"),
    ]  # fmt: skip
    assert [row for row, _, _ in store.items(changed_after=1)] == [0, 2]
    assert [(row, item) for row, _, item in store.items_as_of(1)] == [(0, one), (1, two)]
    assert store.item("a") == (0, better) and store.item("none") is None
    assert store.item_ids() == ["a", "b", "c"]


def test_members_guests_and_profiles(store: Store) -> None:
    member = Member(member="m1", account="home", kids=True, addresses={"mail": "x@example.org"})
    store.put_members([member, Member(member="m0")])
    assert store.member("m1") == member and store.member("m2") is None
    assert [found.member for found in store.members()] == ["m0", "m1"]
    assert store.link("g1", "m1") and not store.link("g1", "m1") and not store.link("g1", "m0")
    store.link("g0", "m1")
    assert store.linked("m1") == ("g0", "g1") and store.member_of("g1") == "m1" and store.linked("m0") == ()
    store.put_profiles([("m1", b"new", 9), ("m0", b"zero", 1)])
    store.put_profiles([("m1", b"old", 3)])
    assert store.profile("m1") == (b"new", 9) and store.profile("nobody") is None


def test_decisions_come_newest_first_and_rows_loaded_later_replace_the_packed_form(store: Store) -> None:
    store.put_decisions([("d1", 10, "m1", b"one"), ("d2", 20, "m1", b"two"), ("d3", 20, "m2", b"x")])
    store.put_decisions([("d1", 10, "m1", b"one and more")]).result()
    assert store.decision("d1") == ("d1", 10, "m1", b"one and more")
    assert [row[0] for row in store.decisions_of("m1", 5)] == ["d2", "d1"]
    assert [row[0] for row in store.decisions_of("m1", 5, before=15)] == ["d1"]
    assert [row[1] for row in store.decisions(after=1)] == ["d2", "d3", "d1"]


def test_a_refused_event_stands_once_until_it_is_taken_out(store: Store) -> None:
    doubt = ("{not json", "not JSON", 5, "", "")
    assert store.quarantine_add([doubt, ('{"kind": "x"}', "unknown kind 'x'", 5, "b1", "m2")]) == 2
    assert store.quarantine_add([doubt]) == 0
    first, second = store.quarantine()
    assert (first.body, first.reason) == doubt[:2]
    assert (second.event_id, second.member) == ("b1", "m2")
    store.quarantine_remove([second.id])
    assert [found.body for found in store.quarantine()] == ["{not json"]


def test_nearline_state_is_kept_by_name(store: Store) -> None:
    assert store.nearline_get("v1") is None
    store.nearline_put("v1", b"state")
    store.nearline_put("v1", b"later state")
    assert store.nearline_get("v1") == b"later state"


def test_an_identify_event_links_its_guest_once_in_any_order(store: Store) -> None:
    known = Event(event_id="k", kind="identify", at=5, member="m1", anonymous="g1")
    other = Event(event_id="k2", kind="identify", at=6, member="m2", anonymous="g1")
    assert store.append([known, other]).new == 2
    assert store.append([known]).duplicate == 1
    assert store.linked("m1") == ("g1",) and store.linked("m2") == ()
