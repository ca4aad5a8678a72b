"""Reading a running experiment: each arm's values a member in; what may be said and done now out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.assignment import Experiment
from matinee.verdict.experiments.comparison import DAMAGED, Arms, Difference, guard
from matinee.verdict.experiments.intervals import Floats
from matinee.verdict.experiments.sample_ratio import is_broken, sample_ratio_p
from matinee.verdict.experiments.sequential import watch

BROKEN_SPLIT: Final = "the split is broken: mend it, read nothing"
STOP_DAMAGE: Final = "stop: a guardrail is damaged"
STOP_WINNER: Final = "stop: a winner"
STOP_WORSE: Final = "stop: every arm is worse than control"
GO_ON: Final = "go on: nothing is decided"


class ArmReading(msgspec.Struct, frozen=True):
    """One arm against control: the metric's watched difference, and a word for each guardrail."""

    arm: str
    members: int
    metric: Difference
    guardrails: dict[str, str]


class Reading(msgspec.Struct, frozen=True):
    """members of each arm, p of the split, arms against control, what to do, and the winner's name ('' for none)."""

    members: dict[str, int]
    split_p: float
    arms: list[ArmReading]
    advice: str
    winner: str


Values = Mapping[str, Mapping[str, Floats]]
"""metric -> arm -> one value a member (members of the arm,); '<metric>:before' holds the same members' past, if any."""


def read_experiment(experiment: Experiment, values: Values, planned: float) -> Reading:
    """What a running experiment says; it may be read as often as one likes.

    With several arms each interval is held at .05 over the number of comparisons (Bonferroni). The winner is the arm of
    the largest difference among those surely better than control and with no guardrail damaged.

    Args:
        values: as `Values`; every arm of the experiment must be there, for the metric and each guardrail.
        planned: members an arm at the planned end.

    Raises:
        InvalidInput: a metric or an arm is missing.
    """
    names = [arm.name for arm in experiment.arms]
    for metric in (experiment.metric, *experiment.guardrails):
        missing = [name for name in names if name not in values.get(metric, {})]
        if missing:
            raise InvalidInput(
                f"experiment '{experiment.experiment}' has no {metric} of arm '{missing[0]}'", "count it"
            )
    counts = {name: len(values[experiment.metric][name]) for name in names}
    shares = [arm.share for arm in experiment.arms]
    split_p = sample_ratio_p(list(counts.values()), shares)
    arms = [_arm(experiment, values, name, planned) for name in names[1:]]
    if is_broken(list(counts.values()), shares):
        return Reading(counts, split_p, arms, BROKEN_SPLIT, "")
    advice, winner = _decide(arms)
    return Reading(counts, split_p, arms, advice, winner)


def _arm(experiment: Experiment, values: Values, name: str, planned: float) -> ArmReading:
    control = experiment.arms[0].name
    level = 1 - 0.05 / (len(experiment.arms) - 1)

    def against(metric: str) -> Difference:
        before = values.get(f"{metric}:before", {})
        past = (before[control], before[name]) if control in before and name in before else (np.zeros(0), np.zeros(0))
        return watch(Arms(values[metric][control], values[metric][name], *past), planned, level)

    words = {metric: guard(against(metric), margin) for metric, margin in experiment.guardrails.items()}
    return ArmReading(name, len(values[experiment.metric][name]), against(experiment.metric), words)


def _decide(arms: list[ArmReading]) -> tuple[str, str]:
    sound = [arm for arm in arms if DAMAGED not in arm.guardrails.values()]
    better = [arm for arm in sound if arm.metric.low > 0]
    if better:
        return STOP_WINNER, max(better, key=lambda arm: arm.metric.difference).arm
    if not sound:
        return STOP_DAMAGE, ""
    if all(arm.metric.high < 0 for arm in arms):
        return STOP_WORSE, ""
    return GO_ON, ""
