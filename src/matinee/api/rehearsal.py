"""/v1/simulated: play two simulated weeks, see how far they are, remove them; and the twin's own pages behind it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import msgspec
from litestar import delete, get, post
from litestar.params import QueryParameter
from litestar.types import ASGIApp, Receive, Scope, Send

from matinee.api.errors import Problem
from matinee.api.opened import OpenHome
from matinee.app.home import Home, open_home
from matinee.app.rehearsal import DAYS, MEMBERS
from matinee.app.twin import PROGRESS, Rehearsal, note, progress, remove, twin_of
from matinee.core.errors import InvalidInput

PREFIX: Final = "/simulated"
_RUN: Final = "from matinee.cli.main import main; main()"
_starting = threading.Lock()


@get("/v1/simulated", summary="How far it is", tags=["simulated"], sync_to_thread=False, operation_id="rehearsal")
def rehearsal(home: OpenHome) -> Rehearsal:
    """The state of the simulated weeks: none, running, ready or failed."""
    return progress(home.path)


@post(
    "/v1/simulated", status_code=202, summary="Play simulated weeks", tags=["simulated"], sync_to_thread=False,
    operation_id="rehearse",
)  # fmt: skip
def rehearse(
    home: OpenHome,
    days: Annotated[int, QueryParameter(ge=1, le=60)] = DAYS,
    members: Annotated[int, QueryParameter(ge=1, le=1_000)] = MEMBERS,
) -> Rehearsal:
    """Simulated members live in a twin of the home, in a process of its own; this home's data stays as it is."""
    with _starting:
        told = progress(home.path)
        if told.state == "running":
            return told
        if not home.known():
            raise InvalidInput("the home holds no items", "import some first")
        remove(home.path)
        words = ["rehearse", "--home", str(home.path), "--days", str(days), "--members", str(members), "--json"]
        with (home.path / "simulated.log").open("wb") as log:
            began = subprocess.Popen([sys.executable, "-c", _RUN, *words], stdout=log, stderr=log)
        threading.Thread(target=began.wait, name="matinee-rehearsal", daemon=True).start()
        told = Rehearsal(state="running", days=days, members=members, pid=began.pid)
        if not (home.path / PROGRESS).exists():
            note(home.path, told)
        return told


@delete(
    "/v1/simulated", status_code=200, summary="Remove what is simulated", tags=["simulated"], sync_to_thread=False,
    operation_id="unrehearse",
)  # fmt: skip
def unrehearse(home: OpenHome) -> Rehearsal:
    """Remove the twin and everything in it; the answer is what there was."""
    return remove(home.path)


class Twin:
    """The application, and below `/simulated` the same one over the home's twin, opened when it is first asked for.

    Args:
        app: answers everything else.
        home: the real home.
        make: an application of an open home.
    """

    def __init__(self, app: ASGIApp, home: Home, make: Callable[[Home], ASGIApp]) -> None:
        self._app, self._path, self._make = app, home.path, make
        self._opening = threading.Lock()
        self._held: tuple[tuple[int, int], Home, ASGIApp] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", ""))
        if "method" not in scope or not path.startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        found = self._twin()
        if found is None:
            await _nothing_here(send)
            return
        within = path[len(PREFIX) :]
        await found({**scope, "path": within, "raw_path": within.encode()}, receive, send)  # type: ignore[arg-type]

    def _twin(self) -> ASGIApp | None:
        """The twin's application; the one before it is closed when the twin was made anew or removed."""
        path = twin_of(self._path)
        stamp = _stamp(path) if path else (0, 0)
        with self._opening:
            if self._held is not None and self._held[0] != stamp:
                self._held[1].close()
                self._held = None
            if path is None:
                return None
            if self._held is None:
                opened = open_home(path)
                self._held = stamp, opened, self._make(opened)
            return self._held[2]


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a twin is made anew."""
    found = (path / "matinee.toml").stat()
    return found.st_ino, found.st_mtime_ns


async def _nothing_here(send: Send) -> None:
    problem = Problem("unknown", "nothing has been simulated here", "POST /v1/simulated plays two simulated weeks")
    body = msgspec.json.encode(problem)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
