"""Page trials on a home's log: spans cut off one by one in; our pages and simpler ones on what came then out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from matinee.app.home import Home
from matinee.app.learn import Material, Tell, learn, place_items
from matinee.app.learned import learn_from_log
from matinee.core.clock import DAY, to_iso
from matinee.core.errors import InvalidInput
from matinee.core.snapshot import Snapshot
from matinee.evaluation.cases import Moment, situations
from matinee.evaluation.page_policies import Grid, proposed
from matinee.evaluation.page_trial import PageCase, lay_out, lifts_of, recall, report, table
from matinee.learning.histories import read_histories

WINDOW: Final = (3, 4)


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment of the past, with everything that was learned before it, and the pages that were wanted after it."""

    at: int
    snapshot: Snapshot
    cases: list[PageCase]


def cut_at(home: Home, at: int, days: float, members: int, tell: Tell) -> Cut:
    """Learn from what came before a time alone; cases are members who were known by then and chose something within
    `days` after it, drawn with a fixed seed."""
    world = home.live.world()
    tell(f"learning as of {to_iso(at)}")
    log = home.store.duck()
    log.execute("ALTER VIEW events RENAME TO all_events")
    log.execute(f'CREATE VIEW events AS SELECT * FROM all_events WHERE "at" < {at}')
    try:
        place_items(log, world.catalog, [])
        material = Material(log, world.catalog, home.settings)
        learned = learn(material, tell, judged=False)
        snapshot = replace(learned.snapshot, learned=learn_from_log(home, log), version="then")
        chosen = log.execute(
            'SELECT who, item FROM all_events WHERE "at" >= $1 AND "at" < $2'
            " AND (kind IN ('purchase', 'play', 'list_add')"
            " OR (kind = 'rate' AND value >= 4) OR (kind = 'thumb' AND value > 0))",
            [at, int(at + days * DAY)],
        ).fetchall()
        wanted: dict[str, set[int]] = {}
        for who, item in chosen:
            row = world.catalog.row_of.get(item, -1)
            if row >= 0:
                wanted.setdefault(who, set()).add(int(world.catalog.family[row]))
        known = {row[0] for row in log.execute("SELECT who FROM events GROUP BY who HAVING count(*) >= 5").fetchall()}
        names = sorted(known & set(wanted))
        drawn = np.random.default_rng(23).permutation(len(names))[:members]
        whose = [names[n] for n in sorted(drawn.tolist())]
        histories = read_histories(log, whose)
    finally:
        log.close()
    then = replace(material.world(snapshot), nearline=world.nearline.__class__())
    moments = [Moment(who, at, np.array(sorted(wanted[who]), np.int32)) for who in whose]
    cases = []
    for moment, known_then in situations(moments, histories, then):
        there = replace(known_then, member=home.member(moment.who), context=replace_device(known_then))
        cases.append(PageCase(moment.who, proposed(there), frozenset(wanted[moment.who])))
    return Cut(at, snapshot, cases)


def replace_device(s: Any) -> Any:
    """The context on a television: the window of the metric is its first view."""
    import msgspec

    return msgspec.structs.replace(s.context, device="tv")


def trial(home: Home, n_cuts: int, days: float, members: int, tell: Tell) -> dict[str, Any]:
    """Our pages beside the best fixed order and the rows sorted by mean score, on the last `n_cuts` spans of the log;
    the span before each trains the fixed order and what kinds of rows keep of their promise.

    Raises:
        InvalidInput: the log is too short for so many cuts.
    """
    end = home.store.latest_at()
    begin = home.live.world().snapshot.data_from or 0
    times = [int(end - days * DAY * (n_cuts + 1 - k)) for k in range(n_cuts + 1)]
    if n_cuts < 1 or times[0] <= begin:
        raise InvalidInput(f"the log is too short for {n_cuts} cuts of {days:g} days", "ask for fewer or shorter ones")
    cuts = [cut_at(home, at, days, members, tell) for at in times]
    return compared(home, cuts)


def compared(home: Home, cuts: Sequence[Cut]) -> dict[str, Any]:
    """Each cut with the one before it as training; all cuts taken together, members resampled whole."""
    device, worth = home.settings.page.devices.tv, recall(WINDOW)
    cases: list[PageCase] = []
    pages: dict[str, list[Grid]] = {}
    for before, now in pairwise(cuts):
        learned = {**now.snapshot.learned, **lifts_of(before.cases, device.view_columns)}
        laid = lay_out(now.cases, before.cases, device, learned, worth)
        cases += now.cases
        for way, grids in laid.items():
            pages.setdefault(way, []).extend(grids)
    groups = np.array([case.who for case in cases], dtype=object)
    found = table(cases, pages, device, WINDOW)
    return {
        "source": home.live.world().snapshot.source,
        "window": "3x4",
        "cuts": [to_iso(cut.at) for cut in cuts[1:]],
        **report(found, groups, pages, len(home.live.world().catalog)),
    }
