"""Time split in worlds: seeds in; ours beside popular lately and the sequence part alone, paired by world, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np

from matinee.core.clock import DAY
from matinee.evaluation.closed_loop import interval
from matinee.evaluation.time_split import OURS, PLAIN, measure_cut
from matinee.evaluation.time_split_data import Log
from matinee.worlds.columns import KIND, joined
from matinee.worlds.open_loop import first_days
from matinee.worlds.params import WorldParams
from matinee.worlds.shelves import make_shelves
from matinee.worlds.world import World, make_world

METRICS: Final = ("hit_rate@10", "ndcg@10", "effective_catalogue_size")


def log_of(world: World, days: int) -> Log:
    """What members of a world played or bought in its first days without a policy; an episode counts for its series."""
    whole = joined(list(first_days(world, make_shelves(world), days)))
    done = whole.take(np.isin(whole.kind, (KIND["play"], KIND["purchase"])) & (whole.item >= 0))
    parent = world.truth.items.parent[done.item]
    item = np.where(parent >= 0, parent, done.item).astype(np.int64)
    return Log(done.member.astype(np.int64), item, done.at / DAY, len(world.member_ids), world.truth.items.pages)


def measure_worlds(params: WorldParams, days: int, seeds: Sequence[int]) -> dict[str, Any]:
    """The last week of each world, foretold from everything before it; differences paired by world, Student's t."""
    cuts = []
    for seed in seeds:
        log = log_of(make_world(params, seed), days)
        cuts.append(measure_cut(log, float(log.day.max()) - 7.0, seed))
    gaps = {
        name: {
            metric: msgspec.to_builtins(
                interval([cut["models"][OURS][metric] - cut["models"][name][metric] for cut in cuts])
            )
            for metric in METRICS
        }
        for name in PLAIN
    }
    return {
        "source": "simulated",
        "preset": params.preset,
        "days": days,
        "seeds": list(seeds),
        "members": [cut["members"] for cut in cuts],
        "models": {
            name: {metric: float(np.mean([cut["models"][name][metric] for cut in cuts])) for metric in METRICS}
            for name in (OURS, *PLAIN)
        },
        "ours_minus": gaps,
        "passes": all((gap["low"] or 0.0) > 0 for name in PLAIN[1:] for gap in gaps[name].values()),
    }
