"""Several server processes on one home: they share what was acknowledged, and one that is killed is replaced."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from matinee.app.home import open_home
from matinee.core.values import Item
from tests.faults.served import COMMAND, free_port, lives

pytestmark = pytest.mark.slow


def ask(port: int, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    """A new connection for each request, so that any of the processes may answer it."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"connection": "close"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, json.loads(answer.read() or b"{}")


def children(pid: int) -> set[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}


@pytest.fixture
def served(tmp_path):
    home = open_home(tmp_path)
    home.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(40)])
    home.close()
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--home", str(tmp_path), "--port", str(port), "--processes", "3"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(1_200):
            if lives(port) and len(children(server.pid)) == 3:
                break
            assert server.poll() is None, "the server ended by itself"
            time.sleep(0.05)
        yield server, port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def test_whatever_one_process_acknowledged_every_process_shows_at_the_next_request(served):
    _, port = served
    for n in range(20):
        event = {"event_id": f"e{n}", "kind": "dismiss", "member": "anna", "item": f"i{n}", "at": time.time()}
        assert ask(port, "/v1/events", event)[1]["accepted"] == 1
        for _ in range(3):
            page = ask(port, "/v1/members/anna/home")[1]
            shown = {slot["item"] for row in page["rows"] for slot in row["items"]}
            assert shown and not shown & {f"i{k}" for k in range(n + 1)}, n
    row = page["rows"][0]["row"]
    for _ in range(6):
        assert ask(port, f"/v1/members/anna/home/rows/{row}?decision={page['decision']}")[0] == 200


def test_a_process_that_is_killed_is_replaced_and_the_others_go_on(served):
    server, port = served
    before = children(server.pid)
    os.kill(min(before), signal.SIGKILL)
    answered = 0
    for _ in range(1_600):
        with suppress(OSError):  # a connection that the killed process had taken
            answered += ask(port, "/healthz")[0] == 200
        if answered > 20 and len(children(server.pid) - before) == 1:
            break
        time.sleep(0.05)
    assert answered > 20 and len(children(server.pid) - before) == 1
