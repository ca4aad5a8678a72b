"""Pages against simpler pages: proposed rows and what was wanted in; metrics of each way, paired intervals, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings
from matinee.evaluation.page_policies import (
    Grid,
    Learned,
    Proposed,
    best_order,
    by_mean_score,
    composed,
    in_order,
)
from matinee.learning.rows import learn_lifts
from matinee.table.page.attention import attention_of
from matinee.verdict.metrics.page import coverage_of_pages, expected_reward, ndcg_grid, recall_at_grid, variety

BASELINES: Final = ("fixed", "sorted")
REACHED: Final = 12
"""Rows that the fixed order is found for place by place."""


@dataclass(frozen=True, slots=True)
class PageCase:
    """A page that is wanted: what it may be made of, the item rows that turned out to be wanted, and whose it is."""

    who: str
    proposed: Proposed
    wanted: frozenset[int]


Truth = Callable[[PageCase, Grid], float]
"""What a page is really worth, where a world tells it."""


def lifts_of(cases: Sequence[PageCase], columns: int) -> dict[str, NDArray[Any]]:
    """What kinds of rows keep of their promise on training pages, as the snapshot would carry it."""
    kinds, expected, got = [], [], []
    for case in cases:
        for draft in case.proposed.drafts.values():
            at = np.arange(min(len(draft.picks), columns))
            rows = case.proposed.ranked.rows[draft.picks[at]]
            kinds += [draft.kind] * len(at)
            expected.append(draft.chances_of(case.proposed.ranked, at))
            got.append(np.isin(rows, list(case.wanted)))
    if not kinds:
        return {}
    names, lifts = learn_lifts(np.array(kinds), np.concatenate(expected), np.concatenate(got).astype(np.float64))
    return {"rows.kinds": names, "rows.lifts": lifts}


def lay_out(
    cases: Sequence[PageCase], training: Sequence[PageCase], device: DeviceSettings, learned: Learned, worth: Truth
) -> dict[str, list[Grid]]:
    """The pages of each way: ours, the best fixed order on training pages, the rows sorted by mean score."""
    order = best_order([c.proposed for c in training], lambda n, grid: worth(training[n], grid), device, REACHED)
    return {
        "matinee": [composed(case.proposed, device, learned) for case in cases],
        "fixed": [in_order(case.proposed, order, device) for case in cases],
        "sorted": [by_mean_score(case.proposed, device) for case in cases],
    }


def recall(window: tuple[int, int]) -> Truth:
    """Share of what was wanted that stands in the window."""
    return lambda case, grid: recall_at_grid(grid, case.wanted, *window)


def measures(
    case: PageCase, grid: Grid, attention: NDArray[np.float64], window: tuple[int, int], truth: Truth | None
) -> dict[str, float]:
    """Everything that is measured of one page; an item that stands twice counts where it is looked at most."""
    s, ranked = case.proposed.situation, case.proposed.ranked
    chance = np.zeros(s.n)
    chance[ranked.rows] = ranked.chances
    labels = {int(row): frozenset(s.catalog.genres.of(int(row)).tolist()) for row in grid[grid >= 0]}
    chances = np.where(first_only(grid), chance[np.maximum(grid, 0)], 0.0)
    found = {
        "recall": recall_at_grid(grid, case.wanted, *window),
        "ndcg": ndcg_grid(np.where(first_only(grid), grid, -1), dict.fromkeys(case.wanted, 1.0), attention),
        "expected_reward": expected_reward(chances, attention),
        "variety": variety(grid, labels, *window),
    }
    return found if truth is None else {**found, "true_reward": truth(case, grid)}


def first_only(grid: Grid) -> NDArray[np.bool_]:
    """(rows, columns) whether a slot holds an item that stands in none before it, in reading order."""
    flat = grid.ravel()
    first = np.zeros(len(flat), bool)
    first[np.unique(flat, return_index=True)[1]] = True
    return (first & (flat >= 0)).reshape(grid.shape)


def table(
    cases: Sequence[PageCase],
    pages: Mapping[str, Sequence[Grid]],
    device: DeviceSettings,
    window: tuple[int, int],
    truth: Truth | None = None,
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Way -> measure -> (cases,)."""
    attention = attention_of({}, "", device)
    found = {}
    for way, grids in pages.items():
        lines = [measures(c, grid, attention, window, truth) for c, grid in zip(cases, grids, strict=True)]
        found[way] = {name: np.array([line[name] for line in lines]) for name in lines[0]} if lines else {}
    return found


def paired(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], groups: NDArray[Any], seed: int = 5
) -> dict[str, Any]:
    """The relative gain of our mean over theirs with its 95 % interval, by resampling groups (members, or worlds) in
    pairs 2,000 times."""
    names, code = np.unique(groups.astype(str), return_inverse=True)
    good = ~np.isnan(ours) & ~np.isnan(theirs)
    size = np.bincount(code[good], minlength=len(names)).astype(float)
    a, b = (np.bincount(code[good], values[good], len(names)) for values in (ours, theirs))
    draws = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1.0 / len(names)), 2_000)
    gains = (draws @ a) / np.maximum(draws @ b, 1e-12) - 1.0
    low, high = np.quantile(gains, [0.025, 0.975])
    mean_a, mean_b = a.sum() / max(size.sum(), 1.0), b.sum() / max(size.sum(), 1.0)
    return {
        "ours": round(float(mean_a), 5),
        "theirs": round(float(mean_b), 5),
        "gain": round(float(mean_a / mean_b - 1.0), 4) if mean_b > 0 else None,
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "pairs": int(good.sum()),
        "groups": len(names),
    }


def report(
    found: Mapping[str, Mapping[str, NDArray[np.float64]]],
    groups: NDArray[Any],
    pages: Mapping[str, Sequence[Grid]],
    n: int,
) -> dict[str, Any]:
    """Means of every way, and our gain over each simpler way with a paired interval."""
    names = list(found["matinee"])
    return {
        "cases": len(groups),
        "members": len(np.unique(groups.astype(str))),
        "ways": {
            way: {name: _mean(values) for name, values in told.items()}
            | {"coverage": round(coverage_of_pages(pages[way], n, 3, 4), 5) if n else None}
            for way, told in found.items()
        },
        "gain": {
            way: {name: paired(found["matinee"][name], found[way][name], groups) for name in names} for way in BASELINES
        },
    }


def _mean(values: NDArray[np.float64]) -> float | None:
    kept = values[~np.isnan(values)]
    return round(float(kept.mean()), 5) if len(kept) else None
