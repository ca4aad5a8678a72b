"""SIGKILL at random moments: every acknowledged event is there exactly once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matinee.core.values import Event, Item
from matinee.storage import Store
from tests.faults.served import Clients, free_port, start


def kill_under_load(home: Path, kills: int, seed: int) -> set[str]:
    """Serve, load and kill so many times; the ids of all events that were acknowledged."""
    store = Store.open(home)
    store.put_items([Item(item="i1", title="One")])
    store.close()
    rng, port = random.Random(seed), free_port()
    acknowledged: set[str] = set()
    for _ in range(kills):
        server = start(home, port)
        clients = Clients(port, n=4, batch=rng.choice((1, 20, 200)))
        time.sleep(rng.uniform(0.05, 0.8))
        server.send_signal(signal.SIGKILL)
        server.wait()
        acknowledged |= clients.stop()
    return acknowledged


def held_after(home: Path) -> list[str]:
    """Event ids that a newly opened home holds, sealed and not."""
    store = Store.open(home)
    held = [row[0] for row in store.duck().execute("SELECT event_id FROM events").fetchall()]
    assert store.n_events() == len(held)
    store.close()
    return held


@pytest.mark.slow
def test_every_acknowledged_event_is_there_exactly_once_after_five_kills(tmp_path: Path) -> None:
    acknowledged = kill_under_load(tmp_path, kills=5, seed=1)
    held = held_after(tmp_path)
    assert acknowledged and acknowledged <= set(held) and len(held) == len(set(held))


@pytest.mark.full
def test_every_acknowledged_event_is_there_exactly_once_after_thirty_kills(tmp_path: Path) -> None:
    acknowledged = kill_under_load(tmp_path, kills=30, seed=2)
    held = held_after(tmp_path)
    assert acknowledged and acknowledged <= set(held) and len(held) == len(set(held))


SEAL = """
import sys
from pathlib import Path
from matinee.storage import Store
store = Store.open(Path(sys.argv[1]))
print("ready", flush=True)
store.seal(min_rows=1)
"""


@pytest.mark.slow
def test_sealing_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    day, rng = 86_400_000_000, random.Random(3)
    store = Store.open(tmp_path)
    store.append([Event(event_id=f"e{n}", kind="play", member="m", item="i", at=n % 40 * day) for n in range(8_000)])
    store.close()
    cut_short = 0
    for _ in range(4):
        sealing = subprocess.Popen([sys.executable, "-c", SEAL, str(tmp_path)], stdout=subprocess.PIPE)
        assert sealing.stdout is not None and sealing.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0.02, 0.5))
        sealing.kill()
        cut_short += sealing.wait() == -signal.SIGKILL
        sealing.stdout.close()
        assert sorted(held_after(tmp_path)) == sorted(f"e{n}" for n in range(8_000))
    assert cut_short
    store = Store.open(tmp_path)
    store.seal(min_rows=1)
    assert len(list(tmp_path.rglob("*.parquet"))) == len(store.segments())
    store.close()
    assert len(held_after(tmp_path)) == 8_000
