"""Matinee's own ranking, asked by the judge of signals: a log in, what is ranked first for each question out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.app.simulated import Matinee
from matinee.core.clock import DAY
from matinee.evaluation.cases import candidates_of
from matinee.evaluation.signals_log import History
from matinee.serving.situate import situate
from matinee.table.ranking.blend import score
from matinee.worlds.policy import Asked


def signal_ranker(log: History, asked: Asked, k: int) -> NDArray[np.int32]:
    """What Matinee ranks first (q, k) for each question, having learned from this log alone."""
    engine = Matinee(log.stage)
    engine.observe(log.happened, log.decisions)
    engine.night(int((int(asked.at[0]) - log.stage.start_at) // DAY) - 1)
    ranked = np.full((len(asked), k), -1, np.int32)
    world = engine.home.tick()
    for n in range(len(asked)):
        who = log.stage.member_ids[asked.who[n]]
        profile, _ = engine.home.profile(who)
        s = situate(engine.home.member(who), profile, log.stage.context(asked, n), world)
        rows = candidates_of(s)
        best = rows[np.lexsort((rows, -score(s, rows)))][:k]
        ranked[n, : len(best)] = best
    engine.home.close()
    return ranked
