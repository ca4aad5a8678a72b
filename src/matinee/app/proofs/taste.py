"""Calibration of taste, proved: trials in; divergence of genres and recall, with and without it, out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.proofs.trial import Floats, Trial, told
from matinee.catalog.labels import spans
from matinee.evaluation.cases import candidates_of, moments, situations
from matinee.table.ranking.blend import learned
from matinee.table.ranking.calibrate import calibrated, past_of
from matinee.table.situation import Situation

AT: Final = 20
MIX: Final = 0.01
"""Share of the past mixed into the list's distribution, so that the divergence is finite (Steck 2018, section 3)."""


def divergence(s: Situation, listed: NDArray[np.int32]) -> float:
    """Kullback-Leibler divergence of the list's genres from the member's past: 0 where they are the same."""
    past, _ = past_of(s)
    found = spans(s.catalog.genres, listed)
    per_row = np.maximum(np.bincount(found.owner, minlength=len(listed)), 1)
    summed = np.bincount(found.codes, 1.0 / per_row[found.owner], len(past))
    share = (1 - MIX) * summed / max(float(summed.sum()), 1e-9) + MIX * past
    there = past > 0
    return float((past[there] * np.log(past[there] / share[there])).sum())


def judge_taste(found: Iterable[Trial]) -> dict[str, Any]:
    """Members held out whole: the best 20 before and after calibration, against what they liked next."""
    lines: list[tuple[float, float, float, float]] = []
    for trial in found:
        world = trial.without()
        cut = moments(trial.touched, trial.members, share=0.3, least=6)
        for moment, s in situations(cut, trial.histories, world):
            rows = candidates_of(s)
            plain = learned(s, rows)
            before, after = (_best(rows, chances) for chances in (plain, calibrated(s, rows, plain)))
            had, has = (float(np.isin(listed, moment.liked).sum()) / len(moment.liked) for listed in (before, after))
            lines.append((divergence(s, before), divergence(s, after), had, has))
    column: Floats = np.array(lines).reshape(-1, 4)
    gap, recall = told(column[:, 1], column[:, 0]), told(column[:, 3], column[:, 2])
    return {
        "members": len(column),
        "divergence": {"calibrated": gap["ours"], "plain": gap["other"], "left": 1.0 + (gap["relative"] or 0.0)},
        f"recall@{AT}": {"calibrated": recall["ours"], "plain": recall["other"], "relative": recall["relative"],
                         "relative_interval": recall["relative_interval"]},
        "passes": bool((gap["relative"] or 0.0) <= -0.5 and (recall["relative"] or 0.0) >= -0.02),
    }  # fmt: skip


def _best(rows: NDArray[np.int32], chances: Floats) -> NDArray[np.int32]:
    return rows[np.lexsort((rows, -chances))][:AT]
