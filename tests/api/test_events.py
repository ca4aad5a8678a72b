"""POST /v1/events."""

from __future__ import annotations

import json
import threading
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from matinee.app.home import Home
from matinee.core.errors import TooBusy

GOOD = {"event_id": "e1", "kind": "play", "member": "m1", "item": "i1", "at": "2020-01-01T20:00:00Z", "seconds": 60}


def test_events_are_durable_when_they_are_answered_and_the_next_page_knows_them(
    door: TestClient[Any], home: Home
) -> None:
    answer = door.post("/v1/events", json=[GOOD, GOOD | {"event_id": "e2", "item": "i2"}])
    assert (answer.status_code, answer.json()) == (200, {"accepted": 2, "duplicate": 0, "quarantined": []})
    assert [event.event_id for _, event in home.store.events_of("m1")] == ["e1", "e2"]
    assert home.profile("m1")[0].n_events == 2


def test_the_same_events_again_change_nothing(door: TestClient[Any], home: Home) -> None:
    door.post("/v1/events", json=GOOD)
    assert door.post("/v1/events", json=GOOD).json() == {"accepted": 0, "duplicate": 1, "quarantined": []}
    assert home.store.n_events() == 1


def test_a_bad_event_is_named_in_the_answer_and_kept_in_quarantine(door: TestClient[Any], home: Home) -> None:
    answer = door.post("/v1/events", json=[GOOD, GOOD | {"event_id": "b1", "item": "none"}]).json()
    assert answer["accepted"] == 1
    assert answer["quarantined"] == [{"index": 1, "event_id": "b1", "reason": "unknown item 'none'"}]
    assert [doubt.event_id for doubt in home.store.quarantine()] == ["b1"]


def test_json_lines_and_csv_are_taken_by_their_content_type(door: TestClient[Any]) -> None:
    lines = "\n".join(json.dumps(GOOD | {"event_id": f"e{n}"}) for n in range(3)) + "\n{not json\n"
    answer = door.post("/v1/events", content=lines, headers={"content-type": "application/x-ndjson"}).json()
    assert (answer["accepted"], [one["index"] for one in answer["quarantined"]]) == (3, [3])
    table = "event_id,kind,member,item,at\nc1,play,m1,i1,1577908800\n"
    assert door.post("/v1/events", content=table, headers={"content-type": "text/csv"}).json()["accepted"] == 1


@pytest.mark.parametrize("body", [b"", b"  ", b"PAR1 no parquet"])
def test_nothing_usable_is_an_error_in_the_one_shape(door: TestClient[Any], body: bytes) -> None:
    answer = door.post("/v1/events", content=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "way_out"}


def test_a_body_that_is_too_large_is_refused(door: TestClient[Any], home: Home) -> None:
    events = msgspec.structs.replace(home.settings.events, max_batch_bytes=2_000)
    home.settings = msgspec.structs.replace(home.settings, events=events)
    assert door.post("/v1/events", content=b" " * 2_001).status_code == 413
    chunked = door.post("/v1/events", content=(b" " * 500 for _ in range(5)))
    assert (chunked.status_code, chunked.json()["code"]) == (413, "too_large")


def test_too_much_waiting_answers_429_with_retry_after(
    door: TestClient[Any], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise TooBusy("100000 rows wait to be written", "send this again in a second")

    monkeypatch.setattr(home.store, "append_async", busy)
    answer = door.post("/v1/events", json=GOOD)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "1", "too_busy")


def test_a_store_that_cannot_write_answers_507_and_acknowledges_nothing(door: TestClient[Any], home: Home) -> None:
    home.store._write(lambda connection: connection.execute("PRAGMA query_only = 1").rowcount)
    answer = door.post("/v1/events", json=GOOD)
    assert (answer.status_code, answer.json()["code"]) == (507, "store")
    assert home.store.n_events() == 0
    assert door.get("/healthz").status_code == 200


def test_what_was_refused_is_kept_once_it_is_mended(door: TestClient[Any], home: Home) -> None:
    door.post("/v1/events", json=[GOOD | {"event_id": "b1", "item": "i99"}, GOOD | {"event_id": "b2", "kind": "nap"}])
    door.put("/v1/items/i99", json={"title": "Film 99"})
    replayed = home.intake.replay()
    assert (replayed.accepted, [one.event_id for one in replayed.quarantined]) == (1, ["b2"])
    assert [doubt.event_id for doubt in home.store.quarantine()] == ["b2"]
    assert [event.event_id for _, event in home.store.events_of("m1")] == ["b1"]


def test_many_clients_at_once_lose_and_double_nothing(door: TestClient[Any], home: Home) -> None:
    def send(number: int) -> None:
        for n in range(20):
            door.post("/v1/events", json=GOOD | {"event_id": f"{number}-{n}"})

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.event_id for _, event in home.store.events_of("m1")) == sorted(
        f"{number}-{n}" for number in range(8) for n in range(20)
    )


def test_another_tools_events_are_taken_with_format(door: TestClient[Any], home: Home) -> None:
    sent = {
        "type": "track",
        "event": "Product Viewed",
        "userId": "m1",
        "messageId": "s1",
        "properties": {"product_id": "i1"},
    }
    calls = [sent | {"timestamp": "2020-01-01T20:00:00Z"}, sent | {"messageId": "s2"}, sent | {"type": "page"}]
    answer = door.post("/v1/events?format=segment", json={"batch": calls}).json()
    assert (answer["accepted"], answer["passed"]) == (1, 1)
    assert answer["quarantined"][0]["reason"] == "timestamp is missing; every record needs its time"
    assert [(event.kind, event.event_id) for _, event in home.store.events_of("m1")] == [("open", "s1")]
    table = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\nm1,i2,watch,1577908800\n"
    taken = door.post("/v1/events?format=personalize", content=table, headers={"content-type": "text/csv"})
    assert taken.json() == {"accepted": 1, "duplicate": 0, "quarantined": []}


def test_a_format_that_there_is_not_is_an_error_that_lists_those_there_are(door: TestClient[Any]) -> None:
    answer = door.post("/v1/events?format=mixpanel", json=GOOD)
    assert answer.status_code == 404
    assert "gorse, metarank, personalize, segment, ga4, google-retail" in answer.json()["way_out"]
