"""The typed client against the server itself, and against a server that is busy or away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import uvicorn

from matinee.api import create_app
from matinee.app.home import Home, open_home
from matinee.client import Client, ServerError, wire
from matinee.client import client as client_module
from matinee.core.values import Event, Item, Member


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    opened = open_home(tmp_path_factory.mktemp("house"))
    opened.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(12)])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[Client]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield Client(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server.should_exit = True
    thread.join(timeout=20)
    listening.close()


AT = "2026-11-01T20:00:00Z"


def play(member: str, item: str, **more: Any) -> dict[str, Any]:
    return {"kind": "play", "member": member, "item": item, "at": AT, "seconds": 3000, **more}


def test_events_are_sent_in_batches_and_each_refusal_names_its_place(
    client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "BATCH", 2)
    taken = client.send([play("a", "i1"), play("a", "i2"), play("a", "i3"), play("a", "none"), play("a", "i4")])
    assert (taken.accepted, taken.duplicate) == (4, 0)
    assert [(one.index, one.reason) for one in taken.quarantined] == [(3, "unknown item 'none'")]
    assert [event.item for _, event in home.store.events_of("a")] == ["i1", "i2", "i3", "i4"]


def test_an_event_value_is_sent_as_it_is_and_twice_counts_once(client: Client) -> None:
    event = Event(event_id="e-1", kind="thumb", member="b", item="i1", at=1_700_000_000_000_000, value=1.0)
    assert client.send([event]).accepted == 1
    assert client.send([event]).duplicate == 1


def test_a_page_is_a_value_and_its_rows_go_on(client: Client) -> None:
    client.send([play("c", "i1")])
    page = client.home("c", device="phone")
    assert page.member == "c" and page.rows and page.rows[0].items[0].title.startswith("Film")
    row = client.row("c", page.decision, page.rows[-1].row, start=1)
    assert row.row == page.rows[-1].row


def test_items_and_members_are_written_and_read(client: Client) -> None:
    taken = client.put_items([Item(item="new/one", title="A bridge")])
    assert (taken.accepted, taken.refused) == (1, ())
    assert client.search("bridge").items[0]["item"] == "new/one"
    assert client.item("i3").genres == ("Drama",)
    assert client.put_member(Member(member="d", country="de", name="Dora")).country == "DE"


def test_what_the_door_says_of_a_member(client: Client) -> None:
    client.send([play("e", "i2", event_id="e-e")])
    assert client.profile("e")["member"] == "e"
    assert client.explain("e", "i2")
    assert client.trace("e-e")
    assert client.similar("i2", member="e").items is not None
    assert client.export("e")["events"][0]["item"] == "i2"
    assert client.forget("e")
    assert client.about()["items"] >= 12
    assert client.report("")
    assert isinstance(client.ready(), bool)


def test_another_tools_events_go_in_as_they_are(client: Client) -> None:
    body = b'{"FeedbackType": "like", "UserId": "f", "ItemId": "i1", "Timestamp": "2022-02-24"}'
    assert client.send_as("gorse", body).accepted == 1


def test_a_refusal_carries_the_servers_own_words(client: Client) -> None:
    with pytest.raises(ServerError) as caught:
        client.item("nobody")
    assert (caught.value.status, caught.value.message) == (404, "no item 'nobody'")
    assert caught.value.way_out
    with pytest.raises(ServerError, match="no keys, so it needs no tokens"):
        client.token("f")


class _Busy(BaseHTTPRequestHandler):
    """Too busy twice, then it answers."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.asked.append((self.path, self.headers["authorization"]))
        busy = len(self.asked) < 3
        body = b'{"code": "too_busy", "message": "later"}' if busy else b'{"accepted": 1, "new_field": 2}'
        self.send_response(429 if busy else 200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def test_a_busy_server_is_asked_again_with_the_key_and_a_newer_answer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_FIRST_WAIT_SECONDS", 0.001)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = Client(f"http://127.0.0.1:{server.server_address[1]}", key="k", retries=3)
        assert client.send([play("a", "i1")]).accepted == 1
        assert _Busy.asked == [("/v1/events", "Bearer k")] * 3
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_that_is_away_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_FIRST_WAIT_SECONDS", 0.001)
    with pytest.raises(ServerError, match="cannot be reached"):
        Client("http://127.0.0.1:9", retries=1).about()
