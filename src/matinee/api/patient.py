"""uvicorn's HTTP protocol in; the same with bounds on how much head a client sends and how long it keeps us waiting."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 65_536
"""A request's line and headers together; a member's token has a few hundred."""
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
    b'{"code":"too_large","message":"the headers have more than 65536 bytes","way_out":"send fewer or shorter ones"}'
)


class Patient(HttpToolsProtocol):
    """One connection. A head must be whole within `seconds`; a body, or a client that takes its answer, may not rest
    for longer. Whoever is slower is cut off, so that strangers cannot hold connections open for nothing."""

    seconds: ClassVar[float] = 15.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._phase = "head"
        self._head = 0
        self._since = self.loop.time()
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        if self._look is not None:
            self._look.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless a head grows without end."""
        if self._phase == "rest":
            self._enter("head")
        elif self._phase == "body":
            self._since = self.loop.time()
        if self._phase == "head":
            self._head += len(data)
        super().data_received(data)
        if self._phase == "head" and self._head > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """From here on the body comes."""
        self._enter("body")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; the answer is ours to give."""
        self._enter("rest")
        super().on_message_complete()

    def _enter(self, phase: str) -> None:
        self._phase, self._head, self._since = phase, 0, self.loop.time()

    def _watch(self) -> None:
        """Look now and then whether we wait for this client, and since when."""
        now = self.loop.time()
        if not self._waits():
            self._since = now
        elif now - self._since >= self.seconds:
            self.transport.abort()
            return
        self._look = self.loop.call_later(self.seconds / 4, self._watch)

    def _waits(self) -> bool:
        """Whether it is the client's turn: reading that we paused ourselves does not count."""
        return self.flow.write_paused or (self._phase != "rest" and not self.flow.read_paused)
