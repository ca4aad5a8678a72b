"""What next, and when: baskets and a week in, recall of ours and of five simpler rules on the four weeks after out.

recall@10 of a household that buys in those weeks is the share, of all products it then buys, of those among the ten
recommended; the figure is the mean over all such households. `capped_recall@10` divides by 10 where more than ten
products are bought.
"""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.learning.basket.again import Ranked, filled, fit_again, rank_again
from matinee.learning.basket.due import due_pairs, fit_due, hazards
from matinee.learning.basket.history import Baskets, Floats, Ints, among, bought_keys
from matinee.learning.basket.simple import own_frequent, own_recent, popular_products, time_aware
from matinee.learning.basket.tifu import PUBLISHED, Tifu, distances, rank_tifu, vectors
from matinee.verdict.metrics.calibration import expected_calibration_error
from matinee.verdict.metrics.intervals import mean_interval, paired_difference

K = 10
AHEAD = 4
KEPT_ASIDE = 13
RECENT = (1, 5, 10, 20, 50, 10_000)
SHAPES = (PUBLISHED, Tifu(3, 0.9, 0.9), Tifu(7, 0.9, 0.9))
NEAR, OWN = (300, 900), (0.2, 0.5, 0.8)


class Task(NamedTuple):
    """What is judged: lines up to a week, what each household bought after it (sorted keys), and who bought."""

    lines: Baskets
    week: int
    bought: Ints
    households: Ints


def task(baskets: Baskets, week: int) -> Task:
    """The task of foretelling the weeks after `week`.

    Raises:
        InvalidInput: there are no baskets up to that week, or none after it.
    """
    first, last = int(baskets.week.min()), int(baskets.week.max())
    bought = bought_keys(baskets, week, AHEAD)
    if week < first or not len(bought):
        raise InvalidInput(
            f"week {week} leaves nothing to learn from or to judge on", f"weeks {first} to {last} are known"
        )
    return Task(baskets.until(week), week, bought, np.unique(bought // baskets.n_products))


def recalls(found: Task, ranked: Ranked, capped: bool = False) -> Floats:
    """recall@10 (households,) of the households that bought; popular products fill up what a rule leaves open."""
    n = found.lines.n_households
    best = filled(ranked, popular_products(found.lines, K), found.households, K)
    hit = among(best.household * found.lines.n_products + best.product, found.bought)
    hits = np.bincount(best.household, hit, minlength=n)[found.households]
    size = np.bincount(found.bought // found.lines.n_products, minlength=n)[found.households]
    return np.asarray(hits / (np.minimum(size, K) if capped else size))


def evaluate_basket(baskets: Baskets, week: int | None = None) -> dict[str, Any]:
    """Learn from the weeks up to `week` (default: all but the last thirteen) and judge on the four after it."""
    until = int(baskets.week.max()) - KEPT_ASIDE if week is None else week
    judged = task(baskets, until)
    begin = time.perf_counter()
    model = fit_again(judged.lines, until)
    seconds = time.perf_counter() - begin
    ranked = rank_again(model, judged.lines, until)
    ours, capped = recalls(judged, ranked), recalls(judged, ranked, capped=True)
    rules, settings = simple_rules(baskets, judged)
    baselines, paired = {}, {}
    for name, rule in rules.items():
        theirs = recalls(judged, rule)
        baselines[name] = {
            "recall@10": float(theirs.mean()),
            "capped_recall@10": float(recalls(judged, rule, True).mean()),
        }
        baselines[name] |= settings.get(name, {})
        gain = paired_difference(ours, theirs)
        paired[name] = {"gain": gain.mean, "low": gain.low, "high": gain.high}
    mean = mean_interval(ours)
    return {
        "until_week": until,
        "weeks_ahead": AHEAD,
        "households": len(judged.households),
        "recall@10": mean.mean,
        "recall@10_interval": [mean.low, mean.high],
        "capped_recall@10": float(capped.mean()),
        "baselines": baselines,
        "paired": paired,
        "best_baseline": max(baselines, key=lambda name: baselines[name]["recall@10"]),
        "fit_seconds": seconds,
        "due": evaluate_due(baskets, until),
    }


def simple_rules(baskets: Baskets, judged: Task) -> tuple[dict[str, Ranked], dict[str, Any]]:
    """The baselines' candidates, and the settings chosen for them on the four weeks before the week."""
    lines, n = judged.lines, judged.lines.n_households
    inner = task(lines, judged.week - AHEAD) if judged.week - AHEAD >= lines.week.min() else judged._replace(week=-1)
    tuning = inner if inner.week > 0 else None
    recent, tuned = (_choose_recent(tuning), _choose_tifu(tuning)) if tuning else (RECENT[-2], PUBLISHED)
    popular = popular_products(lines, K)
    everyone = np.arange(n)
    rules = {
        "own most frequent": own_frequent(lines),
        "own most recent": own_recent(lines),
        "popular": Ranked(
            np.repeat(everyone, len(popular)), np.tile(popular, n), np.tile(-np.arange(len(popular)) * 1.0, n)
        ),
        "time-aware user-wise popularity": time_aware(lines, recent),
        "TIFU-kNN, published settings": _tifu(lines, PUBLISHED),
        "TIFU-kNN, tuned": _tifu(lines, tuned),
    }
    chosen = {
        "time-aware user-wise popularity": {"recent_baskets": recent},
        "TIFU-kNN, published settings": {"settings": asdict(PUBLISHED)},
        "TIFU-kNN, tuned": {"settings": asdict(tuned)},
    }
    return rules, chosen


def _choose_recent(inner: Task) -> int:
    found = {recent: float(recalls(inner, time_aware(inner.lines, recent)).mean()) for recent in RECENT}
    return max(found, key=lambda recent: found[recent])


def _tifu(lines: Baskets, settings: Tifu) -> Ranked:
    own = vectors(lines, settings)
    return rank_tifu(own, distances(own), (settings.own,), settings.neighbours, K)[0]


def _choose_tifu(inner: Task) -> Tifu:
    found: dict[Tifu, float] = {}
    for shape in SHAPES:
        own = vectors(inner.lines, shape)
        apart = distances(own)
        for near in NEAR:
            for weight, ranked in zip(OWN, rank_tifu(own, apart, OWN, near, K), strict=True):
                found[replace(shape, neighbours=near, own=weight)] = float(recalls(inner, ranked).mean())
    return max(found, key=lambda settings: found[settings])


def evaluate_due(baskets: Baskets, week: int, n_bins: int = 10) -> dict[str, Any]:
    """The hazard of the next week, learned up to `week`, beside what was bought in it: bins and the ECE."""
    lines = baskets.until(week)
    model, due = fit_due(lines, week), due_pairs(lines, week)
    chance = hazards(model, due, 1)[:, 0]
    happened = among(due.pairs.household * baskets.n_products + due.pairs.product, bought_keys(baskets, week, 1))
    return told_of(chance, happened, n_bins)


def told_of(chance: NDArray[Any], happened: NDArray[Any], n_bins: int) -> dict[str, Any]:
    """How well chances (n,) foretold what happened (n,): their mean, calibration and squared error."""
    return {
        "pairs": len(chance),
        "mean_chance": float(chance.mean()),
        "share_bought": float(happened.mean()),
        "ece": expected_calibration_error(chance, happened),
        "brier": float(np.mean((chance - happened) ** 2)),
        "brier_of_the_mean": float(happened.mean() * (1 - happened.mean())),
        "reliability": reliability(chance, happened, n_bins),
    }


def reliability(chance: Floats, happened: NDArray[np.bool_], n_bins: int = 10) -> list[dict[str, float]]:
    """Bins of equal width from 0 to 1 that hold anything: mean chance, observed share, its standard error, pairs."""
    bins = np.minimum((chance * n_bins).astype(np.int64), n_bins - 1)
    found = []
    for number in np.unique(bins):
        inside = bins == number
        n, share = int(inside.sum()), float(happened[inside].mean())
        error = float(np.sqrt(max(share * (1 - share), 1e-12) / n))
        found.append({"chance": float(chance[inside].mean()), "share": share, "error": error, "pairs": n})
    return found
