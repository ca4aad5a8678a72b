"""Judging a policy on another's log: a logged file and a target's in, every estimator beside the truth out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from matinee.core.errors import InvalidInput
from matinee.evaluation.off_policy_model import choose_ridge, folds_of, prepare
from matinee.evaluation.off_policy_open_bandit import (
    OpenBandit,
    as_log,
    n_items_of,
    read_open_bandit,
    target_by_position,
)
from matinee.verdict.experiments.estimators import LEAST_EFFECTIVE, Estimate, Sample, choose, judge
from matinee.verdict.experiments.intervals import interval

RIDGES: Final = (1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Strengths of the reward model's ridge, strongest first; the log's own folds choose."""
SEED: Final = 2026


def judge_files(log_path: Path, target_path: Path) -> dict[str, Any]:
    """Open Bandit files of two policies -> the target's value by every estimator, from the log's rewards alone.

    The target's file gives its probabilities; its clicks are read only for `truth` and `relative_error`, after
    everything, `chosen` too, has been settled.

    Raises:
        InvalidInput: a file is none of the Open Bandit Dataset, or the target uses positions that the log has not.
    """
    logged, target = read_open_bandit(log_path), read_open_bandit(target_path)
    if int(logged.position.max()) > int(target.position.max()):
        raise InvalidInput(
            f"{log_path} has position {int(logged.position.max()) + 1}, {target_path} has not",
            "use one layout for both",
        )
    return {"log": str(log_path), "target": str(target_path), **judge_logs(logged, target)}


def judge_logs(logged: OpenBandit, target: OpenBandit) -> dict[str, Any]:
    """The same on columns: two policies' logs over the same items and positions."""
    n_items = n_items_of([logged, target])
    shares = target_by_position(target, n_items)
    log = as_log(logged, n_items)
    fold = folds_of(log.cluster, 5, SEED)
    ridge = choose_ridge(log.features(np.arange(len(log.action)), log.action), log.reward, fold, RIDGES)
    sample = prepare(log, shares[logged.position], ridge, 5, SEED)
    estimates = judge(sample)
    chosen = choose(estimates, sample)
    truth = float(target.click.mean())
    rows = [row(estimate, truth) for estimate in estimates]
    return {
        "rounds": len(logged.click),
        "rewards": int(logged.click.sum()),
        "target_rounds": len(target.click),
        "target_rewards": int(target.click.sum()),
        "truth": truth,
        "ridge": ridge,
        "estimators": rows,
        "baseline": rows[-1],
        "chosen": chosen.name,
        "verdict": verdict(chosen, estimates, sample),
    }


def row(estimate: Estimate, truth: float | None) -> dict[str, Any]:
    """One estimator as it is printed; relative_error is |estimate - truth| / truth, null where there is no truth."""
    error = abs(estimate.estimate - truth) / truth if truth else None
    return {
        "name": estimate.name,
        "estimate": estimate.estimate,
        "interval": [estimate.low, estimate.high],
        "standard_error": estimate.standard_error,
        "effective_sample_size": estimate.effective_sample_size,
        "relative_error": error,
        "baseline": estimate.name == "log_mean",
    }


def verdict(chosen: Estimate, estimates: list[Estimate], sample: Sample) -> str:
    """better, worse or no difference shown against the log's own policy; none under 1,000 effective samples.

    Samples are counted by the importance weights whichever estimator was chosen: a model may extrapolate, not see.
    """
    by_name = {estimate.name: estimate for estimate in estimates}
    effective = by_name["ips"].effective_sample_size
    if effective < LEAST_EFFECTIVE:
        return f"no verdict: {effective:.0f} effective samples, {LEAST_EFFECTIVE:.0f} needed"
    low, high = interval(chosen.contributions - by_name["log_mean"].contributions, sample.cluster)
    return "better" if low > 0 else "worse" if high < 0 else "no difference shown"
