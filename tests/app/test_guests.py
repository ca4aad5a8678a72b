"""Guests who become known: once, over several steps, in any order; and homes whose links an older program made."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from matinee.app.home import open_home
from matinee.app.members import export, forget
from matinee.core.values import Event, Item
from matinee.storage import Store

STEPS = (("g1", "g2"), ("g2", "g3"), ("g3", "anna"))


@pytest.fixture
def home(tmp_path):
    opened = open_home(tmp_path)
    opened.put_items([Item(item=f"i{n}", title=f"Film {n}") for n in range(6)])
    for n, guest in enumerate(("g1", "g2", "g3")):
        opened.append([Event(event_id=f"p{n}", kind="play", anonymous=guest, item=f"i{n}", at=n, seconds=900.0)])
    opened.append([Event(event_id="pa", kind="play", member="anna", item="i4", at=9, seconds=900.0)])
    yield opened
    opened.close()


@pytest.mark.parametrize("order", list(itertools.permutations(STEPS)))
def test_a_guest_who_became_another_guest_who_became_a_member_is_that_member_in_any_order(home, order):
    for n, (guest, member) in enumerate(order):
        home.append([Event(event_id=f"id{n}", kind="identify", member=member, anonymous=guest, at=20 + n)])
    assert home.store.linked("anna") == ("g1", "g2", "g3")
    for who in ("anna", "g1", "g2", "g3"):
        assert set(home.profile(who)[0].touches["row"].tolist()) == {0, 1, 2, 4}, who
    assert {event.event_id for event in export(home, "anna")["events"]} >= {"p0", "p1", "p2", "pa"}
    forget(home, "anna")
    home.close()
    for path in home.path.rglob("*"):
        assert not path.is_file() or not any(word in path.read_bytes() for word in (b'"g1"', b'"g2"', b'"anna"')), path


def test_guests_who_became_each_other_lead_to_one_and_nobody_runs_in_a_circle(home):
    for n, (guest, member) in enumerate((("g1", "g2"), ("g2", "g1"), ("g3", "g3"))):
        home.append([Event(event_id=f"id{n}", kind="identify", member=member, anonymous=guest, at=20 + n)])
    assert home.store.linked("g2") == ("g1",) and home.store.linked("g1") == home.store.linked("g3") == ()


def test_chains_in_a_home_of_an_older_version_are_shortened_when_it_is_opened(tmp_path):
    Store.open(tmp_path).close()
    old = sqlite3.connect(tmp_path / "store.sqlite")
    old.executemany("INSERT INTO links VALUES (?, ?)", [*STEPS, ("a", "b"), ("b", "a")])
    old.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    old.commit()
    old.close()
    store = Store.open(tmp_path)
    assert store.linked("anna") == ("g1", "g2", "g3")
    assert store.linked("a") == store.linked("b") == ()
    store.close()
