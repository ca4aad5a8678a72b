"""A real server on a demo's home, made once for all browser tests, and pages that look at it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opens = Callable[..., "Page"]
_COMMAND = (sys.executable, "-c", "import sys; from matinee.cli.main import main; sys.exit(main())")
_READY_SECONDS = 120
_PATIENCE_MS = 20_000


class House:
    """A served home: its address, and what the server says of it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """The server's JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method or ("PUT" if body else "GET"))
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def events(self, member: str, kind: str = "") -> list[dict[str, Any]]:
        """What the server holds of a member's events, by its own export."""
        held: list[dict[str, Any]] = self.ask(f"/v1/members/{member}/export")["events"]
        return [event for event in held if kind in ("", event["kind"])]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[House]:
    """The demo's home, learned from the bundled data and served; it needs `chromium`, so that none is made in vain."""
    home = tmp_path_factory.mktemp("house") / "home"
    if ready := os.environ.get("MATINEE_DEMO_HOME"):  # one that 'matinee demo --once' has made already
        shutil.copytree(ready, home)
    made = subprocess.run([*_COMMAND, "demo", "--once", "--json", "--home", str(home)], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    log = Path(home).with_suffix(".log")
    with log.open("w") as out:
        server = subprocess.Popen(
            [*_COMMAND, "serve", "--home", str(home), "--port", "0"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield House(_address(server, log))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(_READY_SECONDS * 5):
        found = re.search(r"http://[\w.]+:\d+", log.read_text())
        if found:
            return found[0]
        try:
            server.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the server did not come up:\n{log.read_text()[-2000:]}")


@pytest.fixture
def open_page(chromium: Browser, house: House) -> Iterator[Opens]:
    """Open an address of the house: `open_page("/?member=1", width=360)`; a fault in the page's own code fails."""
    from playwright.sync_api import expect

    expect.set_options(timeout=_PATIENCE_MS)
    contexts = []
    faults: list[str] = []

    def opens(path: str = "/", width: int = 1440, height: int = 900, **given: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=given.pop("locale", "en-GB"), **given
        )
        context.set_default_timeout(_PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(house.address + path)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert not faults
