"""ASGI around everything: how often each route answered, with which status, and in which time; no ids in it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Gauge, Histogram

from matinee.app.alerts import FAULT_KINDS
from matinee.app.ingest import Ingested

SECONDS: Final = Histogram(
    "matinee_request_seconds",
    "Time from request to answer",
    ("method", "route", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
)
EVENTS: Final = Counter("matinee_events", "Events by what became of them", ("outcome",))
PAGES: Final = Counter("matinee_pages", "Pages by what they could be made from", ("step",))
_ACCEPTED, _DUPLICATE, _QUARANTINED = (EVENTS.labels(word) for word in ("accepted", "duplicate", "quarantined"))


def count_page(step: str) -> None:
    """Count a page by what it could be made from."""
    PAGES.labels(step).inc()


FAULTS: Final = Gauge("matinee_faults", "Faults that title health found last", ("kind",), multiprocess_mode="max")


def count_faults(found: Sequence[Mapping[str, Any]]) -> None:
    """Show the faults of the last look by kind; a kind that is mended goes back to 0."""
    for kind in FAULT_KINDS:
        FAULTS.labels(kind).set(sum(one["kind"] == kind for one in found))


def count(answer: Ingested) -> Ingested:
    """Count what became of a batch; the answer itself is handed on."""
    if answer.accepted:
        _ACCEPTED.inc(answer.accepted)
    if answer.duplicate:
        _DUPLICATE.inc(answer.duplicate)
    if answer.quarantined:
        _QUARANTINED.inc(len(answer.quarantined))
    return answer


@cache
def _seconds(method: str, route: str, status: int) -> Histogram:
    return SECONDS.labels(method, route, status)


class Measured:
    """The application, measured. A route is named by its template, never by a path that holds an id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and note it."""
        if "method" not in scope:  # a web socket, or the life of the server
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = scope.get("path_template") or "none"
            _seconds(scope.get("method", ""), route, status).observe(time.perf_counter() - began)
