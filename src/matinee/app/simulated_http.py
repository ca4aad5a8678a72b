"""Matinee in a world through its HTTP door: a server process asked for pages, sent events, learning in another one."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import open_home
from matinee.app.simulated import COLUMNS, ROWS, new_home, picture_numbers
from matinee.core.clock import to_iso
from matinee.core.errors import StoreError
from matinee.storage import snapshots
from matinee.worlds.columns import Happened
from matinee.worlds.policy import NO_MESSAGES, Asked, Messages, Pages, Stage

BATCH: Final = 5_000
_COMMAND: Final = (sys.executable, "-c", "from matinee.cli.main import main; main()")
_STARTS_SECONDS: Final = 60


class MatineeHttp:
    """The engine behind its door. Items, members, events and questions go through HTTP; learning is its own process.

    Args:
        stage: what may be seen of the world.
        learn_every: "" learns once each simulated night; else `matinee learn --every` of this runs beside, unattended.
    """

    name = "matinee-http"

    def __init__(self, stage: Stage, learn_every: str = "") -> None:
        self.stage, self.unattended = stage, bool(learn_every)
        self.path = _made(self)
        self.server = _started(self, ("serve", "--home", str(self.path), "--port", "0"))
        self.door = Door(_address(self.server))
        self.pictures = picture_numbers(stage)
        self.place = {item: number for number, item in enumerate(stage.item_ids)}
        self.n_events = 0
        lines = b"\n".join(msgspec.json.encode(item) for item in stage.items())
        self.door.ask("POST", "/v1/items", lines, "application/x-ndjson")
        for member in stage.members():
            self.door.ask("PUT", f"/v1/members/{quote(member.member, safe='')}", msgspec.json.encode(member))
        again = ("learn", "--home", str(self.path), "--every", learn_every, "--json")
        self.learner = _started(self, again) if learn_every else None

    def pages(self, asked: Asked) -> Pages:
        """A page for each member asked for, as their client would ask for it."""
        items = np.full((len(asked), ROWS, COLUMNS), -1, np.int32)
        pictures = np.zeros((len(asked), ROWS, COLUMNS), np.int16)
        decisions = []
        for n in range(len(asked)):
            page = self._page(asked, n)
            decisions.append(page["decision"])
            self._place(page, items[n], pictures[n])
        return Pages(items, pictures, decisions)

    def _page(self, asked: Asked, n: int) -> Any:
        context = self.stage.context(asked, n)
        given = {
            "device": context.device, "session": context.session, "time_zone": context.time_zone,
            "at": to_iso(context.at),
        }  # fmt: skip
        who = quote(self.stage.member_ids[asked.who[n]], safe="")
        return self.door.ask("GET", f"/v1/members/{who}/home?{urlencode(given)}")

    def _place(self, page: Any, items: NDArray[np.int32], pictures: NDArray[np.int16]) -> None:
        for row in page["rows"][:ROWS]:
            for slot in row["items"][:COLUMNS]:
                items[slot["row"], slot["column"]] = self.place[slot["item"]]
                pictures[slot["row"], slot["column"]] = self.pictures.get(slot["artwork"], 0)

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Events are sent; each must be taken.

        Raises:
            StoreError: the door refused one.
        """
        kept = self.stage.events(events, decisions, self.n_events)
        self.n_events += len(kept)
        for start in range(0, len(kept), BATCH):
            answer = self.door.ask("POST", "/v1/events", msgspec.json.encode(kept[start : start + BATCH]))
            if answer["quarantined"]:
                raise StoreError(f"the door refused an event of a world: {answer['quarantined'][0]}")

    def night(self, day: int) -> None:
        """Learn in a process of its own; with a learner running beside only make sure that it still runs.

        Raises:
            StoreError: learning failed, or the process that learns has ended.
        """
        if self.learner is not None:
            if self.learner.poll() is not None:
                raise StoreError(f"'matinee learn --every' ended on day {day} with code {self.learner.returncode}")
            return
        command = [*_COMMAND, "learn", "--home", str(self.path), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StoreError(f"learning failed on day {day}: {done.stderr.strip()[-500:]}")

    def messages(self, day: int) -> Messages:
        """Nothing is sent yet."""
        return NO_MESSAGES

    def published(self) -> list[str]:
        """Versions of the snapshots that were learned so far, the oldest first."""
        return snapshots.versions(self.path / "snapshots")


class Door:
    """A kept connection to a server: a request in, the JSON of its answer out."""

    def __init__(self, address: str) -> None:
        self._line = http.client.HTTPConnection(address, timeout=120)
        weakref.finalize(self, self._line.close)

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """The answer of the server.

        Raises:
            StoreError: it is none of success.
        """
        headers = {"content-type": kind} if body is not None else {}
        try:
            answer, text = self._answer(method, path, body, headers)
        except (ConnectionError, http.client.HTTPException):  # the server lets go of a line that rests for seconds
            self._line.close()
            answer, text = self._answer(method, path, body, headers)
        if answer.status >= 300:
            raise StoreError(f"{method} {path.partition('?')[0]} answered {answer.status}: {text[:300].decode()}")
        return msgspec.json.decode(text)

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        return answer, answer.read()


def _made(owner: object) -> Path:
    """A home whose clock is told by those who ask (`clock = "data"`)."""
    home = new_home(owner)
    path = home.path
    home.close()
    (path / "matinee.toml").write_text('name = "a world"\nclock = "data"\n', "utf-8")
    open_home(path).close()  # the settings are whole
    return path


def _started(owner: object, words: tuple[str, ...]) -> subprocess.Popen[str]:
    """A process of ours that ends with its owner."""
    began = subprocess.Popen(
        [*_COMMAND, *words], stdout=subprocess.PIPE if words[0] == "serve" else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    weakref.finalize(owner, _ended, began)
    return began


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _address(server: subprocess.Popen[str]) -> str:
    """Where the server listens, as it says itself.

    Raises:
        StoreError: it did not come up.
    """
    until = time.monotonic() + _STARTS_SECONDS
    assert server.stdout is not None
    while time.monotonic() < until and (line := server.stdout.readline()):
        if found := re.search(r"http://(\S+)", line):
            return found[1]
    raise StoreError("the server of a simulated home did not start", "try 'matinee serve' on a home of yours")
