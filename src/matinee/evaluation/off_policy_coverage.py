"""How well the judges judge: seeds of simulated logs in, coverage, bias and squared error of each estimator out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from matinee.evaluation.off_policy_model import prepare
from matinee.evaluation.off_policy_simulation import simulate
from matinee.verdict.experiments.estimators import choose, judge


def coverage(seeds: Iterable[int]) -> dict[str, Any]:
    """One simulated log a seed, judged by every estimator.

    Returns:
        logs; effective_sample_size (quantiles 0, 0.5, 1); estimators: name -> covered, missed_below, missed_above
        (shares of logs), bias, rmse, width (means); chosen: how often each was chosen, and the rmse of what was chosen.
    """
    errors: dict[str, list[tuple[float, ...]]] = {}
    sizes, chosen, chosen_errors = [], dict[str, int](), []
    for seed in seeds:
        world = simulate(seed)
        sample = prepare(world.log, world.target, 1.0, 3, seed)
        estimates = judge(sample)
        for e in estimates:
            missed = (float(world.truth < e.low), float(world.truth > e.high))
            errors.setdefault(e.name, []).append((e.estimate - world.truth, *missed, e.high - e.low))
        pick = choose(estimates, sample)
        chosen[pick.name] = chosen.get(pick.name, 0) + 1
        chosen_errors.append(pick.estimate - world.truth)
        sizes.append(estimates[0].effective_sample_size)
    return {
        "logs": len(sizes),
        "effective_sample_size": [float(q) for q in np.quantile(sizes, [0, 0.5, 1])],
        "estimators": {name: _summary(np.array(rows)) for name, rows in errors.items()},
        "chosen": {"counts": chosen, "rmse": float(np.sqrt(np.mean(np.square(chosen_errors))))},
    }


def _summary(rows: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    error, below, above, width = rows.T
    return {
        "covered": float(1 - (below + above).mean()),
        "missed_below": float(below.mean()),
        "missed_above": float(above.mean()),
        "bias": float(error.mean()),
        "rmse": float(np.sqrt((error**2).mean())),
        "width": float(width.mean()),
    }
