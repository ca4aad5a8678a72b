"""Trials: a home, or a world to make one of, in; what was learned without some members and their moments out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home, open_home
from matinee.app.learn import Material, place_items
from matinee.app.simulated import Matinee
from matinee.core.snapshot import Snapshot
from matinee.evaluation.signals_log import record
from matinee.learning.fit import fit
from matinee.learning.histories import Histories, read_histories
from matinee.learning.touched import Touched
from matinee.serving.situate import World
from matinee.verdict.metrics import mean_interval, paired_difference
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import make_world

Floats = NDArray[np.float64]
MOST: Final = 400
"""Members that are judged, at the most."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A log, who met what, the members held out (numbers into `touched.names`) and their histories."""

    material: Material
    touched: Touched
    snapshot: Snapshot
    members: NDArray[np.int64]
    histories: Histories

    def without(self, keep: NDArray[np.bool_] | None = None) -> World:
        """The world as learned from what `keep` (lines of `touched`) leaves; by default from all but those held out.

        The blend's weights are those of the snapshot in use.
        """
        kept = ~np.isin(self.touched.who, self.members) if keep is None else keep
        found = fit(
            self.touched.take(kept),
            self.material.catalog,
            self.material.settings.ranking,
            self.material.evidence(),
            lambda _: None,
        )
        return self.material.world(replace(found, weights=self.snapshot.weights))


@contextmanager
def trial_of(home: Home, seed: int = 0) -> Iterator[Trial]:
    """A quarter of a home's members held out whole (`MOST` at most)."""
    world, log = home.live.world(), home.store.duck()
    try:
        place_items(log, world.catalog, [])
        material = Material(log, world.catalog, home.settings)
        touched = material.touched()
        order = np.random.default_rng(seed).permutation(len(touched.names))
        members = np.sort(order[: min(MOST, max(1, len(order) // 4))])
        histories = read_histories(log, [str(name) for name in touched.names[members]])
        yield Trial(material, touched, world.snapshot, members, histories)
    finally:
        log.close()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Which worlds to judge in: preset, members, days of log, seeds."""

    preset: str = "stream"
    members: int = 150
    days: int = 14
    seeds: Sequence[int] = (1, 2, 3)


def trials(home: Path | None, drawn: Drawn) -> Iterator[Trial]:
    """One trial in a home, or one in each of some worlds where Matinee learned from what a plain policy had shown."""
    if home is not None:
        opened = open_home(home)
        with trial_of(opened) as found:
            yield found
        opened.close()
        return
    for seed in drawn.seeds:
        engine = engine_in(drawn, seed)
        with trial_of(engine.home, seed) as found:
            yield found
        engine.home.close()


def engine_in(drawn: Drawn, seed: int) -> Matinee:
    """Matinee in a world, having learned from some days of what a plain policy had shown there."""
    world = make_world(with_sizes(preset(drawn.preset), drawn.members), seed)
    log = record(world, seed, drawn.days)
    engine = Matinee(log.stage)
    engine.observe(log.happened, log.decisions)
    engine.night(drawn.days)
    return engine


def told(ours: Floats, other: Floats) -> dict[str, Any]:
    """Means of two rules over the same cases, their paired difference with its interval, and the relative gain."""
    gap = paired_difference(ours, other)
    mean, base = mean_interval(ours).mean, mean_interval(other).mean
    return {
        "ours": mean,
        "other": base,
        "difference": {"mean": gap.mean, "low": gap.low, "high": gap.high},
        "relative": mean / base - 1.0 if base else None,
        "relative_interval": [gap.low / base, gap.high / base] if base else None,
        "cases": len(ours),
    }
