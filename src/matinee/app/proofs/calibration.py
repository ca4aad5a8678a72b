"""Calibration of the ranker, proved: a world in; what Matinee promised of the slots seen there, and what came, out."""

from __future__ import annotations

from typing import Any

import numpy as np

from matinee.app.judged import judged
from matinee.app.proofs.trial import Drawn, Floats
from matinee.app.simulated import Matinee
from matinee.core.clock import DAY
from matinee.table.page.drafts import OWN
from matinee.verdict.decisions import unpack
from matinee.verdict.feedback.rewards import reward
from matinee.verdict.metrics.calibration import expected_calibration_error
from matinee.worlds.closed import simulate
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import Stage
from matinee.worlds.world import make_world


def judge_calibration(drawn: Drawn) -> dict[str, Any]:
    """Matinee in closed loop; the slots of its last half of the days that came into view, in rows that the ranking
    fills (a row that goes on with what was begun has chances of its own)."""
    promised: list[Floats] = []
    came: list[Floats] = []
    for seed in drawn.seeds:
        world = make_world(with_sizes(preset(drawn.preset), drawn.members), seed)
        engine = Matinee(Stage(world))
        for _ in simulate(world, engine, drawn.days, seed):
            pass
        since = engine.stage.start_at + int((3 + drawn.days // 2) * DAY)
        found = judged(engine.home, since)
        sent = [_own(body) for _, _, _, _, body in engine.home.store.decisions(since=since)]
        own = np.concatenate([np.zeros(0), *sent])
        there = found.seen & ~own.astype(bool)
        promised.append(found.sent.slot["score"][there].astype(np.float64))
        came.append(reward(found.signs, engine.home.settings.feedback.rewards)[there])
        engine.home.close()
    p, y = np.concatenate(promised), np.concatenate(came)
    edges = np.unique(np.quantile(p, np.linspace(0, 1, 11)))
    place = np.clip(np.searchsorted(edges, p, "right") - 1, 0, max(len(edges) - 2, 0))
    bins = [
        {"promised": float(p[place == k].mean()), "came": float(y[place == k].mean()), "slots": int((place == k).sum())}
        for k in np.unique(place)
    ]
    by_tenths = float(sum(abs(line["promised"] - line["came"]) * line["slots"] for line in bins) / len(p))
    found_ece = expected_calibration_error(p, y)
    return {
        "slots": len(p), "mean_promised": float(p.mean()), "mean_reward": float(y.mean()), "ece": found_ece,
        "ece_by_tenths": by_tenths, "bins": bins, "passes": found_ece <= 0.05,
    }  # fmt: skip


def _own(body: bytes) -> Floats:
    """1 for each slot of a row that holds what the member met before."""
    decision = unpack(body)
    kinds = np.array([row.kind in OWN for row in decision.rows])
    return kinds[decision.table()["row"]].astype(np.float64) if len(kinds) else np.zeros(0)
