"""Near-line: a burst shows within 15 minutes of event time without learning; keyed-in ratings are no trend."""

import pytest

from matinee.app.clock import HomeClock
from matinee.app.home import open_home
from matinee.app.setup import init_home
from matinee.core.clock import DAY, HOUR, MINUTE, SECOND, wall_now
from matinee.core.values import Event, Item

NOW = 1_700_000_000_000_000


@pytest.fixture
def home(tmp_path):
    init_home(tmp_path / "home")
    opened = open_home(tmp_path / "home")
    opened.put_items([Item(item=f"f{n}", title=f"Film {n}", genres=("Drama",)) for n in range(200)])
    yield opened
    opened.close()


def stand(home, at):
    home.clock = HomeClock("data", wall_now() - at)


def plays(home, item, members, at, apart=SECOND, kind="play"):
    first = home.store.n_events()
    events = [
        Event(event_id=f"e{first + n}", kind=kind, item=item, member=f"m{member}", at=at + n * apart, value=4.0)
        for n, member in enumerate(members)
    ]
    home.append(events)


def trending(home, who="somebody"):
    return [slot.item for row in home.page(who).rows if row.kind == "trending" for slot in row.items]


def test_a_burst_shows_within_15_minutes_of_event_time(home):
    for day in range(1, 10):
        for n in range(8):
            plays(home, f"f{n}", range(n, n + 4), NOW - day * DAY + n * HOUR)
    stand(home, NOW)
    assert trending(home) == []
    for n in range(20, 26):
        plays(home, f"f{n}", range(100 * n, 100 * n + 15), NOW + 2 * MINUTE)
    stand(home, NOW + 15 * MINUTE)
    assert set(trending(home)) == {f"f{n}" for n in range(20, 26)}
    stand(home, NOW + 5 * HOUR)
    assert trending(home) == []


def test_what_is_always_met_often_does_not_trend(home):
    for step in range(0, 14 * 24):
        plays(home, "f1", range(12), NOW - step * HOUR - HOUR, apart=3 * MINUTE)
    for n in range(20, 24):
        plays(home, f"f{n}", range(100 * n, 100 * n + 12), NOW - HOUR)
    stand(home, NOW)
    assert "f1" not in trending(home) and set(trending(home)) == {f"f{n}" for n in range(20, 24)}


def test_opinions_keyed_in_at_one_sitting_are_no_trend(home):
    for member in range(12):
        for n in range(25):
            plays(home, f"f{n}", [member], NOW - HOUR + member * MINUTE + n * SECOND, kind="rate")
    stand(home, NOW)
    shown = trending(home)
    assert set(shown) <= {"f0", "f1", "f2"}, "only each member's first three stand apart"


def test_the_state_is_kept_by_version_and_a_page_is_rebuilt_with_its_own(home):
    for n in range(20, 26):
        plays(home, f"f{n}", range(100 * n, 100 * n + 15), NOW - HOUR)
    stand(home, NOW)
    page = home.page("somebody")
    assert any(row.kind == "trending" for row in page.rows)
    stand(home, NOW + DAY)
    home.page("another")
    home.store.put_decisions([]).result()  # pages are logged without waiting
    home.forget_pages()
    assert home.rebuilt(page.decision).page == page
