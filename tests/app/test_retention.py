"""Retention: each kind of data goes when its days are over, and only then; profiles and duplicates stay known."""

from pathlib import Path

import pytest

from matinee.app.clock import standing_at
from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.retention import retain
from matinee.app.setup import init_home
from matinee.core.clock import DAY, wall_now
from matinee.core.values import Event, Item
from matinee.storage import snapshots
from matinee.storage.checkup import look_over


@pytest.fixture
def kept(tmp_path):
    def opened(text: str):
        init_home(tmp_path)
        Path(tmp_path / "matinee.toml").write_text(text)
        home = open_home(tmp_path)
        home.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(10)])
        now = home.now()
        home.append([
            Event(event_id=f"e{n}", kind="play", member="m", item=f"i{n % 10}", at=now - n * DAY, seconds=4000.0)
            for n in range(100)
        ])  # fmt: skip
        homes.append(home)
        return home

    homes: list = []
    yield opened
    for home in homes:
        home.close()


def n_events(home):
    log = home.store.duck()
    try:
        return log.execute("SELECT count(*) FROM events").fetchone()[0]
    finally:
        log.close()


def test_without_settings_everything_but_old_quarantine_stays(kept):
    home = kept("")
    home.page("m")
    dropped = retain(home)
    assert (dropped.events, dropped.decisions) == (0, 0) and n_events(home) == 100


def test_events_older_than_their_days_go_and_what_they_made_of_the_profile_stays(kept):
    home = kept("[retention]\nevents_days = 30")
    before = home.profile("m")[0].touches
    assert retain(home).events == 100 - n_events(home) >= 69
    assert 30 <= n_events(home) <= 31 and home.store.n_events() == 100  # how many were ever kept
    home.forget_pages()
    after = home.profile("m")[0].touches
    assert (after["plays"] == before["plays"]).all() and (after["row"] == before["row"]).all()
    assert [finding for finding in look_over(home.path) if finding.level == "wrong"] == []


def test_an_old_event_sent_again_is_still_known(kept):
    home = kept("[retention]\nevents_days = 30")
    retain(home)
    old = Event(event_id="e99", kind="play", member="m", item="i9", at=home.now() - 99 * DAY, seconds=4000.0)
    assert home.append([old]).duplicate == 1


def test_events_of_the_last_two_weeks_stay_whatever_the_settings_say(kept):
    home = kept("[retention]\nevents_days = 1")
    retain(home)
    assert n_events(home) >= 14


def test_old_decisions_quarantined_events_and_snapshots_go(kept):
    home = kept("[retention]\ndecisions_days = 5\nquarantine_days = 5\nsnapshots = 1")
    page = home.page("m").decision
    home.store.put_decisions([]).result()
    home.ingest(b'{"kind": "dance", "member": "m", "at": "2026-01-01T00:00:00Z"}')
    for n in range(3):
        home.append([Event(event_id=f"n{n}", kind="play", member=f"x{n}", item="i1", at=wall_now(), seconds=9.0)])
        learn_and_publish(home, lambda _: None, judged=False)
    assert home.store.n_decisions() == 1 and len(home.store.quarantine()) == 1
    assert retain(home).snapshots == 2 and len(snapshots.versions(home.path / "snapshots")) == 1
    home.clock = standing_at(home.now() + 6 * DAY)
    dropped = retain(home)
    assert (dropped.decisions, dropped.quarantined) == (1, 1)
    assert home.store.decision(page) is None
