"""Families: a page holds one of a series, and play goes to the next unfinished episode."""

import pytest

from matinee.app.home import open_home
from matinee.app.setup import init_home
from matinee.core.values import Event, Item


@pytest.fixture
def series(tmp_path):
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    items = [Item(item=f"f{n}", title=f"Film {n}", genres=("Drama",)) for n in range(12)]
    items += [Item(item="s", title="A series", kind="series", genres=("Drama",))]
    items += [Item(item="s1", title="Season 1", kind="season", parent="s", number=1)]
    items += [
        Item(item=f"e{n}", title=f"Episode {n}", kind="episode", parent="s1", number=n, seconds=1000.0)
        for n in (1, 2, 3)
    ]
    home.put_items(items)
    yield home
    home.close()


def watch(home, item, seconds):
    n = home.store.n_events()
    home.append([Event(event_id=f"p{n}", kind="play", item=item, member="m", at=home.now(), seconds=seconds)])


def slot(home):
    slots = [s for row in home.page("m").rows for s in row.items if s.item in ("s", "s1", "e1", "e2", "e3")]
    assert len(slots) <= 1
    return slots[0] if slots else None


def test_a_page_holds_one_of_a_family_and_play_goes_to_the_next_unfinished_episode(series):
    assert (slot(series).item, slot(series).play) == ("s", "e1")
    watch(series, "e1", 1000.0)
    page = series.page("m")
    assert page.rows[0].kind == "continue" and page.rows[0].items[0].play == "e2"
    watch(series, "e2", 300.0)
    assert (slot(series).item, slot(series).play) == ("s", "e2")


def test_a_series_is_seen_when_its_last_episode_is(series):
    for item in ("e1", "e2", "e3"):
        watch(series, item, 1000.0)
    kinds = {row.kind for row in series.page("m").rows for s in row.items if s.item == "s"}
    assert kinds <= {"again"}


def test_another_process_s_packing_and_sealing_hides_no_event_of_a_profile_in_memory(series):
    watch(series, "e1", 1000.0)
    assert series.profile("m")[0].n_events == 1
    other = open_home(series.path)
    watch(other, "e2", 1000.0)
    other.profiles.pack_all(["m"], other.row_of)
    assert sum(segment.n_rows for segment in other.store.seal(min_rows=1)) == 2
    assert series.profile("m")[0].n_events == 2
    watch(series, "e3", 500.0)
    assert series.profile("m")[0].n_events == 3
    assert [e.item for e in series.profiles.history("m")] == ["e1", "e2", "e3"]
    other.close()
