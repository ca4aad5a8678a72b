"""A rehearsal: a home in; its twin beside it, in which simulated members have lived for some days, out.

The twin is a home of its own in the folder `simulated`: a copy of the real one, with what was drawn from a world fitted
to its ratings. The real home's log, profiles, decisions and snapshots never hold anything of it, so nothing is to be
told apart; removing the folder removes all of it. Everything learned in it is marked as simulated.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from typing import Final

import msgspec

from matinee.app.home import Home, open_home
from matinee.app.publish import learn_and_publish
from matinee.app.simulated import Matinee, rated
from matinee.app.twin import FOLDER, PROGRESS, Rehearsal, note, remove
from matinee.core.clock import DAY, to_iso
from matinee.core.errors import InvalidInput
from matinee.storage.backup import MANIFEST, backup
from matinee.worlds.closed import simulate
from matinee.worlds.fitted import Ratings, fit_world
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import Stage

DAYS: Final = 14
MEMBERS: Final = 60
LEARNS_EVERY: Final = 7
"""Nights between two learnings: a rehearsal is looked at, not measured."""


def rehearse(
    home: Home, days: int = DAYS, members: int = MEMBERS, seed: int = 1, tell: Callable[[str], None] = lambda _: None
) -> Rehearsal:
    """Make the twin of an open home anew and let simulated members live in it.

    Raises:
        InvalidInput: the home holds no items, is itself a twin, or the sizes cannot be.
    """
    if not 1 <= days <= 366 or not 1 <= members <= 20_000:
        raise InvalidInput(f"{members} members over {days} days cannot be rehearsed", "give 1 to 20,000 and 1 to 366")
    if home.path.name == FOLDER and (home.path.parent / PROGRESS).exists():
        raise InvalidInput(f"{home.path} is a rehearsal itself", "name the home that it belongs to")
    remove(home.path)
    note(home.path, Rehearsal(state="running", days=days, members=members, pid=os.getpid()))
    try:
        done = _live(home, days, members, seed, tell)
    except Exception as error:
        shutil.rmtree(home.path / FOLDER, ignore_errors=True)
        note(home.path, Rehearsal(state="failed", days=days, members=members, error=str(error)))
        raise
    note(home.path, done)
    return done


def _live(home: Home, days: int, members: int, seed: int, tell: Callable[[str], None]) -> Rehearsal:
    tell("fitting a world to the ratings")
    items, who, item, liking = rated(home)
    start = to_iso((home.now() // DAY + 1) * DAY)
    told = with_sizes(preset("stream"), members)
    known = msgspec.structs.replace(told.members, guests=0.0)  # who lives here is to be seen by name
    told = msgspec.structs.replace(told, start=start, members=known)
    world = fit_world(items, Ratings(who, item, liking), told, seed)
    twin = copied(home)
    try:
        stage = Stage(world)
        engine = Matinee(stage, twin, LEARNS_EVERY)
        plays = 0
        for number, figures in enumerate(simulate(world, engine, days, seed, history_days=1), start=1):
            plays += figures.plays
            tell(f"day {number} of {days}: {figures.plays} simulated plays")
            done = Rehearsal(
                state="running", day=number, days=days, members=members, events=engine.n_events, plays=plays,
                pid=os.getpid(),
            )  # fmt: skip
            note(home.path, done)
        tell("learning from the simulated days")
        learn_and_publish(twin, lambda _: None)
    finally:
        twin.close()
    return msgspec.structs.replace(done, state="ready", pid=0)


def copied(home: Home) -> Home:
    """The twin, open: a copy of the home as it is now, its clock one that stands at the log's end and can be told."""
    backup(home.store, home.path / FOLDER)
    (home.path / FOLDER / MANIFEST).unlink()
    settings = home.path / FOLDER / "matinee.toml"
    said = settings.read_text("utf-8") if settings.exists() else ""
    without = re.sub(r"(?m)^clock\s*=.*\n?", "", said)
    settings.write_text(f'clock = "data"\n{without}', "utf-8")
    return open_home(home.path / FOLDER)
