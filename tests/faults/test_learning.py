"""Learning that is killed, fails or eats memory: what was served goes on being served, and no event is lost."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.core.clock import DAY, MINUTE, wall_now
from matinee.core.values import Event, Item
from matinee.storage import snapshots
from matinee.storage.checkup import look_over
from tests.faults.served import COMMAND

pytestmark = pytest.mark.slow
EVENTS = 3_000


@pytest.fixture
def path(tmp_path):
    """A home with a snapshot and two months of events that are not sealed yet."""
    home = open_home(tmp_path)
    home.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(60)])
    start, chance = wall_now() - 60 * DAY, random.Random(5)
    home.append([
        Event(
            event_id=f"e{n}", kind="play", member=f"m{chance.randrange(80)}", item=f"i{chance.randrange(60)}",
            at=start + n * 25 * MINUTE, seconds=4000.0,
        )
        for n in range(EVENTS)
    ])  # fmt: skip
    learn_and_publish(home, lambda _: None, judged=False)
    home.close()
    return tmp_path


def learner(path, *more):
    words = [*COMMAND, "learn", "--home", str(path), "--json", *more]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def events_in(path):
    home = open_home(path)
    log = home.store.duck()
    try:
        return log.execute("SELECT count(*), count(DISTINCT event_id) FROM events").fetchone()
    finally:
        log.close()
        home.close()


def check(path):
    """Nothing lost, nothing doubled, nothing wrong, and pages to serve."""
    assert events_in(path) == (EVENTS, EVENTS)
    assert [finding for finding in look_over(path) if finding.level == "wrong"] == []
    home = open_home(path)
    try:
        assert home.page("m1").snapshot == snapshots.current(path / "snapshots") and home.page("m1").rows
    finally:
        home.close()


@pytest.mark.parametrize("kills", [4, pytest.param(30, marks=pytest.mark.full)])
def test_a_learner_killed_at_any_moment_loses_no_event_and_leaves_a_snapshot_to_serve_from(path, kills):
    began = time.monotonic()
    with learner(path) as whole:
        assert whole.wait() == 0
    lasts, chance = time.monotonic() - began, random.Random(11)
    for _ in range(kills):
        with learner(path) as process:
            time.sleep(chance.uniform(0.2, 1.0) * lasts)
            process.send_signal(signal.SIGKILL)
            process.wait()
        check(path)
    with learner(path) as process:
        assert process.wait() == 0
    assert not list((path / "snapshots").glob(".draft-*"))
    check(path)


def test_learning_that_would_eat_too_much_memory_says_so_and_the_last_snapshot_stays(path):
    before = snapshots.current(path / "snapshots")
    with learner(path, "--memory-gb", "0.01") as process:
        said = process.stderr.read().decode()
        assert process.wait() == 1, said
    assert "memory" in said and "Traceback" not in said
    assert snapshots.current(path / "snapshots") == before
    check(path)


def test_learning_again_and_again_outlives_a_run_that_is_killed(path):
    folder = path / "snapshots"
    with learner(path, "--every", "1s") as process:
        try:
            for _ in range(600):  # the first run under way: kill that process, not the one that repeats it
                children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
                if children:
                    break
                time.sleep(0.05)
            subprocess.run(["kill", "-9", children[0]], check=True)
            home = open_home(path)
            home.append([Event(event_id="new", kind="play", member="m1", item="i3", at=wall_now(), seconds=4000.0)])
            home.close()
            before = snapshots.current(folder)
            for _ in range(1_200):
                if snapshots.current(folder) != before:
                    break
                assert process.poll() is None
                time.sleep(0.05)
            assert snapshots.current(folder) != before
        finally:
            process.terminate()
        said = process.stderr.read().decode()
        assert process.wait() == 128 + signal.SIGTERM
    assert "killed by signal 9" in said and "next try" in said
