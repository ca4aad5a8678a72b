"""Several server processes on one home: a listening socket and a number in, processes that are kept alive out."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Final

import uvicorn
from litestar.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from matinee.api.run import QUIET, warm, whole, write_logs
from matinee.app.home import open_home

HOME: Final = "MATINEE_SERVED_HOME"
CLOSED: Final = "MATINEE_SERVED_CLOSED"
SUMS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client lets the processes add up their numbers; it is read when that library is imported."""


def one_of_them() -> ASGIApp:
    """The application of one process, which opens the home for itself."""
    write_logs()
    home = open_home(os.environ[HOME])
    warm(home)
    return whole(home, closed=bool(os.environ[CLOSED]))


def run_several(home: Path, sock: socket.socket, processes: int, *, closed: bool = False) -> None:
    """Serve from several processes until a signal ends them; one that dies is replaced.

    They share nothing but the home: each sees what any of them has acknowledged at its next request.
    """
    with tempfile.TemporaryDirectory(prefix="matinee-metrics-") as sums:
        os.environ |= {HOME: str(home), SUMS: sums, CLOSED: "yes" if closed else ""}
        config = uvicorn.Config("matinee.api.several:one_of_them", factory=True, workers=processes, **QUIET)
        Multiprocess(config, sockets=[sock]).run()
