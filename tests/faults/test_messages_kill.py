"""SIGKILL while messages leave: nothing twice to a server that honours keys, twice at most to one that does not."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from matinee.app.home import open_home
from matinee.app.messages import approve, plan_week
from tests.app.messages_home import Box, Post, all_due, make_home, smtp

SEND = """
import sys
from pathlib import Path
from matinee.app.home import open_home
from matinee.app.messages_send import send
home = open_home(Path(sys.argv[1]))
print("ready", flush=True)
send(home, lambda _: None)
home.close()
"""


def killed_often(path: Path, honours: bool, kills: int, members: int, seed: int) -> tuple[Box, set[str]]:
    """Send under kills until nothing is due any more: (what the server took, the keys that were planned)."""
    rng, box = random.Random(seed), Box(honours)
    box.slow = 0.02
    with Post(box) as port:
        home = make_home(path, f"gap_hours = 0\ncap = 3\n{smtp(port)}", members)
        plan_week(home)
        approve(home, "")
        all_due(home)
        planned = {m.key for m in home.store.messages_between(0, 2**62)}
        home.close()
        for _ in range(kills):
            sender = subprocess.Popen([sys.executable, "-c", SEND, str(path)], stdout=subprocess.PIPE)
            assert sender.stdout is not None and sender.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.2, 1.5))
            sender.kill()
            sender.wait()
            sender.stdout.close()
        for _ in range(2):
            subprocess.run([sys.executable, "-c", SEND, str(path)], check=True, stdout=subprocess.DEVNULL)
    return box, planned


def ends(path: Path) -> Counter[str]:
    home = open_home(path)
    found = Counter(message.state for message in home.store.messages_between(0, 2**62))
    told = Counter(e.message for m in home.store.members() for _, e in home.store.events_of(m.member)
                   if e.kind == "message_sent")  # fmt: skip
    home.close()
    assert all(n == 1 for n in told.values())  # one event for each message, whatever was killed
    return found


@pytest.mark.slow
@pytest.mark.parametrize("honours", [True, False])
def test_killed_while_sending_no_message_is_lost_and_none_comes_oftener_than_the_server_allows(tmp_path, honours):
    box, planned = killed_often(tmp_path, honours, kills=3, members=40, seed=5)
    counts, states = Counter(box.keys), ends(tmp_path)
    assert set(states) <= {"sent", "dropped"} and states["sent"] == len(counts) > 20
    assert set(counts) <= planned and max(counts.values()) <= (1 if honours else 2)


@pytest.mark.full
@pytest.mark.parametrize("honours", [True, False])
def test_thirty_kills_while_sending_lose_nothing_and_double_at_most_once(tmp_path, honours):
    box, planned = killed_often(tmp_path, honours, kills=30, members=400, seed=6)
    counts, states = Counter(box.keys), ends(tmp_path)
    assert set(states) <= {"sent", "dropped", "uncertain"} and states["sent"] + states["uncertain"] >= len(counts) > 200
    assert set(counts) <= planned and max(counts.values()) <= (1 if honours else 2)
    assert states["uncertain"] == 0 or not honours
