"""Resuming, proved: worlds in; how well what is gone on with, and whether anything is, are foretold out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from matinee.app.learn import Tell, place_items
from matinee.app.page_worlds import HISTORY, lived
from matinee.app.proofs.trial import told
from matinee.app.resume_learned import situations
from matinee.app.simulated import Matinee
from matinee.core.clock import DAY
from matinee.learning.histories import read_histories
from matinee.learning.visits import Visit, visits_of
from matinee.table.page.resume import begun, resume_chances, session_chance
from matinee.table.situation import Situation
from matinee.worlds.closed import one_day
from matinee.worlds.params import WorldParams
from matinee.worlds.policy import Stage
from matinee.worlds.world import make_world

Lines = list[tuple[float, bool, float, float]]
"""Per session: chance that anything is gone on with, whether it was, and 1 / place of it by chance and by recency."""


def judge_resume(
    params: Sequence[tuple[str, WorldParams]], seeds: Sequence[int], days: tuple[int, int], tell: Tell
) -> dict[str, Any]:
    """Matinee serves for days[0] days and learns each night; the sessions of the days[1] after them, in which nothing
    is learned, are foretold as they begin. Placed are the sessions that went on with something."""
    worlds = []
    lines: Lines = []
    for name, one in params:
        for seed in seeds:
            tell(f"{name}, seed {seed}")
            found = _in_world(one, seed, days)
            worlds.append({"world": name, "seed": seed, **_summary(found)})
            lines += found
    summary = _summary(lines)
    above = summary["auc"] is not None and summary["auc"] >= 0.7
    passes = above and summary["gain"]["difference"]["low"] > 0.0
    return {
        "source": "simulated",
        "seeds": list(seeds),
        "days": list(days),
        **summary,
        "worlds": worlds,
        "passes": passes,
    }


def _in_world(params: WorldParams, seed: int, days: tuple[int, int]) -> Lines:
    world = make_world(params, seed)
    engine = Matinee(Stage(world))
    run = lived(world, engine, days[0], seed)
    now = engine.home.tick()
    since = params.start_at + (HISTORY + days[0]) * DAY
    for day in range(HISTORY + days[0], HISTORY + sum(days)):
        one_day(run, day)
    log = engine.home.store.duck()
    try:
        place_items(log, now.catalog, [])
        histories = read_histories(log, engine.stage.member_ids)
    finally:
        log.close()
        engine.home.close()
    minutes = now.settings.profile.session_minutes
    visits = list(visits_of(histories, now.catalog.family, minutes, since))
    return [_line(visit, s) for visit, s in situations(now, histories, visits)]


def _line(visit: Visit, s: Situation) -> tuple[float, bool, float, float]:
    t = s.profile.touches
    touched = np.flatnonzero(begun(s))
    rows = t["row"][touched].tolist()
    chances = resume_chances(s, touched)
    first = next((row for row in visit.played if row in rows), None)
    if first is None:
        return session_chance(chances), False, float("nan"), float("nan")
    at = rows.index(first)
    return session_chance(chances), True, _turn(chances, at), _turn(t["played_at"][touched].astype(np.float64), at)


def _turn(worth: NDArray[np.float64], at: int) -> float:
    """1 / place of this one, of equal ones the mean place."""
    return 1.0 / (1.0 + float((worth > worth[at]).sum()) + 0.5 * float((worth == worth[at]).sum() - 1))


def _summary(lines: Lines) -> dict[str, Any]:
    table = np.array(lines, np.float64).reshape(-1, 4)
    went = table[:, 1] > 0
    gain = told(table[went, 2], table[went, 3])
    return {
        "sessions": len(table),
        "resumed": int(went.sum()),
        "auc": auc(table[:, 0], went),
        "mrr": round(float(table[went, 2].mean()), 4) if went.any() else None,
        "mrr_recent_first": round(float(table[went, 3].mean()), 4) if went.any() else None,
        "gain": gain,
    }


def auc(chance: NDArray[np.float64], came: NDArray[np.bool_]) -> float | None:
    """Chance that one that came was given more than one that did not, equal ones half (Hanley and McNeil 1982)."""
    many, few = int(came.sum()), int((~came).sum())
    if not many or not few:
        return None
    return round(float((rankdata(chance)[came].sum() - many * (many + 1) / 2) / (many * few)), 4)
