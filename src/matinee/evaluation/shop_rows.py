"""The shop's rows as they are served: baskets and a week in; how well what goes with a basket and what is due are told
on the weeks after, beside simpler rules, out."""

from __future__ import annotations

import time
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.catalog.labels import Labels, build_labels
from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput
from matinee.core.snapshot import Graph
from matinee.evaluation.basket import AHEAD, KEPT_ASIDE, told_of
from matinee.learning.basket.goes_with import goes_with
from matinee.learning.basket.habits import bought_within, fit_hazard, foretold, known_at, products
from matinee.learning.basket.history import Baskets
from matinee.learning.basket.lines import Lines
from matinee.verdict.metrics.intervals import paired_difference

K: Final = 10
MOST: Final = 6_000
"""Baskets judged at the most, drawn with a fixed seed."""
SMALLEST: Final = 3


def evaluate_shop_rows(baskets: Baskets, week: int | None = None) -> dict[str, Any]:
    """Learn from the weeks up to `week` (default: all but the last thirteen) and judge on the four after it.

    Raises:
        InvalidInput: nothing to learn from, or to judge on.
    """
    until = int(baskets.week.max()) - KEPT_ASIDE if week is None else week
    lines = as_lines(baskets)
    past, later = baskets.week <= until, (baskets.week > until) & (baskets.week <= until + AHEAD)
    if not past.any() or not later.any():
        raise InvalidInput(f"week {until} leaves nothing to learn from or to judge on", "choose another --until-week")
    cut = int(lines.at[past].max()) + 1
    return {
        "until_week": until,
        "goes_with": judge_goes_with(lines.take(past), lines.take(later), labels_of(baskets), baskets.kinds),
        "due": judge_due(lines, baskets.n_products, cut),
    }


def as_lines(baskets: Baskets) -> Lines:
    """The same lines as the log of a home would give them, by time."""
    at = np.round(baskets.day * DAY).astype(np.int64)
    order = np.argsort(at, kind="stable")
    keys = baskets.household * baskets.n_products + baskets.product
    _, of = np.unique(keys, return_inverse=True)
    met = np.full(int(of.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(met, of, at)
    names = baskets.household_ids.astype(str).astype(object)
    return Lines(
        names=names,
        zones=np.full(len(names), "", object),
        who=baskets.household[order],
        row=baskets.product[order].astype(np.int32),
        at=at[order],
        basket=baskets.basket[order],
        met_at=met[of][order],
        money=baskets.money[order],
    )


def labels_of(baskets: Baskets) -> tuple[Labels, ...]:
    """What a catalogue would say of the products: their kind and their coarser group."""
    return tuple(build_labels([(str(code),) for code in codes.tolist()]) for codes in (baskets.kinds, baskets.groups))


def judge_goes_with(past: Lines, later: Lines, labels: tuple[Labels, ...], kinds: NDArray[Any]) -> dict[str, Any]:
    """One product of each later basket is hidden, of a kind that nothing else in it has; recall@10 of finding it from
    the others, beside the most bought products and plain counts of what was bought together.

    Ours adds the log lifts of what the basket holds to the log of how often a product is bought, as naive Bayes would.
    """
    n = len(kinds)
    began = time.perf_counter()
    found = goes_with(past, labels, n)
    seconds = time.perf_counter() - began
    counts = np.bincount(past.row, minlength=n)
    plain = together(past, n)
    hits: dict[str, list[bool]] = {"ours": [], "popular": [], "bought together": []}
    for shown, hidden in cases(later, kinds):
        own = np.isin(kinds, kinds[shown])
        for name, score in (
            ("ours", np.log1p(counts) + _pushed(found.complements, shown, n)),
            ("popular", counts.astype(float)),
            ("bought together", np.asarray(plain[shown].sum(axis=0)).ravel()),
        ):
            worth = np.where(own, -1.0, score + 1e-9 * counts)
            hits[name].append(bool(hidden in np.argpartition(-worth, K)[:K]))
    ours = np.array(hits["ours"], float)
    paired = {name: paired_difference(ours, np.array(hits[name], float)) for name in ("popular", "bought together")}
    return {
        "baskets": len(ours),
        "recall@10": float(ours.mean()),
        "baselines": {name: float(np.mean(hits[name])) for name in paired},
        "paired": {name: {"gain": gain.mean, "low": gain.low, "high": gain.high} for name, gain in paired.items()},
        "fit_seconds": seconds,
    }


def cases(later: Lines, kinds: NDArray[Any], seed: int = 5) -> list[tuple[NDArray[np.int32], int]]:
    """(products shown, product hidden) of baskets that hold a product of a kind of its own."""
    chance = np.random.default_rng(seed)
    order = np.argsort(later.basket, kind="stable")
    groups = np.split(later.row[order], np.flatnonzero(np.diff(later.basket[order])) + 1)
    enough = [rows for rows in groups if SMALLEST <= len(rows) <= 60]
    drawn = chance.permutation(len(enough))[:MOST]
    found = []
    for number in sorted(drawn.tolist()):
        rows = np.unique(enough[number])
        _, of, times = np.unique(kinds[rows], return_inverse=True, return_counts=True)
        alone = np.flatnonzero(times[of] == 1)
        if len(alone) and len(rows) >= SMALLEST:
            hidden = int(chance.choice(alone))
            found.append((np.delete(rows, hidden), int(rows[hidden])))
    return found


def together(past: Lines, n: int) -> sparse.csr_matrix:
    """How many baskets held both."""
    keys = np.unique(past.basket * n + past.row)
    basket = np.unique(keys // n, return_inverse=True)[1]
    held = sparse.csr_matrix((np.ones(len(keys), np.float32), (basket, keys % n)), shape=(int(basket.max()) + 1, n))
    return sparse.csr_matrix(held.T @ held)


def _pushed(complements: Graph, shown: NDArray[np.int32], n: int) -> NDArray[np.float64]:
    return complements.push(shown, np.ones(len(shown)), n)


def judge_due(lines: Lines, n: int, cut: int, n_bins: int = 10) -> dict[str, Any]:
    """The hazard that pages are served with, learned before `cut`, beside what was bought in the week after."""
    past = lines.take(lines.at < cut)
    began = time.perf_counter()
    weights = fit_hazard(past, n, cut)
    seconds = time.perf_counter() - began
    if not len(weights):
        raise InvalidInput("too little was bought again to learn when anything is due", "choose a later --until-week")
    known = known_at(past, products(past, n), cut)
    chance, happened = foretold(weights, known), bought_within(lines, known, n, cut)
    return told_of(chance, happened, n_bins) | {"fit_seconds": seconds}
