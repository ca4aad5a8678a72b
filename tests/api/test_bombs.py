"""Bodies that are small to send and large to hold: refused before memory grows, while others are answered."""

from __future__ import annotations

import gzip
import resource
from typing import Any

import duckdb
import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.api.fast import EventsFirst
from matinee.api.guard import Guard
from matinee.app.home import Home
from matinee.app.keys import Keys


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_parquet_of_which_a_few_bytes_unfold_to_a_gigabyte_is_not_taken_over_http(
    door: TestClient[Any], tmp_path: Any
) -> None:
    bomb = tmp_path / "bomb.parquet"
    sql = "SELECT 'play' AS kind, 'm' AS member, 'i1' AS item, 1 AS at, repeat('x', 50000000) AS query"
    duckdb.connect().execute(f"COPY ({sql}) TO '{bomb}' (FORMAT parquet, COMPRESSION zstd)")
    assert bomb.stat().st_size < 50_000
    answer = door.post("/v1/events", content=bomb.read_bytes(), headers={"content-type": "application/octet-stream"})
    assert answer.status_code == 400 and "matinee import" in answer.json()["way_out"]


@pytest.mark.parametrize("form", ["", "?format=segment"])
@pytest.mark.parametrize("body", [b"[" + b"1," * 5_000_000 + b"1]", b"1\n" * 5_000_000])
def test_millions_of_records_in_one_body_are_refused_before_they_are_taken_apart(door: Any, body: bytes, form: str):
    before = peak_mb()
    answer = door.post(f"/v1/events{form}", content=body)
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"
    assert peak_mb() - before < 150


@pytest.mark.parametrize("content_type", ["application/json", "text/csv"])
def test_more_events_than_are_taken_at_once_are_refused_whole_and_as_many_are_taken(
    door: Any, home: Home, content_type: str
) -> None:
    one = {"application/json": '{"kind":"open","item":"i1","member":"m","at":%d}', "text/csv": "open,i1,m,%d"}
    head = "kind,item,member,at\n" if content_type == "text/csv" else ""
    most = home.settings.events.max_batch_events

    def send(n: int) -> Any:
        body = head + "\n".join(one[content_type] % at for at in range(1_700_000_000, 1_700_000_000 + n))
        return door.post("/v1/events", content=body, headers={"content-type": content_type})

    assert send(most + 2).status_code == 413 and home.store.n_events() == 0
    assert send(3_000).json()["accepted"] == 3_000


def test_a_browser_sends_a_thousand_events_at_once_and_no_more(home: Home) -> None:
    key = {"X-Api-Key": Keys(home.path).make("shop", ["read", "ingest"])[0]}
    with TestClient(Guard(EventsFirst(create_app(home), home), home), raise_server_exceptions=False) as client:
        token = {"Authorization": "Bearer " + client.post("/v1/members/m/token", headers=key).json()["token"]}
        events = [{"kind": "open", "item": "i1", "member": "m", "at": at} for at in range(1_001)]
        assert client.post("/v1/events", json=events, headers=token).status_code == 413
        assert client.post("/v1/events", json=events[1:], headers=token).json()["accepted"] == 1_000
        assert client.post("/v1/events", json=events, headers=key).json()["duplicate"] == 1_000


def test_a_compressed_body_is_not_unfolded(door: Any) -> None:
    body = gzip.compress(b'{"kind":"open","item":"i1","member":"m","at":1}' + b" " * 100_000_000)
    before = peak_mb()
    answer = door.post("/v1/events", content=body, headers={"content-encoding": "gzip"})
    assert answer.status_code < 500 and answer.json().get("accepted", 0) == 0
    assert peak_mb() - before < 50
