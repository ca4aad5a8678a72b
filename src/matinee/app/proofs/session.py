"""In-session, proved: trials in; what comes next in a session, ranked with and without that session, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.proofs.trial import Trial, told
from matinee.core.values import Context, Member
from matinee.evaluation.cases import candidates_of
from matinee.learning.histories import profiles_at
from matinee.learning.sessions import Turn, turns_of
from matinee.serving.situate import situate
from matinee.table.ranking.blend import score

AT: Final = 100


def judge_sessions(found: Iterable[Trial]) -> dict[str, Any]:
    """The last thing taken up in each session of members held out whole, foretold from everything before it, and from
    the same without what this session had told: 1 / log2(1 + place) in either ranking, 0 behind the first hundred."""
    lines: list[tuple[float, float]] = []
    for trial in found:
        lines += list(_lines(trial))
    column = np.array(lines).reshape(-1, 2)
    gain = told(column[:, 0], column[:, 1])
    return {"sessions": len(column), f"ndcg@{AT}": gain, "passes": bool((gain["relative"] or 0.0) >= 0.06)}


def _lines(trial: Trial) -> Iterator[tuple[float, float]]:
    world, histories = trial.without(), trial.histories
    minutes = trial.material.settings.profile.session_minutes
    turns = [turn for turn in turns_of(histories, trial.material.catalog.family, minutes)]
    half_life = trial.material.settings.profile.half_life_days
    spans = [(turn.who, slice(turn.begin, end)) for turn in turns for end in (turn.until, turn.session)]
    profiles = profiles_at(histories, spans, half_life)
    for turn in turns:
        both = []
        for _ in range(2):
            profile = next(profiles)
            context = Context(at=turn.at, device=turn.device, time_zone=turn.time_zone)
            s = situate(Member(member=turn.who), profile, context, world)
            rows = candidates_of(s)
            both.append(gained(rows, score(s, rows), turn))
        yield both[0], both[1]


def gained(rows: NDArray[np.int32], chances: NDArray[np.float64], turn: Turn) -> float:
    """1 / log2(1 + place) of what was taken up; 0 where it is no candidate or stands behind the first hundred."""
    at = np.flatnonzero(rows == turn.item)
    if not len(at):
        return 0.0
    place = 1 + int((chances > chances[at[0]]).sum())
    return float(1.0 / np.log2(1.0 + place)) if place <= AT else 0.0
