"""Sealing into day partitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from matinee.core.clock import DAY
from matinee.core.errors import StoreError
from matinee.storage import Appended, Store
from matinee.storage import seal as sealing
from tests.storage.conftest import an_event


def over_days(n: int, days: int) -> list:
    return [an_event(k, at=1_700_000_000_000_000 + (k % days) * DAY) for k in range(n)]


def test_sealed_and_live_events_are_one_table(store: Store) -> None:
    store.append(over_days(60, 3))
    segments = store.seal(min_rows=1)
    assert [segment.n_rows for segment in segments] == [20, 20, 20]
    assert sorted(path.parent.name for path in store.home.rglob("*.parquet")) == [
        "day=2023-11-14", "day=2023-11-15", "day=2023-11-16",
    ]  # fmt: skip
    store.append([an_event(100), an_event(101, "m2")])
    duck = store.duck()
    assert duck.execute("SELECT count(*), count(DISTINCT event_id), count(DISTINCT seq) FROM events").fetchone() == (
        62,
        62,
        62,
    )
    assert duck.execute("SELECT who, count(*) FROM events GROUP BY 1 ORDER BY 1").fetchall() == [("m1", 61), ("m2", 1)]
    assert len(store.events_of("m1")) == 1
    assert [seq for seq, _ in store.events_of("m1", include_sealed=True)] == [*range(1, 61), 61]
    assert store.n_events() == 62


def test_a_sealed_event_sent_again_changes_nothing(store: Store) -> None:
    events = over_days(10, 1)
    store.append(events)
    store.seal(min_rows=1)
    assert store.append([*events, an_event(50)]) == Appended(new=1, duplicate=10, seq=store.last_seq())
    assert store.last_seq() > 10
    assert store.duck().execute("SELECT count(*) FROM events").fetchone() == (11,)


def test_days_with_few_events_stay_where_they_are(store: Store) -> None:
    store.append([*over_days(50, 1), an_event(99, at=5 * DAY)])
    assert [segment.n_rows for segment in store.seal(min_rows=50)] == [50]
    assert [event.event_id for _, event in store.events_of("m1")] == ["e99"]


def test_sealing_that_dies_before_its_transaction_loses_and_doubles_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(over_days(40, 2))

    def die(*_: object) -> None:
        raise StoreError("the lights went out")

    monkeypatch.setattr(sealing, "take_over", die)
    with pytest.raises(StoreError):
        store.seal(min_rows=1)
    assert len(list(store.home.rglob("*.parquet"))) == 1
    assert len(store.events_of("m1")) == 40
    monkeypatch.undo()
    store.seal(min_rows=1)
    assert len(list(store.home.rglob("*.parquet"))) == 2
    assert store.duck().execute("SELECT count(*), count(DISTINCT event_id) FROM events").fetchone() == (40, 40)


def test_a_damaged_file_is_named(store: Store) -> None:
    store.append(over_days(10, 1))
    segment = store.seal(min_rows=1)[0]
    Path(store.home / segment.path).write_bytes(b"PAR1 nothing of the kind PAR1")
    with pytest.raises(StoreError, match="doctor"):
        store.event("e3")
    with pytest.raises(StoreError, match=segment.path.rpartition("/")[2]):
        store.duck()
    assert store.append([an_event(77)]).new == 1
