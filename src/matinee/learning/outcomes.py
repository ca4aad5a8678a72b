"""The ranker's weights from outcomes: slots that were seen, features and what came of them in; logistic weights out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE: Final = 1000.0
"""How many outcomes the prior is worth, for each standardised feature."""
SPREAD: Final = 0.01
"""What of that holds how far chances are spread to what the slopes say."""
LEAST_SPREAD: Final = 0.1
"""Chances are never spread less than this share of that: an order is better than none."""
STEPS: Final = 30


@dataclass(frozen=True, slots=True)
class Slots:
    """k slots that came into view: their page (k,), whether Matinee served it (k,), features (k, f), where
    they stood (k, 2) as row and column, how much each counts (k,), whether they were taken up at all (k,) and the
    reward that they brought (k,), both in [0, 1]."""

    page: NDArray[np.int64]
    served: NDArray[np.bool_]
    features: Floats
    place: Floats
    weight: Floats
    taken: Floats
    reward: Floats


def joined(parts: Sequence[Slots]) -> Slots:
    """Several lots of slots as one; pages of different lots stay apart."""
    ends = np.cumsum([0, *(int(part.page.max(initial=-1)) + 1 for part in parts)])
    apart = [replace(part, page=part.page + begin) for part, begin in zip(parts, ends, strict=False)]
    return Slots(*(np.concatenate([getattr(part, name) for part in apart]) for name in Slots.__slots__))


def own_pages(slots: Slots, least: float) -> Slots:
    """Only what stood on pages that Matinee served, where they tell of so many take-ups; else all. What is chosen among
    a few things at hand elsewhere says little of what is chosen on a page."""
    if float(slots.taken[slots.served].sum()) < least:
        return slots
    return Slots(*(getattr(slots, name)[slots.served] for name in Slots.__slots__))


def fit_outcomes(slots: Slots, prior: Floats, ridge: float = RIDGE) -> Floats:
    """(f + 1,) with the offset last: the reward to be expected of a slot that is looked at.

    What is learned is what told the slots of a page apart: pages differ in who asked, when and how the page came about,
    and members of whom little is known are busier or idler than others, which says nothing of items. Where a slot stood
    is a feature while learning, so that what stood well is not taken for good. A first model, held to the `prior` (f,),
    learns what is taken up at all, from the most outcomes; the second, held to the first, learns the reward. A feature
    that told no slots apart keeps its prior. How far chances are spread, and their level, is learned from all slots.
    """
    f = slots.features.shape[1]
    x = within(np.column_stack([slots.features, np.log1p(slots.place)]), slots.page)
    scale = np.sqrt(np.average(x**2, axis=0, weights=slots.weight))
    told = scale >= 1e-9
    design = np.column_stack([x / np.where(told, scale, np.inf), np.ones(len(x))])
    begin = np.r_[prior * scale[:f], np.zeros(design.shape[1] - f)]
    held = logistic(design, slots.taken, slots.weight, begin, ridge)
    held = logistic(design, slots.reward, slots.weight, held, ridge)
    plain = np.where(told[:f], held[:f] / np.maximum(scale[:f], 1e-9), prior)
    return spread(slots, plain, SPREAD * ridge)


def spread(slots: Slots, plain: Floats, ridge: float = SPREAD * RIDGE) -> Floats:
    """Slopes (f,) -> the same spread as far as the rewards of all slots say, with their level: (f + 1,)."""
    logits, stood = slots.features @ plain, np.log1p(slots.place)
    stood = stood - np.average(stood, axis=0, weights=slots.weight)
    design = np.column_stack([logits, stood, np.ones(len(logits))])
    found = logistic(design, slots.reward, slots.weight, np.array([1.0, 0.0, 0.0, 0.0]), ridge)
    return np.asarray(np.r_[max(float(found[0]), LEAST_SPREAD) * plain, found[-1]], np.float64)


def within(x: Floats, page: NDArray[np.int64]) -> Floats:
    """Columns (k, c) less their mean over the slots of the same page (k,)."""
    n = np.maximum(np.bincount(page), 1)
    means = np.stack([np.bincount(page, column) / n for column in x.T], axis=1)
    return np.asarray(x - means[page], np.float64)


def logistic(design: Floats, y: Floats, weight: Floats, prior: Floats, ridge: float) -> Floats:
    """Weights (f,) of the fractional logistic likelihood, held to `prior` by the ridge; the last, the offset, is free.

    Newton steps, halved until the loss falls (Papke and Wooldridge 1996 for outcomes between 0 and 1).
    """
    mean = float(np.clip(np.average(y, weights=weight), 1e-6, 1 - 1e-6))
    w = prior.copy()
    w[-1] = np.log(mean / (1 - mean))
    penalty = np.full(len(w), ridge)
    penalty[-1] = 1e-6
    loss = _loss(design, y, weight, w, prior, penalty)
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ w, -40, 40)))
        gradient = design.T @ (weight * (chance - y)) + penalty * (w - prior)
        curvature = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        size, better = 1.0, _loss(design, y, weight, w - step, prior, penalty)
        while better > loss and size > 1e-3:
            size /= 2
            better = _loss(design, y, weight, w - size * step, prior, penalty)
        if better >= loss:
            break
        w, gained, loss = w - size * step, loss - better, better
        if gained < 1e-6 * abs(loss):
            break
    return np.asarray(w, np.float64)


def _loss(design: Floats, y: Floats, weight: Floats, w: Floats, prior: Floats, penalty: Floats) -> float:
    logits = design @ w
    return float(weight @ (np.logaddexp(0.0, logits) - y * logits) + 0.5 * (penalty * (w - prior) ** 2).sum())
