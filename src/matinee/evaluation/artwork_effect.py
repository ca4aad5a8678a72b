"""The picture's own effect in a lab: logs with planted answers in; how often sign and interval are right, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.evaluation.artwork_lab import PICTURES, Lab, Visits, draw_visits, follow
from matinee.evaluation.artwork_worlds import random_log
from matinee.learning.artwork.effect import Effect, Logged, over_default
from matinee.learning.artwork.fit import fit
from matinee.picture.artwork.choose import chances_of
from matinee.picture.artwork.learned import Known, lay

Floats = NDArray[np.float64]

LOGS: Final = 20
"""Logs of each rule, each of other looks, from each of which the effect is told with its interval."""
EXPLORATION: Final = 0.2
"""Share of choices that explore in those logs."""
LEARNED_FROM: Final = 100_000
ANSWERS: Final = 60_000
"""Looks at which every picture is followed, which only a world can tell: the answer."""
RULES: Final = {"learned": 1.0, "against": -1.0}
"""What the choice goes by: the learned logits, which adds something, or their opposite, which takes something away."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of choice: what was learned, 1 for it or -1 against it, and the share of choices that explore."""

    known: Known
    sign: float
    exploration: float

    def chances(self, lab: Lab, visits: Visits) -> Floats:
        """(n, 8) the probability of each picture."""
        return chances_of(self.sign * lab.logits(self.known, visits), np.zeros(1), self.exploration)


def effects_in(lab: Lab, n: int, seed: int, logs: int = LOGS, exploration: float = EXPLORATION) -> dict[str, Any]:
    """For a rule that chooses well and one that chooses badly: the planted effect over always the default, and over
    logs of n looks how often sign and 95 % interval were right; then what is said of a log without exploration."""
    known = lay(lab.view, fit(lab.view, random_log(lab, LEARNED_FROM, seed), lab.basis))
    told: dict[str, Any] = {"impressions": n, "logs": logs, "exploration": exploration}
    for name, sign in RULES.items():
        rule = _Rule(known, sign, exploration)
        found = [over_default(log_of(lab, rule, n, seed + 1_009 * (k + 1))) for k in range(logs)]
        told[name] = _beside(found, planted(lab, rule, seed))
    silent = over_default(log_of(lab, _Rule(known, 1.0, 0.0), n, seed + 3))
    return {**told, "without_exploration": "" if isinstance(silent, Effect) else silent.reason}


def log_of(lab: Lab, rule: _Rule, n: int, seed: int) -> Logged:
    """n looks at pictures chosen by the rule, each with its probability and what followed."""
    visits, rng = draw_visits(lab, n, seed), np.random.default_rng([seed, 17])
    chances = rule.chances(lab, visits)
    place = (np.cumsum(chances, axis=1) < rng.random((n, 1))).sum(axis=1).clip(0, PICTURES - 1)
    _, reward = follow(lab, visits, place, seed + 2)
    rows, picture = lab.rows[visits.item].astype(np.int64), lab.numbers[visits.item, place]
    return Logged(visits.who, rows, picture, place == 0, chances[np.arange(n), place], reward)


def planted(lab: Lab, rule: _Rule, seed: int) -> float:
    """The mean reward of the rule less that of always the default, where every picture of a look is followed by the
    same chance."""
    visits = draw_visits(lab, ANSWERS, seed + 500_009)
    chances = rule.chances(lab, visits)
    every = [follow(lab, visits, np.full(ANSWERS, k), seed + 41)[1] for k in range(PICTURES)]
    return float((chances * np.stack(every, axis=1)).sum(axis=1).mean() - every[0].mean())


def _beside(found: list[Any], truth: float) -> dict[str, Any]:
    spoken = [one for one in found if isinstance(one, Effect)]
    return {
        "planted": truth, "spoken": len(spoken), "mean": float(np.mean([one.effect for one in spoken])),
        "half_width": float(np.mean([(one.high - one.low) / 2 for one in spoken])),
        "sign_right": int(sum(one.effect * truth > 0 for one in spoken)),
        "interval_holds": int(sum(one.low <= truth <= one.high for one in spoken)),
        "sure_of_sign": int(sum(one.low * truth > 0 and one.high * truth > 0 for one in spoken)),
    }  # fmt: skip
