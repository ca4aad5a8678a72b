"""Reading an experiment: what it advises for planted effects, damage and broken splits."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments import reading
from matinee.verdict.experiments.assignment import Arm, Experiment
from matinee.verdict.experiments.reading import read_experiment

RNG = np.random.default_rng(8)


def experiment(*names: str) -> Experiment:
    arms = tuple(Arm(name=name, share=1 / len(names)) for name in names)
    return Experiment(experiment="rows", salt="s", arms=arms, metric="plays", guardrails={"seconds": 0.1})


def values(plays: dict[str, float], seconds: dict[str, float], n: int = 3_000) -> dict[str, dict[str, np.ndarray]]:
    def drawn(means: dict[str, float]) -> dict[str, np.ndarray]:
        return {name: RNG.normal(mean, 1.0, n) for name, mean in means.items()}

    return {"plays": drawn(plays), "seconds": drawn(seconds)}


def test_a_better_arm_wins_and_the_best_of_several():
    seen = values({"now": 5.0, "b": 5.2, "c": 5.4}, {"now": 5.0, "b": 5.0, "c": 5.0})
    found = read_experiment(experiment("now", "b", "c"), seen, 3_000)
    assert (found.advice, found.winner) == (reading.STOP_WINNER, "c")
    assert found.arms[0].guardrails == {"seconds": "safe"}


def test_an_arm_that_damages_a_guardrail_never_wins():
    seen = values({"now": 5.0, "b": 5.4}, {"now": 5.0, "b": 4.5})
    found = read_experiment(experiment("now", "b"), seen, 3_000)
    assert (found.advice, found.winner) == (reading.STOP_DAMAGE, "")


def test_arms_that_are_all_worse_are_stopped_and_equal_ones_go_on():
    worse = values({"now": 5.0, "b": 4.6}, {"now": 5.0, "b": 5.0})
    assert read_experiment(experiment("now", "b"), worse, 3_000).advice == reading.STOP_WORSE
    same = values({"now": 5.0, "b": 5.0}, {"now": 5.0, "b": 5.0})
    assert read_experiment(experiment("now", "b"), same, 3_000).advice == reading.GO_ON


def test_a_broken_split_voids_even_a_clear_winner():
    seen = values({"now": 5.0, "b": 6.0}, {"now": 5.0, "b": 5.0})
    seen["plays"]["b"] = seen["plays"]["b"][:2_500]
    found = read_experiment(experiment("now", "b"), seen, 3_000)
    assert (found.advice, found.winner) == (reading.BROKEN_SPLIT, "")


def test_the_past_is_used_where_it_is_known():
    habit = RNG.normal(0, 1, (2, 400))
    after = {"now": 5 + habit[0] + RNG.normal(0, 0.3, 400), "b": 5.2 + habit[1] + RNG.normal(0, 0.3, 400)}
    seen = {"plays": after, "seconds": {"now": np.ones(400) * 5 + habit[0], "b": np.ones(400) * 5 + habit[1]}}
    plain = read_experiment(experiment("now", "b"), seen, 400).arms[0].metric
    helped = read_experiment(
        experiment("now", "b"), {**seen, "plays:before": {"now": habit[0], "b": habit[1]}}, 400
    ).arms[0].metric  # fmt: skip
    assert helped.high - helped.low < 0.5 * (plain.high - plain.low)
    assert helped.low > 0


def test_a_metric_that_was_not_counted_is_named():
    with pytest.raises(InvalidInput, match="has no seconds of arm 'b'"):
        read_experiment(experiment("now", "b"), {"plays": {"now": np.ones(3), "b": np.ones(3)},
                                                 "seconds": {"now": np.ones(3)}}, 10)  # fmt: skip
