"""An open home in, a running server out: a socket bound first, so that what is printed is true."""

from __future__ import annotations

import gc
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

import structlog
import uvicorn
from litestar.types import ASGIApp

from matinee.api.app import create_app
from matinee.api.fast import EventsFirst
from matinee.api.guard import LOOPBACK, Guard
from matinee.api.measured import Measured
from matinee.api.patient import Patient
from matinee.api.rehearsal import Twin
from matinee.app.artwork import view_for
from matinee.app.find import index_of
from matinee.app.home import Home
from matinee.core.errors import InvalidInput, NotAllowed

QUIET: Final[dict[str, Any]] = {
    "log_level": "warning", "access_log": False, "timeout_graceful_shutdown": 5, "server_header": False,
    "proxy_headers": False, "http": Patient,
    "timeout_worker_healthcheck": 20,
}  # fmt: skip
_TRIES = 100


def bind(host: str, port: int, *, keys: bool = False) -> socket.socket:
    """A listening socket on this port, or on the next free one; port 0 takes any.

    Args:
        keys: whether the home has keys; without one it listens on this machine alone.

    Raises:
        NotAllowed: the host is no loopback address, and there are no keys that could keep strangers out.
        InvalidInput: none of the next ports is free, or the host is none of this machine's.
    """
    if host not in LOOPBACK and not keys:
        way_out = "make a key with 'matinee keys add', or set server.host to 127.0.0.1 in matinee.toml"
        raise NotAllowed(f"{host} can be reached by strangers, and there are no keys", way_out)
    said = ""
    for candidate in range(port, min(port + _TRIES, 65_536)):
        found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, candidate))
            found.listen(2_048)
            return found
        except OSError as error:
            said = str(error)
            found.close()
    raise InvalidInput(f"no free port from {port} on: {said}", "give another one with --port")


def address_of(sock: socket.socket) -> str:
    """Where a listening socket is reached."""
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def write_logs() -> None:
    """Log as JSON lines on standard error: faults with their stack, never with the values that were in it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def door(home: Home) -> ASGIApp:
    """The application of an open home, events by their short way."""
    return EventsFirst(create_app(home), home)


def whole(home: Home, *, closed: bool = False) -> ASGIApp:
    """Everything that a request passes: measured, let in, then answered by this home or its rehearsal."""
    return Measured(Guard(Twin(door(home), home, door), home, closed=closed))


def warm(home: Home) -> None:
    """Count what trends, lay out the pictures, begin the search index: the first requests should not wait for them."""
    view_for(home.tick().catalog)
    threading.Thread(target=index_of, args=(home,), name="matinee-warm", daemon=True).start()


def run(home: Home, sock: socket.socket, ready: Callable[[str], None], *, closed: bool = False) -> None:
    """Serve until a signal ends it; `ready` is called with the address before the first request."""
    write_logs()
    config = uvicorn.Config(whole(home, closed=closed), **QUIET)
    warm(home)
    gc.collect()
    gc.freeze()  # the catalogue lives as long as the process; looking through it again and again costs milliseconds
    ready(address_of(sock))
    uvicorn.Server(config).run(sockets=[sock])
