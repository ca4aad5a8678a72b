"""The event log."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import StoreError, TooBusy
from matinee.core.values import Event
from matinee.storage import Appended, Store
from matinee.storage.writer import Writer
from tests.storage.conftest import an_event


def test_appended_events_come_back_in_the_order_in_which_they_came(store: Store) -> None:
    events = [an_event(n, "m1" if n % 2 else "m2") for n in range(20)]
    assert store.append(events) == Appended(new=20, duplicate=0, seq=20)
    assert [event for _, event in store.events_of("m1")] == [event for event in events if event.member == "m1"]
    assert [seq for seq, _ in store.events_of("m1", after_seq=10)] == [12, 14, 16, 18, 20]


def test_an_event_id_is_kept_once_whatever_comes_with_it(store: Store) -> None:
    store.append([an_event(1), an_event(2)])
    assert store.append([an_event(2, "m9"), an_event(3)]) == Appended(new=1, duplicate=1, seq=store.last_seq())
    assert [event.event_id for _, event in store.events_of("m1")] == ["e1", "e2", "e3"]
    assert store.events_of("m9") == []
    assert store.n_events() == 3


def test_events_survive_closing_and_opening(tmp_path: Path) -> None:
    first = Store.open(tmp_path)
    first.append([an_event(1)])
    first.close()
    again = Store.open(tmp_path)
    assert again.event("e1") == (1, an_event(1))
    assert again.latest_at() == an_event(1).at
    again.close()


def test_many_threads_get_each_their_own_count(store: Store) -> None:
    answers: dict[int, Appended] = {}

    def send(number: int) -> None:
        answers[number] = store.append([an_event(number // 2)])  # each event is sent by two threads

    threads = [threading.Thread(target=send, args=(n,)) for n in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.new for answer in answers.values()) == 32
    assert sum(answer.duplicate for answer in answers.values()) == 32
    assert store.n_events() == 32


def test_two_stores_on_one_home_see_each_other_and_hear_of_changes(store: Store) -> None:
    other = Store.open(store.home)
    before = other.data_version()
    store.append([an_event(1)])
    assert other.data_version() != before
    assert other.append([an_event(1), an_event(2)]) == Appended(new=1, duplicate=1, seq=other.last_seq())
    assert [event.event_id for _, event in store.events_of("m1")] == ["e1", "e2"]
    other.close()


def test_more_than_may_wait_is_refused_before_memory_grows(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    writer = Writer(tmp_path / "store.sqlite", queue_rows=10)
    held = threading.Event()
    first = writer.submit((), lambda _: held.wait(10))
    second = writer.submit([("a", "m", 0, b"{}")] * 5)
    with pytest.raises(TooBusy):
        for _ in range(3):
            writer.submit([("b", "m", 0, b"{}")] * 5)
    held.set()
    assert first.result(10) and second.result(10).new == 1
    writer.close()


def test_a_failed_job_undoes_nothing_of_the_others(store: Store) -> None:
    held = threading.Event()
    store._write_soon(lambda _: held.wait(10))
    good = store.append_async([an_event(1)])
    bad = store._write_soon(lambda connection: connection.execute("INSERT INTO nothing VALUES (1)"))
    also = store.append_async([an_event(2)])
    held.set()
    with pytest.raises(StoreError):
        bad.result(10)
    assert good.result(10).new == also.result(10).new == 1
    assert store.n_events() == 2


def test_a_store_of_a_newer_program_is_refused_with_the_way_out(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store._write(lambda connection: connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'").rowcount)
    store.close()
    with pytest.raises(StoreError, match=r"schema 99.*install"):
        Store.open(tmp_path)


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
EVENTS = st.builds(
    Event, event_id=TEXTS, kind=TEXTS, member=TEXTS, item=TEXTS, query=TEXTS, time_zone=TEXTS,
    items=st.lists(TEXTS, max_size=3).map(tuple), seconds=NUMBERS, position_seconds=NUMBERS, value=NUMBERS,
    price=NUMBERS, at=st.integers(0, 2**52), autoplay=st.booleans(), row=st.none() | st.integers(0, 10**6),
)  # fmt: skip


@settings(max_examples=5, deadline=None)
@given(events=st.lists(EVENTS, unique_by=lambda event: event.event_id, min_size=1, max_size=30))
def test_every_field_comes_back_from_sqlite_from_a_sealed_file_and_from_sql(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event]
) -> None:
    store = Store.open(tmp_path_factory.mktemp("home"))
    store.append(events)
    assert [store.event(event.event_id) for event in events] == list(enumerate(events, 1))
    before = store.duck().execute("SELECT * FROM events ORDER BY seq").fetchall()
    store.seal(min_rows=4)
    assert store.event(events[0].event_id) == (1, events[0])
    assert store.event(events[-1].event_id) == (len(events), events[-1])
    assert store.duck().execute("SELECT * FROM events ORDER BY seq").fetchall() == before
    store.close()
