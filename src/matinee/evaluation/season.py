"""After the season: a shop world with a planted peak and dip and two engines in; revenue after the season beside each
other, with an interval, out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from matinee.core.errors import InvalidInput
from matinee.evaluation.closed_loop import Factory, interval
from matinee.worlds.closed import simulate
from matinee.worlds.figures import DayFigures
from matinee.worlds.world import World

AWARE, BLIND = "season-aware", "season-blind"
Tell = Callable[[str], None]


def evaluate_season(
    make_world: Callable[[int], World], engines: Mapping[str, Factory], seeds: Sequence[int], days: int, tell: Tell
) -> dict[str, Any]:
    """Run both engines over the days after the season, the same customers at the same times, and compare revenue.

    Up to the end of the season events come without a policy, so that both engines know the same; then each serves the
    pages and learns every night.

    Args:
        make_world: seed -> a shop world with a season.
        engines: the two engines under `AWARE` and `BLIND`.
        seeds: one world each; five or more give honest intervals.
        days: simulated days after the season.
        tell: takes a line of progress.

    Raises:
        InvalidInput: a world without a season.
    """
    runs: dict[str, list[list[DayFigures]]] = {name: [] for name in engines}
    for seed in seeds:
        world = make_world(seed)
        history = end_of(world)
        for name, make in engines.items():
            began = time.perf_counter()
            runs[name].append(list(simulate(world, make(world, seed), days, seed, history)))
            revenue = sum(day.revenue for day in runs[name][-1])
            tell(f"seed {seed}: {name}, revenue {revenue:,.0f} in {days} days ({time.perf_counter() - began:.1f} s)")
    return compared(runs, days, list(seeds))


def end_of(world: World) -> int:
    """Days from the start to the end of the season, that day counted.

    Raises:
        InvalidInput: there is none.
    """
    season = world.params.season
    if season is None or not world.shop:
        raise InvalidInput("this world has no season in a shop", "give the shop preset, or a file with [season]")
    return round(season.peak_day + 1.5 * season.width_days) + 1


def compared(runs: Mapping[str, Sequence[Sequence[DayFigures]]], days: int, seeds: list[int]) -> dict[str, Any]:
    """Both engines' figures, and how far the one is above the other, paired by world."""
    revenue = {name: [sum(day.revenue for day in run) for run in found] for name, found in runs.items()}
    gain = [a - b for a, b in zip(revenue[AWARE], revenue[BLIND], strict=True)]
    share = [a / b - 1.0 for a, b in zip(revenue[AWARE], revenue[BLIND], strict=True)]
    return {
        "source": "simulated",
        "seeds": seeds,
        "days_after": days,
        "engines": {
            name: {
                "revenue": _told(revenue[name]),
                "revenue_per_session": _told([_rate(run, "revenue") for run in found]),
                "purchases_per_session": _told([_rate(run, "plays") for run in found]),
                "liking_per_session": _told([_rate(run, "liking") for run in found]),
                "staying": _told([run[-1].retention for run in found]),
            }
            for name, found in runs.items()
        },
        "revenue_gain": _told(gain),
        "revenue_gain_share": _told(share),
        "by_day": [
            {name: round(float(np.mean([run[day].revenue for run in found])), 2) for name, found in runs.items()}
            for day in range(days)
        ],
    }


def _rate(run: Sequence[DayFigures], what: str) -> float:
    return float(sum(getattr(day, what) for day in run)) / max(1, sum(day.sessions for day in run))


def _told(values: Sequence[float]) -> dict[str, float | None]:
    found = interval(values)
    return {"mean": found.mean, "low": found.low, "high": found.high}
