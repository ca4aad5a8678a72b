"""A real server process that may be killed, and clients that remember what it acknowledged."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

COMMAND = [sys.executable, "-c", "from matinee.cli.main import main; main()"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def lives(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/healthz")
            with connection.getresponse() as answer:
                return answer.status == 200
        except OSError:
            return False


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen([*COMMAND, "serve", "--home", str(home), "--port", str(port)], stdout=subprocess.DEVNULL)
    for _ in range(1_200):
        if lives(port):
            return server
        assert server.poll() is None, "the server ended by itself"
        time.sleep(0.05)
    raise AssertionError("the server did not come up within a minute")


class Clients:
    """Threads that post batches until told to stop; `acknowledged` holds the ids of what was answered with 200."""

    def __init__(self, port: int, n: int, batch: int) -> None:
        self.acknowledged: set[str] = set()
        self._port, self._batch, self._stop = port, batch, threading.Event()
        self._threads = [threading.Thread(target=self._send) for _ in range(n)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        while not self._stop.is_set():
            ids = [uuid.uuid4().hex for _ in range(self._batch)]
            now = time.time()
            body = json.dumps([
                {"event_id": one, "kind": "play", "member": "m1", "item": "i1", "at": now, "seconds": 5} for one in ids
            ])  # fmt: skip
            try:
                connection.request("POST", "/v1/events", body, {"content-type": "application/json"})
                with connection.getresponse() as answer:
                    answer.read()
                    if answer.status == 200:
                        self.acknowledged.update(ids)
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.01)
        connection.close()

    def stop(self) -> set[str]:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self.acknowledged
