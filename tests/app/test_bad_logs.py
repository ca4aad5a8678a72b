"""Odd logs: whatever was logged, learning ends with a clear result and everybody gets a sensible page."""

import pytest

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.values import Event, Item

NOW = 1_476_640_644_000_000
ITEMS = [
    Item(item=f"i{n}", title=f"Film {n}", year=1990 + n % 30, genres=(("Drama", "Comedy")[n % 2],)) for n in range(40)
]


def played(member: str, item: str, at: int) -> Event:
    return Event(event_id=f"{member}-{item}-{at}", kind="play", member=member, item=item, at=at, seconds=5_000.0)


LOGS = {
    "an empty log": (ITEMS, []),
    "one member": (ITEMS, [played("m0", f"i{n}", NOW + n) for n in range(12)]),
    "one item": (ITEMS[:1], [played(f"m{n}", "i0", NOW + n) for n in range(12)]),
    "all the same item": (ITEMS, [played(f"m{n % 20}", "i3", NOW + n) for n in range(200)]),
    "no items at all": ([], []),
}


@pytest.mark.parametrize("name", LOGS)
def test_learning_ends_and_everybody_gets_a_page(tmp_path, name):
    items, events = LOGS[name]
    init_home(tmp_path, "odd")
    home = open_home(tmp_path)
    home.put_items(items)
    home.append(events)
    learned = learn_and_publish(home, lambda _: None)
    assert learned.snapshot.n_items == len(items)
    for member in ("m0", "somebody new"):
        page = home.page(member)
        shown = [slot.item for row in page.rows for slot in row.items]
        assert len(shown) == len(set(shown))
        if len(items) > 1:
            assert len(shown) >= 10
    home.close()


@pytest.mark.slow
def test_a_member_with_fifty_thousand_events_is_learned_from_and_served(tmp_path):
    init_home(tmp_path, "busy")
    home = open_home(tmp_path)
    home.put_items(ITEMS)
    kinds = ("impression", "play", "dwell", "open")
    home.append([
        Event(event_id=f"b{n}", kind=kinds[n % 4], member="busy", item=f"i{n % 30}", at=NOW + 1_000_000 * n,
              seconds=30.0, session=f"s{n // 50}", row=0, column=n % 12)
        for n in range(50_000)
    ])  # fmt: skip
    home.append([played(f"m{n % 9}", f"i{n % 17}", NOW + n) for n in range(90)])
    learned = learn_and_publish(home, lambda _: None)
    assert learned.snapshot.evidence["events"] == 50_090
    assert sum(len(row.items) for row in home.page("busy").rows) > 0
    home.close()
