"""Habits: purchase lines in; how long each product lasts, how many come back for it, and the hazard's weights out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.learning.basket.history import Floats, Ints
from matinee.learning.basket.lines import Lines
from matinee.learning.basket.logistic import fit_logistic
from matinee.table.habits import HORIZON_DAYS, Pairs, chances, design, own_gap

RIDGE = 10.0
ORIGINS = 4
"""Weeks that serve as labels, each after its own past."""
SHRINK = 5.0
LEAST = 30
"""Purchases again below which no hazard is learned."""
MOST_PAIRS = 400_000


@dataclass(frozen=True)
class Products:
    """By item row (n,): days that usually lie between two purchases, and the share of buyers who came back."""

    gap: Floats
    again: Floats


@dataclass(frozen=True)
class Known:
    """Pairs (m,) of customer and product on a day, with what is known of each."""

    who: Ints
    row: Ints
    pairs: Pairs


def products(lines: Lines, n: int) -> Products:
    """Geometric mean of the days between a customer's purchases of a product, drawn to that of all products."""
    order = np.lexsort((lines.at, lines.row, lines.who))
    who, row, at = lines.who[order], lines.row[order], lines.at[order]
    same = (who[1:] == who[:-1]) & (row[1:] == row[:-1]) & (at[1:] - at[:-1] > DAY // 2)
    gaps = np.log(np.maximum((at[1:] - at[:-1])[same] / DAY, 0.5))
    of = row[1:][same]
    mean = float(gaps.mean()) if len(gaps) else float(np.log(30.0))
    total, count = np.bincount(of, gaps, n), np.bincount(of, minlength=n)
    first = np.append(True, (who[1:] != who[:-1]) | (row[1:] != row[:-1])) if len(who) else np.zeros(0, bool)
    buyers = np.bincount(row[first], minlength=n)
    came = np.unique(np.column_stack([who[1:][same], of]), axis=0) if len(of) else np.zeros((0, 2), np.int64)
    back = np.bincount(came[:, 1], minlength=n)
    usual = (back.sum() + 1.0) / (buyers.sum() + 2.0)
    return Products(np.exp((total + SHRINK * mean) / (count + SHRINK)), (back + SHRINK * usual) / (buyers + SHRINK))


def known_at(lines: Lines, found: Products, now: int) -> Known:
    """What was known of every pair bought before `now` (UTC microseconds), as a profile knows it when serving."""
    past = lines.take(lines.at < now)
    if not len(past):
        none = np.zeros(0)
        return Known(past.who, past.who, Pairs(*[none] * 6))
    n = len(found.gap)
    keys, of = np.unique(past.who * n + past.row, return_inverse=True)
    last, met = np.zeros(len(keys), np.int64), np.full(len(keys), now)
    np.maximum.at(last, of, past.at)
    np.minimum.at(met, of, past.met_at)
    times = np.bincount(of).astype(np.float64)
    who, row = keys // n, keys % n
    newest, oldest = np.zeros(len(past.names), np.int64), np.full(len(past.names), now)
    np.maximum.at(newest, past.who, past.at)
    np.minimum.at(oldest, past.who, past.met_at)
    weeks = np.maximum(now - oldest, DAY) / (7 * DAY)
    pace = np.bincount(past.who, minlength=len(past.names)) / weeks
    pairs = Pairs(
        since=(now - last) / DAY,
        gap=own_gap(found.gap[row], (last - met) / DAY, times),
        times=times,
        again=found.again[row],
        quiet=(now - newest[who]) / DAY,
        pace=pace[who],
    )
    return Known(who, row, pairs)


def bought_within(lines: Lines, known: Known, n: int, now: int) -> NDArray[np.bool_]:
    """Which pairs (m,) were bought within the horizon after `now`."""
    inside = (lines.at >= now) & (lines.at < now + round(HORIZON_DAYS * DAY))
    wanted = np.unique(lines.who[inside] * n + lines.row[inside])
    return np.isin(known.who * n + known.row, wanted)


def fit_hazard(lines: Lines, n: int, until: int, seed: int = 7) -> Floats:
    """Weights (14,) of `table.habits.design`, the last the offset, from the last weeks up to `until`; empty where too
    little was bought again. Only what was known before a week teaches of it."""
    designs, labels = [], []
    for back in range(1, ORIGINS + 1):
        now = until - round(back * HORIZON_DAYS * DAY)
        known = known_at(lines, products(lines.take(lines.at < now), n), now)
        if len(known.who):
            designs.append(design(known.pairs))
            labels.append(bought_within(lines, known, n, now))
    y = np.concatenate(labels).astype(np.float64) if labels else np.zeros(0)
    if y.sum() < LEAST or y.sum() == len(y):
        return np.zeros(0)
    x = np.concatenate(designs).astype(np.float32)
    if len(y) > MOST_PAIRS:
        some = np.random.default_rng(seed).choice(len(y), MOST_PAIRS, replace=False)
        x, y = x[some], y[some]
    model = fit_logistic(x, y, np.ones(len(y)), RIDGE)
    plain = model.weights / model.scales
    return np.append(plain, model.intercept - float(model.means @ plain))


def foretold(weights: Floats, known: Known) -> Floats:
    """Chance (m,) that each pair is bought within the horizon."""
    return chances(weights, known.pairs)
