"""ASGI in front of the framework: POST /v1/events, the busiest route, is answered here for a third of the cost."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send

from matinee.api.errors import Problem
from matinee.api.guard import OWNER
from matinee.api.limits import begin, too_large
from matinee.api.measured import count
from matinee.api.waiting import Waiting
from matinee.app.home import Home
from matinee.app.ingest import Ingested
from matinee.core.errors import MatineeError, TooBusy

_encode: Final = msgspec.json.Encoder().encode
_Headers = list[tuple[bytes, bytes]]


class EventsFirst:
    """The application with a short way for events.

    Args:
        app: answers everything else, and events too where an origin is to be checked (CORS).
        home: the open home.
    """

    def __init__(self, app: ASGIApp, home: Home) -> None:
        self._app = app
        self._home = home
        self._waiting = Waiting()
        self._short = not home.settings.server.cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not (self._short and scope.get("path") == "/v1/events" and scope.get("method") == "POST"):
            await self._app(scope, receive, send)
            return
        try:
            await _send(send, 200, _encode(await self._take(scope, receive)), [])
        except MatineeError as error:
            answer = _encode(Problem(error.code, error.message, error.way_out))
            await _send(send, error.status, answer, [(b"retry-after", b"1")] if isinstance(error, TooBusy) else [])

    async def _take(self, scope: Scope, receive: Receive) -> Ingested:
        scope["path_template"] = "/v1/events"
        content_type, said = _said(scope)
        raw = await _body(receive, said, self._home.settings.events.max_batch_bytes)
        form = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("format", "")
        pending = await begin(self._home, raw, content_type, str(scope.get(OWNER, "")), form)
        await self._waiting.durable(pending)
        return count(pending.answer())


def _said(scope: Scope) -> tuple[str, int]:
    """The content type and the length as the client says them."""
    content_type, length = "", 0
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value.decode("latin-1")
        elif name == b"content-length" and value.isdigit():
            length = int(value)
    return content_type, length


async def _body(receive: Receive, said: int, most: int) -> bytes:
    if said > most:
        raise too_large(most)
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise MatineeError("the client went away", "send it again")
        assert message["type"] == "http.request"
        parts.append(message["body"])
        length += len(message["body"])
        if length > most:
            raise too_large(most)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _send(send: Send, status: int, answer: bytes, more: _Headers) -> None:
    length = str(len(answer)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer, "more_body": False})
