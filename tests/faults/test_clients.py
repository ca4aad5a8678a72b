"""Several servers on one home, clients that hang, more than can be written, a clock that jumps."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.api.fast import EventsFirst
from matinee.app.home import open_home
from matinee.app.ingest import Intake
from matinee.core.settings import EventSettings
from matinee.core.values import Item
from matinee.storage import Store
from tests.faults.served import free_port, lives, start


def ask(port: int, method: str, path: str, body: object = None) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, None if body is None else json.dumps(body))
        with connection.getresponse() as answer:
            return answer.status, json.loads(answer.read())


@pytest.mark.slow
def test_two_servers_on_one_home_agree_from_the_next_request_on(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_items([Item(item=f"i{n}", title=f"Film {n}") for n in range(12)])
    store.close()
    ports = free_port(), free_port()
    servers = [start(tmp_path, port) for port in ports]
    try:
        for turn in range(6):
            here, there = ports[turn % 2], ports[1 - turn % 2]
            event = {"event_id": f"e{turn}", "kind": "play", "member": "m1", "item": f"i{turn}", "at": time.time()}
            assert ask(here, "POST", "/v1/events", event)[1]["accepted"] == 1
            assert ask(there, "GET", "/v1/members/m1/profile")[1]["n_events"] == turn + 1
            assert ask(there, "POST", "/v1/events", event)[1] == {"accepted": 0, "duplicate": 1, "quarantined": []}
        ask(ports[0], "PUT", "/v1/items/i99", {"title": "New"})
        event = {"event_id": "new", "kind": "play", "member": "m1", "item": "i99", "at": time.time()}
        assert ask(ports[1], "POST", "/v1/events", event)[1]["accepted"] == 1
        ask(ports[0], "PUT", "/v1/items/i7", {"title": "Film 7", "available": False})
        page = ask(ports[1], "GET", "/v1/members/m1/home")[1]
        assert "i7" not in {slot["item"] for row in page["rows"] for slot in row["items"]}
    finally:
        for server in servers:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


@pytest.mark.slow
def test_clients_that_hang_in_the_middle_of_a_request_hold_up_nobody(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    port = free_port()
    server = start(tmp_path, port)
    try:
        with ExitStack() as stack:
            for n in range(50):
                hanging = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                hanging.sendall(b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n[{"[: 60 + n])
            assert lives(port)
            assert ask(port, "POST", "/v1/events", {"kind": "no", "at": 1})[0] == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def test_more_than_the_disk_takes_is_answered_429_and_what_was_taken_is_kept(tmp_path: Path) -> None:
    (tmp_path / "matinee.toml").write_text("[server]\nqueue_events = 40\n")
    home = open_home(tmp_path)
    home.put_items([Item(item="i1", title="One")])
    slow = threading.Event()
    home.store._write_soon(lambda _: slow.wait(20))
    answers: list[tuple[int, str]] = []

    def send(number: int) -> None:
        batch = [{"event_id": f"{number}-{n}", "kind": "open", "member": "m", "item": "i1", "at": 1} for n in range(10)]
        answer = client.post("/v1/events", json=batch)
        answers.append((answer.status_code, answer.headers.get("retry-after", "")))

    with TestClient(EventsFirst(create_app(home), home)) as client:
        threads = [threading.Thread(target=send, args=(n,)) for n in range(12)]
        for thread in threads:
            thread.start()
        while len(answers) < 8:  # those that found no room are answered at once
            time.sleep(0.01)
        slow.set()
        for thread in threads:
            thread.join()
    taken = answers.count((200, ""))
    assert 3 <= taken <= 4 and answers.count((429, "1")) == 12 - taken
    assert home.store.n_events() == taken * 10
    home.close()


def test_a_clock_that_jumps_back_refuses_what_lies_a_day_ahead_until_it_is_mended(tmp_path: Path) -> None:
    day, clock = 86_400_000_000, [1_700_000_000_000_000]
    store = Store.open(tmp_path)
    intake = Intake(store, EventSettings(), lambda: {"i1"}, lambda: clock[0])

    def event(number: int, at: int) -> bytes:
        return json.dumps({"event_id": f"e{number}", "kind": "play", "member": "m", "item": "i1", "at": at}).encode()

    assert intake.ingest(event(1, clock[0])).accepted == 1
    clock[0] -= 3 * day
    assert intake.ingest(event(2, clock[0])).accepted == 1
    refused = intake.ingest(event(3, clock[0] + 3 * day))
    assert refused.accepted == 0 and "a day ahead" in refused.quarantined[0].reason
    assert [seq for seq, _ in store.events_of("m")] == [1, 2]
    clock[0] += 3 * day
    assert intake.replay().accepted == 1
    assert [found.event_id for _, found in store.events_of("m")] == ["e1", "e2", "e3"]
    assert store.quarantine() == []
    store.close()
