"""Which model for the ranker: logistic, with interactions, small trees, on the same slots of simulated worlds.

Run: python benchmarks/ranker_models.py stream cinema serial      (needs scikit-learn, which the product does not)
Prints, for each world, the share of the true value in reach that the first ten of each hold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import matinee.app.learn as learning
from matinee.app.simulated import Matinee
from matinee.evaluation.cases import candidates_of
from matinee.evaluation.signals import _reached, _worth
from matinee.evaluation.signals_log import record
from matinee.learning.outcomes import Slots, fit_outcomes
from matinee.serving.situate import situate
from matinee.table.ranking.blend import prior_weights
from matinee.table.ranking.features import FEATURES, features
from matinee.worlds.params import PRESETS, load, preset, with_sizes
from matinee.worlds.world import make_world

TREES = ((60, 2), (60, 3), (150, 3))
PAIRS = (("linear", "popular"), ("quality", "popular"), ("taste_liked", "popular"), ("taste_opened", "crowd_open_rate"))
Floats = NDArray[np.float64]


def kept_slots(engine: Matinee, days: int) -> Slots:
    """The slots that a night learned from."""
    found: list[Slots] = []
    fit = learning.fit_outcomes

    def spy(slots: Slots, prior: Floats) -> Floats:
        found.append(slots)
        return fit(slots, prior)

    learning.fit_outcomes = spy  # type: ignore[assignment]
    engine.night(days)
    learning.fit_outcomes = fit
    return found[0]


def crossed(x: Floats) -> Floats:
    """The features and some products of them."""
    pairs = [x[:, FEATURES.index(a)] * x[:, FEATURES.index(b)] for a, b in PAIRS]
    return np.column_stack([x, *pairs])


def models(slots: Slots) -> dict[str, Any]:
    """Name -> a function from features (m, f) to scores (m,)."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    x, prior = slots.features, prior_weights()[:-1]
    plain = fit_outcomes(slots, prior)
    wide = Slots(slots.page, slots.served, crossed(x), slots.place, slots.weight, slots.taken, slots.reward)
    more = fit_outcomes(wide, np.r_[prior, np.zeros(len(PAIRS))])
    found: dict[str, Any] = {
        "popularity": lambda z: z[:, FEATURES.index("popular")],
        "logistic": lambda z: z @ plain[:-1],
        "interactions": lambda z: crossed(z) @ more[:-1],
    }
    for n, depth in TREES:
        tree = HistGradientBoostingRegressor(
            max_iter=n,
            max_depth=depth,
            learning_rate=0.08,
            min_samples_leaf=100,
            l2_regularization=50.0,
            random_state=0,
        )
        tree.fit(np.column_stack([x, slots.place]), slots.reward)
        found[f"trees {n} x {depth}"] = lambda z, tree=tree: tree.predict(np.column_stack([z, np.zeros((len(z), 2))]))
    return found


def compare(name: str, members: int = 200, days: int = 7, seed: int = 2) -> dict[str, float]:
    """One world."""
    params = preset(name) if name in PRESETS else load(Path(f"examples/worlds/{name}.toml"))
    log = record(make_world(with_sizes(params, members), seed), seed, days)
    engine = Matinee(log.stage)
    engine.observe(log.happened, log.decisions)
    scorers, asked = models(kept_slots(engine, days)), log.questions()
    ranked = {model: np.full((len(asked), 60), -1, np.int32) for model in scorers}
    world = engine.home.tick()
    for n in range(len(asked)):
        who = log.stage.member_ids[asked.who[n]]
        s = situate(engine.home.member(who), engine.home.profile(who)[0], log.stage.context(asked, n), world)
        rows = candidates_of(s)
        x = features(s, rows)
        for model, scorer in scorers.items():
            best = rows[np.lexsort((rows, -scorer(x)))][:60]
            ranked[model][n, : len(best)] = best
    engine.home.close()
    worth = _worth(log, asked)
    return {model: round(_reached(worth, found), 4) for model, found in ranked.items()}


if __name__ == "__main__":
    for world in sys.argv[1:] or ["stream"]:
        print(json.dumps({"world": world, **compare(world)}), flush=True)
