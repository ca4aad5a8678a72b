"""Events in, how fast they become durable out: over HTTP, in process, and by plain SQLite in the same run."""

from __future__ import annotations

import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.core.clock import wall_now
from matinee.core.errors import StoreError
from matinee.core.values import Event, Item
from matinee.operations.load import Load, post_request, put_load
from matinee.storage import Store
from matinee.storage.events import event_rows

N_ITEMS: Final = 5_000
N_MEMBERS: Final = 20_000
BATCH: Final = 500
CLIENTS: Final = 64
ROUNDS: Final = 5
BATCH_CONNECTIONS: Final = 4
_SCHEMA: Final = (
    "CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, who TEXT NOT NULL,"
    " at INTEGER NOT NULL, body BLOB NOT NULL); CREATE INDEX events_who ON events (who);"
)


def some_events(n: int, seed: int) -> list[Event]:
    """Plays of random members and items, now."""
    rng = random.Random(seed)
    now = wall_now()
    return [
        Event(
            event_id=uuid.UUID(int=rng.getrandbits(128)).hex, kind="play", at=now + k,
            member=f"m{rng.randrange(N_MEMBERS)}", item=f"i{rng.randrange(N_ITEMS)}", device="tv", surface="home",
            session=f"s{rng.randrange(N_MEMBERS)}", seconds=float(rng.randrange(7_200)),
        )
        for k in range(n)
    ]  # fmt: skip


@contextmanager
def served(home: Path) -> Iterator[int]:
    """A server process of its own on this home; its port."""
    port = free_port()
    command = [sys.executable, "-c", "from matinee.cli.main import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--home", str(home), "--port", str(port)], stdout=subprocess.DEVNULL
    )  # fmt: skip
    try:
        wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers.

    Raises:
        StoreError: it did not start.
    """
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise StoreError("the server to be measured did not start", "run 'matinee serve' on a home to see why")


def plain_sqlite(connection: sqlite3.Connection, events: list[Event]) -> float:
    """Seconds in which plain SQLite (WAL, FULL) takes the same rows in transactions of BATCH."""
    rows = event_rows(events)
    began = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO events (event_id, who, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            rows[start : start + BATCH],
        )
        connection.execute("COMMIT")
    return time.perf_counter() - began


def in_process(store: Store, events: list[Event]) -> float:
    """Seconds in which CLIENTS threads append these events one by one, each durable before the next."""

    def append(part: list[Event]) -> None:
        for event in part:
            store.append([event])

    threads = [threading.Thread(target=append, args=(events[n::CLIENTS],)) for n in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def requests_of(events: list[Event], size: int) -> list[bytes]:
    """POST requests of `size` events each; an object where it is one."""
    encode = msgspec.json.encode
    parts = (events[start : start + size] for start in range(0, len(events), size))
    return [post_request("/v1/events", encode(part if size > 1 else part[0])) for part in parts]


def measure(n_events: int = 100_000, seed: int = 1) -> dict[str, Any]:
    """Rates in events a second, and the latency of single events over HTTP.

    Each way is measured in ROUNDS turns beside the others, so that a slow moment of the machine meets all of them.

    Raises:
        StoreError: the server did not start, or did not acknowledge every event.
    """
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        home = Path(folder) / "home"
        store = Store.open(home)
        store.put_items([Item(item=f"i{n}", title=f"Film {n}") for n in range(N_ITEMS)])
        store.close()
        store = Store.open(Path(folder) / "in-process")
        plain = sqlite3.connect(Path(folder) / "plain.sqlite", isolation_level=None)
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = FULL")
        plain.executescript(_SCHEMA)
        try:
            with served(home) as port:
                return _turns(port, store, plain, some_events(n_events, seed))
        finally:
            plain.close()
            store.close()


def _turns(port: int, store: Store, plain: sqlite3.Connection, events: list[Event]) -> dict[str, Any]:
    part = len(events) // ROUNDS
    few = max(CLIENTS, part // 10)
    singles = some_events(few * ROUNDS * 2, 7)
    seconds = dict.fromkeys(("sqlite", "batches", "threads", "singles"), 0.0)
    alone: list[Load] = []
    for turn in range(ROUNDS):
        mine = events[turn * part : (turn + 1) * part]
        seconds["sqlite"] += plain_sqlite(plain, mine)
        seconds["batches"] += _acknowledged(port, requests_of(mine, BATCH), BATCH_CONNECTIONS).seconds
        one, other = (singles[k * few : (k + 1) * few] for k in (2 * turn, 2 * turn + 1))
        seconds["threads"] += in_process(store, one)
        alone.append(_acknowledged(port, requests_of(other, 1), CLIENTS))
        seconds["singles"] += alone[-1].seconds
    whole = Load(seconds["singles"], [latency for load in alone for latency in load.latencies], {})
    rates = {name: n * ROUNDS / seconds[name] for name, n in zip(seconds, (part, part, few, few), strict=True)}
    return {
        "n_events": part * ROUNDS,
        "batch": BATCH,
        "events_per_second": round(rates["batches"]),
        "sqlite_events_per_second": round(rates["sqlite"]),
        "ratio": round(rates["batches"] / rates["sqlite"], 3),
        "n_single_events": few * ROUNDS,
        "single_clients": CLIENTS,
        "single_events_per_second": round(rates["singles"]),
        "group_commit_events_per_second": round(rates["threads"]),
        "single_ratio": round(rates["singles"] / rates["threads"], 3),
        "single_p50_ms": round(whole.quantile(0.5) * 1e3, 2),
        "single_p99_ms": round(whole.quantile(0.99) * 1e3, 2),
    }


def _acknowledged(port: int, requests: list[bytes], clients: int) -> Load:
    load = put_load(port, requests, clients)
    if load.statuses != {200: len(requests)}:
        raise StoreError(f"of {len(requests)} requests the answers were {load.statuses}", "look at the server's log")
    return load
