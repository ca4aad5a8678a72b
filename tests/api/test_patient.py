"""Clients that send without end, or not on: they are cut off, and whoever goes on is not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from matinee.api.patient import HEAD_BYTES, Patient
from matinee.api.run import QUIET, bind, whole
from matinee.app.home import Home

SECONDS = 0.4


class Quick(Patient):
    seconds = SECONDS


@pytest.fixture
def address(home: Home) -> Iterator[tuple[str, int]]:
    sock = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(whole(home), **{**QUIET, "http": Quick}))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    yield sock.getsockname()
    server.should_exit = True
    thread.join()


def ended(client: socket.socket) -> bytes:
    """What the server still says until it ends the connection."""
    said = b""
    try:
        while part := client.recv(65_536):
            said += part
    except ConnectionError:
        pass
    return said


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ",
     b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n[{"],
)  # fmt: skip
def test_a_client_that_stops_in_the_middle_is_cut_off(address, sent):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(sent)
        assert b"200 OK" not in ended(client)


def test_a_head_that_drips_is_cut_off_and_a_body_that_drips_is_taken(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        with pytest.raises(ConnectionError):
            for n in range(600):
                client.sendall(b"X-%d: a\r\n" % n)
                time.sleep(SECONDS / 8)
    body = b'{"kind": "open", "item": "i1", "member": "anna", "at": 1}'
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body))
        for part in range(0, len(body), 3):
            client.sendall(body[part : part + 3])
            time.sleep(SECONDS / 10)
        assert b'"accepted":1' in client.recv(65_536)


def test_headers_without_end_are_refused_before_memory_grows(address):
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        sent = 0
        try:
            while sent < 100 * HEAD_BYTES:
                sent += client.send(b"a" * 4_096)
        except ConnectionError:
            pass
        assert sent < 100 * HEAD_BYTES


def test_many_requests_on_one_connection_are_answered_with_rests_between(address):
    with socket.create_connection(address, timeout=20) as client:
        for _ in range(3):
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in client.recv(65_536)
            time.sleep(SECONDS * 1.5)
