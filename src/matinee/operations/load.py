"""Requests in, a server put under load over loopback; how long each took and what was answered out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

_HEAD_END: Final = b"\r\n\r\n"


class Load(msgspec.Struct, frozen=True):
    """What a load came to: seconds in all, seconds of each answered request, answers by status."""

    seconds: float
    latencies: list[float]
    statuses: dict[int, int]

    def quantile(self, share: float) -> float:
        """The latency in seconds that this share of the requests stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def post_request(path: str, body: bytes, content_type: str = "application/json") -> bytes:
    """A whole POST request as bytes, for a connection that stays open."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}"
    return head.encode() + _HEAD_END + body


class _Client(asyncio.Protocol):
    """One connection: sends the next request when the answer to the one before has come in whole."""

    def __init__(self, requests: Iterator[bytes], load: Load) -> None:
        self._requests = requests
        self._load = load
        self._buffer = b""
        self._began = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(_HEAD_END)
        if not end or len(rest) < _length(head):
            return
        self._buffer = b""
        self._load.latencies.append(time.perf_counter() - self._began)
        status = int(head[9:12])
        self._load.statuses[status] = self._load.statuses.get(status, 0) + 1
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def _run(port: int, requests: Iterator[bytes], clients: int) -> Load:
    load = Load(0.0, [], {})
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    opened = [await loop.create_connection(lambda: _Client(requests, load), "127.0.0.1", port) for _ in range(clients)]
    await asyncio.gather(*(client.done for _, client in opened))
    return Load(time.perf_counter() - began, load.latencies, load.statuses)


def put_load(port: int, requests: list[bytes], clients: int) -> Load:
    """Send requests to a local server from many connections, each one request at a time.

    Args:
        port: of the server on 127.0.0.1.
        requests: whole requests, as `post_request` makes them; taken in turn by whichever connection is free.
        clients: how many connections.
    """
    with ThreadPoolExecutor(1) as own:  # the caller may have an event loop of its own
        return own.submit(asyncio.run, _run(port, iter(requests), clients)).result()
