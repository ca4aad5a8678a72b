"""What a shop's nights teach travels in the snapshot, and a house without purchases learns nothing of it."""

import numpy as np

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.app.shop_lessons import calendar, in_season_order
from matinee.core.clock import DAY
from matinee.core.values import Event, Item, Member
from tests.app.test_shop import NOW, catalogue, purchases


def learned_of(path, events, members=()):
    init_home(path, "A house")
    home = open_home(path)
    home.put_items([*catalogue(), Item(item="film", title="Film")])
    home.store.put_members(list(members))
    home.append(events)
    home.close()
    home = open_home(path)
    learn_and_publish(home, lambda _: None, judged=False)
    found = home.live.world().snapshot
    home.close()
    return found


def test_a_house_without_purchases_learns_nothing_of_shops(tmp_path):
    plays = [
        Event(event_id=str(n), kind="play", at=NOW - n * DAY, member=f"m{n % 5}", item="film", seconds=100.0)
        for n in range(60)
    ]
    found = learned_of(tmp_path, plays)
    assert not [name for name in found.learned if name.startswith("shop.")]


def test_who_does_not_consent_teaches_nothing(tmp_path):
    events = purchases()
    silent = {event.member for event in events}
    found = learned_of(tmp_path, events, [Member(member=who, consent=False) for who in sorted(silent)])
    assert not [name for name in found.learned if name.startswith("shop.")]


def test_a_homes_own_calendar_orders_its_popular_rows_and_leaves_its_counts(tmp_path):
    (tmp_path / "seasons.toml").write_text('[feast]\ntitle = "the feast"\ndays = [["2026-02-01", "2026-02-20"]]\n')
    assert [season.name for season in calendar(tmp_path)] == ["feast"]
    found = learned_of(tmp_path, purchases())
    factor = found.learned["shop.season"]
    assert factor.min() < 0.9 < 1.0 < factor.max()
    worth = found.recent[found.recent_rows] * factor[found.recent_rows].astype(float)
    assert (np.diff(worth) <= 1e-9).all()
    assert in_season_order(found, None) is found
