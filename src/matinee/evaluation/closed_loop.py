"""Policies in closed loop over several seeds: factories in, figures per day and policy with 95 % intervals out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from matinee.worlds.closed import simulate
from matinee.worlds.figures import DayFigures
from matinee.worlds.policy import Policy
from matinee.worlds.world import World

Factory = Callable[[World, int], Policy]
"""World and seed -> a policy that has seen nothing yet."""

MEASURES = (
    "plays_per_session", "liking_per_session", "opens_per_session", "retention", "discovery_share",
    "effective_catalogue", "opt_out_share", "revenue",
)  # fmt: skip
BASE = "popular"
"""The policy that lifts are measured against, where it takes part."""


class Interval(msgspec.Struct, frozen=True):
    """A mean over seeds with its 95 % interval (Student's t); None where one seed cannot tell."""

    mean: float
    low: float | None
    high: float | None


class DayOfPolicy(msgspec.Struct, frozen=True):
    """One day of a policy: each measure over the seeds."""

    day: int
    measures: dict[str, Interval]


class PolicyReport(msgspec.Struct, frozen=True):
    """A policy over all its days; `lift` is the relative gain in true liking per session over popularity, paired."""

    policy: str
    seconds: float
    total: dict[str, Interval]
    by_day: list[DayOfPolicy]
    lift: list[DayOfPolicy]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a closed loop prints; everything in it is simulated."""

    source: str = "simulated"
    preset: str
    days: int
    members: int
    items: int
    seeds: list[int]
    policies: list[PolicyReport]


def compare(
    make_world: Callable[[int], World],
    factories: Mapping[str, Factory],
    seeds: Sequence[int],
    days: int,
    tell: Callable[[str], None] = lambda line: None,
) -> Comparison:
    """Run every policy in a world of each seed, the same members at the same times, and sum up.

    Args:
        make_world: seed -> a world.
        factories: policy name -> how to make it.
        seeds: one world each; five or more give honest intervals.
        days: simulated days.
        tell: takes a line of progress.
    """
    runs: dict[str, list[list[DayFigures]]] = {name: [] for name in factories}
    seconds = dict.fromkeys(factories, 0.0)
    for seed in seeds:
        world = make_world(seed)
        for name, make in factories.items():
            began = time.perf_counter()
            runs[name].append(list(simulate(world, make(world, seed), days, seed)))
            spent = time.perf_counter() - began
            seconds[name] += spent
            tell(f"seed {seed}: {name} {days} days in {spent:.1f} s")
    reports = [_report(name, found, runs.get(BASE), seconds[name] / len(seeds)) for name, found in runs.items()]
    return Comparison(
        preset=world.params.preset,
        days=days,
        members=world.params.members.n,
        items=world.params.items.n,
        seeds=list(seeds),
        policies=reports,
    )


def interval(values: Sequence[float]) -> Interval:
    """Mean of values from independent seeds, and Student's 95 % interval.

    Example:
        >>> found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
        >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3)
        (3.0, 1.037, 4.963)
    """
    array = np.asarray(values, dtype=np.float64)
    mean, n = float(array.mean()), len(array)
    if n < 2:
        return Interval(mean, None, None)
    half = float(stdtrit(n - 1, 0.975) * array.std(ddof=1) / np.sqrt(n))
    return Interval(mean, mean - half, mean + half)


def total(run: Sequence[DayFigures]) -> dict[str, float]:
    """One run as a whole: rates over all its sessions, shares at its end, revenue in all."""
    sessions, plays = max(1, sum(day.sessions for day in run)), max(1, sum(day.plays for day in run))
    return {
        "plays_per_session": plays / sessions,
        "liking_per_session": sum(day.liking for day in run) / sessions,
        "opens_per_session": sum(day.opens for day in run) / sessions,
        "retention": run[-1].retention,
        "discovery_share": sum(day.discovery_share * day.plays for day in run) / plays,
        "effective_catalogue": float(np.mean([day.effective_catalogue for day in run])),
        "opt_out_share": run[-1].opt_out_share,
        "revenue": sum(day.revenue for day in run),
    }


def _report(name: str, runs: list[list[DayFigures]], base: list[list[DayFigures]] | None, spent: float) -> PolicyReport:
    totals = [total(run) for run in runs]
    by_day = [
        DayOfPolicy(number, {measure: interval([getattr(day, measure) for day in days]) for measure in MEASURES})
        for number, days in enumerate(zip(*runs, strict=True), start=1)
    ]
    return PolicyReport(
        policy=name,
        seconds=round(spent, 2),
        total={measure: interval([one[measure] for one in totals]) for measure in MEASURES},
        by_day=by_day,
        lift=[] if base is None or name == BASE else _lift(runs, base),
    )


def _lift(runs: list[list[DayFigures]], base: list[list[DayFigures]]) -> list[DayOfPolicy]:
    """By day: how much more true liking per session than popularity in the same world, as a share of it."""
    ours, theirs = _liking(runs), _liking(base)
    gain = ours / np.maximum(theirs, 1e-9) - 1.0
    return [
        DayOfPolicy(number + 1, {"liking_per_session": interval(gain[:, number].tolist())})
        for number in range(gain.shape[1])
    ]


def _liking(runs: list[list[DayFigures]]) -> NDArray[np.float64]:
    """(seeds, days)."""
    return np.array([[day.liking_per_session for day in run] for run in runs])
