"""The search index behind the requests: one a home, made anew in the background, the old one let go."""

import gc
import threading
import time
import weakref

import pytest

from matinee.app import find
from matinee.app.behind import Behind
from matinee.app.home import open_home
from matinee.app.setup import init_home
from matinee.core.values import Item


@pytest.fixture
def small(tmp_path):
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item=f"i{n}", title=f"Film number {n}") for n in range(5)])
    yield home
    home.close()


def titles(home, query):
    found = find.search(home, query)
    return [] if found["neighbours"] else [line["title"] for line in found["items"]]


def until(true, seconds=20.0):
    """Wait for what a thread of its own will bring about."""
    for _ in range(int(seconds * 50)):
        if true():
            return True
        time.sleep(0.02)
    return False


def test_the_first_search_finds_everything_at_once(small):
    assert titles(small, "film number 3")[0] == "Film number 3"


def test_while_the_next_is_made_the_last_one_serves_and_nobody_waits(small):
    begun, go_on = threading.Event(), threading.Event()

    def make(_home, version, catalog):
        if version > 1:
            begun.set()
            assert go_on.wait(20)
        return version, len(catalog)

    behind = Behind(make)
    first = behind.of(small)
    small.put_items([Item(item="new", title="New")])
    assert behind.of(small) == first and begun.wait(20)
    assert behind.of(small) == first
    go_on.set()
    assert until(lambda: behind.of(small) == (first[0] + 1, first[1] + 1))


def test_one_that_must_be_of_now_is_waited_for(small):
    behind = Behind(lambda _home, _version, catalog: len(catalog))
    assert behind.of(small) == 5
    small.put_items([Item(item="new", title="New")])
    assert behind.of(small, fresh=True) == 6


def test_a_new_item_is_found_a_little_later_and_the_old_index_is_let_go(small):
    assert titles(small, "Zanzibar") == []
    old = weakref.ref(find.index_of(small))
    small.put_items([Item(item="z", title="Zanzibar")])
    assert until(lambda: titles(small, "Zanzibar") == ["Zanzibar"])
    gc.collect()
    assert old() is None


def test_old_index_files_do_not_pile_up(small):
    for n in range(6):
        small.put_items([Item(item=f"n{n}", title=f"Newcomer {n}")])
        find.index_of(small, fresh=True)
    assert len(list((small.path / "search").iterdir())) == find.KEPT


def test_an_index_goes_with_its_home(tmp_path):
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item="a", title="A film")])
    index = weakref.ref(find.index_of(home))
    home.close()
    del home
    gc.collect()
    assert index() is None


def test_an_index_with_more_items_than_the_catalogue_at_hand_shows_none_of_them(small, monkeypatch):
    world = small.live.world()
    before = find.situation(small, "m")
    small.put_items([Item(item=f"z{n}", title=f"Zanzibar {n}", genres=("Travel",)) for n in range(40)])
    index = find.index_of(small, fresh=True)
    assert len(index.years) == 45 and len(world.catalog) == 5
    monkeypatch.setattr(find, "situation", lambda _home, _member: before)
    assert all(line["title"].startswith("Film") for line in find.search(small, "Zanzibar 3", "m")["items"])
