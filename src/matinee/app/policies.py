"""Judged exposures in; what each policy in the log was worth, and each judged on the others' logs, out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matinee.app.verdicts import Judgement
from matinee.evaluation.off_policy import judge_logs
from matinee.evaluation.off_policy_open_bandit import OpenBandit
from matinee.verdict.experiments.intervals import cluster_numbers, interval

LEAST: Final = 200
"""Exposures with a known probability below which a policy is not judged."""
MOST_ITEMS: Final = 2_000
MOST_COLUMNS: Final = 12
DAY_US: Final = 86_400_000_000


def policies(all_of: Judgement) -> dict[str, Any]:
    """Each policy's own mean success with its interval (clustered by member and day), and pairs judged on logs.

    A pair is judged where both logs hold probabilities: the target's distribution is estimated from its log without
    rewards, what it did is compared with what the other log foretells of it.
    """
    shown = all_of.shown
    lines: list[dict[str, Any]] = []
    for code, name in enumerate(shown.texts["policy"]):
        mine = shown.code["policy"] == code
        if mine.sum() < 2:
            continue
        cluster = cluster_numbers(shown.code["member"][mine] * 100_000 + shown.code["seen_at"][mine] // DAY_US)
        low, high = interval(shown.success[mine], cluster)
        known = mine & ~np.isnan(shown.propensity) & (shown.propensity > 0)
        lines.append({
            "policy": name, "exposures": int(mine.sum()), "success": float(shown.success[mine].mean()),
            "low": low, "high": high, "with_propensity": int(known.sum()),
        })  # fmt: skip
    return {"policies": lines, "judged": _pairs(all_of, [line["policy"] for line in lines])}


def _pairs(all_of: Judgement, names: list[str]) -> list[dict[str, Any]]:
    logs = {name: log for name in names if (log := _log(all_of, name)) is not None}
    return [
        {"log": one, "target": other, **judge_logs(logs[one], logs[other])}
        for one in logs
        for other in logs
        if one != other and logs[one].position.max() <= logs[other].position.max()
    ]


def _log(all_of: Judgement, policy: str) -> OpenBandit | None:
    """A policy's exposures as a log of single draws by place; None where too little is known."""
    shown = all_of.shown
    mine = shown.code["policy"] == shown.texts["policy"].index(policy)
    mine &= ~np.isnan(shown.propensity) & (shown.propensity > 0) & (shown.code["column"] < MOST_COLUMNS)
    if mine.sum() < LEAST or len(shown.texts["item"]) > MOST_ITEMS:
        return None
    nothing = np.zeros((int(mine.sum()), 0))
    return OpenBandit(
        shown.code["item"][mine],
        shown.code["column"][mine],
        shown.success[mine],
        np.clip(shown.propensity[mine], 1e-6, 1.0),
        nothing.astype(np.int64),
        nothing,
        [],
    )
