"""A rehearsal lives in a twin: marked as simulated there, nothing of it in the real home, and gone when removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from matinee.app import reports, tell
from matinee.app.home import Home, open_home
from matinee.app.members import forget
from matinee.app.publish import learn_and_publish
from matinee.app.rehearsal import rehearse
from matinee.app.setup import init_home
from matinee.app.twin import FOLDER, PROGRESS, Rehearsal, note, progress, remove, twin_of
from matinee.core.clock import HOUR
from matinee.core.errors import InvalidInput
from matinee.core.values import Event, Item

START = 1_476_000_000_000_000


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Home]:
    init_home(tmp_path / "home", "Films")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item=f"f{n}", title=f"Film {n}", genres=(("Drama", "Crime")[n % 2],)) for n in range(60)])
    rng = np.random.default_rng(5)
    home.append([
        Event(event_id=f"e{k}", kind="rate", at=START + k * HOUR, member=f"m{k % 15}",
              item=f"f{rng.integers(0, 30) * 2 + (k % 15) % 2}", value=float(rng.integers(1, 11)) / 2)
        for k in range(400)
    ])  # fmt: skip
    learn_and_publish(home, lambda _: None, judged=False)
    home.close()
    home = open_home(tmp_path / "home")
    yield home
    home.close()


@pytest.mark.slow
def test_what_is_simulated_is_marked_in_the_twin_and_nowhere_in_the_real_home(real: Home) -> None:
    before = (real.store.n_events(), real.live.world().snapshot.version, tell.about(real), real.page("m1").rows)
    done = rehearse(real, days=2, members=8, seed=3)
    assert done.state == "ready" and done.events > 100 and done.source == "simulated"
    after = (real.store.n_events(), real.live.world().snapshot.version)
    assert after == before[:2]
    about = tell.about(real)
    assert {k: v for k, v in about.items() if k != "now"} == {k: v for k, v in before[2].items() if k != "now"}
    assert real.page("m1").source == "" and reports.discovery(real)["plays"] == 0
    path = twin_of(real.path)
    assert path == real.path / FOLDER
    twin = open_home(path)
    try:
        assert tell.about(twin)["source"] == "simulated" and reports.discovery(twin)["source"] == "simulated"
        assert twin.page("m1").source == "simulated" and twin.page("sim3-1").source == "simulated"
        assert twin.store.n_events() == real.store.n_events() + done.events
        assert reports.discovery(twin)["plays"] > 0
        drawn = [event for _, event in twin.store.events_of("sim3-1")]
        assert drawn and all(event.source == "simulated" for event in drawn)
        with pytest.raises(InvalidInput, match="is a rehearsal itself"):
            rehearse(twin, days=1, members=2)
    finally:
        twin.close()
    forget(real, "m1")
    held = (real.path / FOLDER / "store.sqlite").read_bytes() + (real.path / "store.sqlite").read_bytes()
    assert b'"member":"m1"' not in held and b'"member":"m2"' in held
    assert remove(real.path).state == "ready"
    assert twin_of(real.path) is None and not (real.path / FOLDER).exists() and progress(real.path).state == "none"


def test_sizes_that_cannot_be_are_refused_and_leave_nothing(real: Home) -> None:
    for days, members in ((0, 5), (5, 0), (400, 5), (5, 10**9)):
        with pytest.raises(InvalidInput, match="cannot be rehearsed"):
            rehearse(real, days, members)
    assert progress(real.path) == Rehearsal()


def test_a_rehearsal_whose_process_is_gone_has_failed_and_can_be_removed(real: Home) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    note(real.path, Rehearsal(state="running", day=3, days=14, pid=child))
    assert progress(real.path).state == "failed" and twin_of(real.path) is None
    remove(real.path)
    assert not (real.path / PROGRESS).exists()


def test_a_running_rehearsal_is_not_removed_underfoot(real: Home) -> None:
    note(real.path, Rehearsal(state="running", day=1, days=14, pid=os.getppid()))
    with pytest.raises(InvalidInput, match="is running"):
        remove(real.path)
    assert msgspec.json.decode((real.path / PROGRESS).read_bytes(), type=Rehearsal).day == 1
