"""Pictures in worlds: parameter files and a seed in; the share of the oracle's lift that learning from a random log
reaches, and what it makes of pictures that nobody saw, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.evaluation.artwork_lab import ITEMS, PICTURES, Lab, Visits, draw_visits, follow
from matinee.learning.artwork.fit import Shown, fit
from matinee.picture.artwork.learned import lay

Floats = NDArray[np.float64]

JUDGES: Final = 20_000
"""Looks on which a choice is judged by the planted truth."""
FOLDS: Final = 4
"""Parts of the items, each of which is kept out of the log once to judge choices between pictures that nobody saw."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks to come, and the planted worth (n, 8) of each picture there."""

    visits: Visits
    worth: Floats

    def lift(self, scores: Floats) -> float:
        """Share of the oracle's lift over random that the picture of highest score (n, 8) reaches."""
        found = np.take_along_axis(self.worth, scores.argmax(axis=1)[:, None], 1).mean()
        return float((found - self.worth.mean()) / (self.worth.max(axis=1).mean() - self.worth.mean()))


def judge_of(lab: Lab, seed: int) -> Judge:
    """A judge with looks of its own."""
    visits = draw_visits(lab, JUDGES, seed + 1_000_003)
    return Judge(visits, lab.worth(visits))


def random_log(lab: Lab, n: int, seed: int) -> Shown:
    """n impressions with pictures at random."""
    visits = draw_visits(lab, n, seed + 7)
    place = np.random.default_rng([seed, 11]).integers(0, PICTURES, n)
    return lab.impressions(visits, place, *follow(lab, visits, place, seed + 13))


def learn_from_random(lab: Lab, sizes: list[int], seed: int) -> dict[str, Any]:
    """For each size of log: the share of the oracle's lift, beside the best average picture and what pictures show
    alone; and how often the best picture of an item is chosen of which no picture was in the log."""
    judge, log = judge_of(lab, seed), random_log(lab, max(sizes), seed)
    lines = []
    for n in sizes:
        part = log.take(slice(0, n))
        known = lay(lab.view, fit(lab.view, part, lab.basis))
        lines.append({
            "impressions": n, "share": judge.lift(lab.logits(known, judge.visits)),
            "best_average": judge.lift(average(lab, part)[judge.visits.item]),
        })  # fmt: skip
    return {
        "random_worth": float(judge.worth.mean()), "oracle_worth": float(judge.worth.max(axis=1).mean()),
        "shown_alone": judge.lift(lab.shown_alone(judge.visits)), "took": float(log.took.mean()), "logs": lines,
        "unseen": unseen(lab, judge, log.take(slice(0, min(sizes)))),
    }  # fmt: skip


def unseen(lab: Lab, judge: Judge, log: Shown) -> dict[str, float]:
    """How often the best picture is chosen of items of which no picture was in the log, each part of the items kept out
    of it once, and the share of the oracle's lift there."""
    scores = np.zeros_like(judge.worth)
    for fold in range(FOLDS):
        away = np.arange(ITEMS) % FOLDS == fold
        known = lay(lab.view, fit(lab.view, log.take(~np.isin(log.row, lab.rows[away])), lab.basis))
        here = away[judge.visits.item]
        scores[here] = lab.logits(known, judge.visits)[here]
    top = float((scores.argmax(axis=1) == judge.worth.argmax(axis=1)).mean())
    return {"top_1": top, "random_top_1": 1.0 / PICTURES, "share": judge.lift(scores)}


def average(lab: Lab, log: Shown) -> Floats:
    """(40, 8) the mean reward of each picture."""
    place = np.searchsorted(lab.numbers.ravel(), log.picture)
    n = np.bincount(place, minlength=ITEMS * PICTURES)
    return np.asarray((np.bincount(place, log.reward, ITEMS * PICTURES) / np.maximum(n, 1)).reshape(ITEMS, PICTURES))
