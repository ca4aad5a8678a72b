"""Steps down: whatever breaks, a page is answered, and its header and the metric say what it was made from."""

from dataclasses import replace

import pytest

from matinee.app.publish import learn_and_publish
from matinee.app.steps import STEPS
from matinee.core.errors import StoreError
from matinee.core.snapshot import Snapshot
from matinee.core.values import Event, Item
from matinee.storage import snapshots


@pytest.fixture
def taught(home):
    plays = [
        Event(event_id=f"{m}-{i}", kind="play", member=f"m{m}", item=f"i{i}", at=(m * 50 + i) * 10**9, seconds=4000.0)
        for m in range(30) for i in range(12) if (m + i) % 3
    ]  # fmt: skip
    home.append(plays)
    learn_and_publish(home, lambda _: None, judged=False)
    return home


def step_of(client, member="m1"):
    answer = client.get(f"/v1/members/{member}/home")
    assert answer.status_code == 200, answer.text
    return answer.headers["x-matinee-page"], answer.json()


def test_a_home_that_learned_serves_live_pages(taught, client):
    assert step_of(client)[0] == "live"


def test_without_a_snapshot_pages_are_popular_ones(client):
    assert step_of(client)[0] == "popular"


def test_a_damaged_snapshot_is_passed_over_for_the_last_good_one(taught, client):
    folder, good = taught.path / "snapshots", taught.live.world().snapshot.version
    bad = snapshots.publish(folder, replace(Snapshot.empty(), data_until=7))
    (folder / bad / "counts.npy").write_bytes(b"torn")
    taught.store.nearline_put("snapshot:current", bad.encode())
    step, page = step_of(client)
    assert (step, page["snapshot"]) == ("last-good", good)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["pages"]) == (200, "last-good") and "counts.npy" in ready.json()["trouble"]


def test_a_members_page_that_cannot_be_made_is_made_as_for_somebody_unknown(taught, client, monkeypatch):
    whole = step_of(client)[1]
    monkeypatch.setattr(taught.profiles, "of", lambda *_: 1 / 0)
    step, page = step_of(client)
    assert step == "popular" and page["rows"] and page["member"] == "m1" == whole["member"]


def test_with_the_store_gone_popular_pages_go_on(taught, client, monkeypatch):
    def gone(*_):
        raise StoreError("the disk is gone")

    for name in ("data_version", "member", "events_of", "put_decisions"):
        monkeypatch.setattr(taught.store, name, gone)
    assert step_of(client)[0] == "popular"


def test_when_nothing_can_be_made_the_last_page_for_anybody_is_given(taught, client, monkeypatch):
    taught.put_items([Item(item="i0", title="Film 0", genres=("Horror",), maturity=18)])
    step_of(client)
    monkeypatch.setattr("matinee.app.pages.plan", lambda *_: 1 / 0)
    step, page = step_of(client, "m2")
    assert (step, page["policy"], page["member"]) == ("static", "static", "m2")
    assert "i0" not in {slot["item"] for row in page["rows"] for slot in row["items"]}


def test_the_metric_counts_pages_by_step(taught, client):
    step_of(client)
    text = client.get("/metrics").text
    assert 'matinee_pages_total{step="live"}' in text
    assert all(step in STEPS for step in ("live", "last-good", "popular", "static"))
