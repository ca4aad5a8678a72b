"""Learning attention: slots that were sent and which of them came into view in; a curve per device out.

Where pages were tracked, a slot's attention is the share of tracked pages on which it came into view. Where a device
sends no impressions, it is what was chosen there beside what the scores and propensities expected (a position model:
chance of a choice = attention x chance of welcome; Richardson et al. 2007, weighted against the page's own choice by
propensity). Either is drawn towards the stated prior by `PULL` pages' worth of evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import DeviceSettings
from matinee.table.page.attention import prior

PULL: Final = 200.0
"""How many pages the prior counts for in each slot."""
LEAST: Final = 30
"""Tracked pages of a device below which its impressions say nothing."""
CHOICES: Final = 1_000
"""How many choices on a device that is not tracked must be known before they tell of attention."""
TRACKED: Final = 0.05
"""Share of tracked pages below which a device's choices say more than its impressions."""
LONGEST: Final = (60, 100)
"""Rows and columns beyond which nothing is learned."""


@dataclass(frozen=True, slots=True)
class SentSlots:
    """Slots of served pages (n,): number of the page, row, column; whether it came into view; whether it was chosen
    (opened, played or bought); the score it was given and the propensity with which it came there."""

    page: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    seen: NDArray[np.bool_]
    chosen: NDArray[np.bool_]
    score: NDArray[np.float64]
    propensity: NDArray[np.float64]

    def take(self, which: NDArray[np.bool_]) -> SentSlots:
        """These slots only."""
        names = ("page", "row", "column", "seen", "chosen", "score", "propensity")
        return SentSlots(*(getattr(self, name)[which] for name in names))


@dataclass(frozen=True, slots=True)
class Curve:
    """Attention of one device. All (rows, columns): the chance that a slot is looked at, how often it was sent on pages
    that count, how often it was seen (or chosen); `how` is "impressions", "choices" or "prior"."""

    attention: NDArray[np.float64]
    sent: NDArray[np.int64]
    seen: NDArray[np.int64]
    how: str


def tracked(slots: SentSlots) -> NDArray[np.bool_]:
    """(n,) which slots lie on pages whose tracker spoke: something came into view, and not everything."""
    n = int(slots.page.max(initial=-1)) + 1
    size, seen = np.bincount(slots.page, minlength=n), np.bincount(slots.page, slots.seen, n)
    found: NDArray[np.bool_] = ((seen > 0) & (seen < size))[slots.page]
    return found


def learn_curve(slots: SentSlots, device: DeviceSettings) -> Curve:
    """The curve of one device from its slots."""
    inside = (slots.row < LONGEST[0]) & (slots.column < LONGEST[1])
    slots = slots.take(inside)
    shape = (int(slots.row.max(initial=-1)) + 1, int(slots.column.max(initial=-1)) + 1)
    told = slots.take(tracked(slots))
    pages, with_tracker = len(np.unique(slots.page)), len(np.unique(told.page))
    if with_tracker >= LEAST and with_tracker >= TRACKED * pages:
        return _from_impressions(told, shape, device)
    if int(slots.chosen.sum()) >= CHOICES:
        return _from_choices(slots, shape, device)
    nothing = np.zeros(shape, np.int64)
    return Curve(prior(device, *shape), nothing, nothing, "prior")


def _table(slots: SentSlots, shape: tuple[int, int], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    cell = slots.row * shape[1] + slots.column
    return np.bincount(cell, weights, shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _from_impressions(slots: SentSlots, shape: tuple[int, int], device: DeviceSettings) -> Curve:
    sent, seen = _table(slots, shape), _table(slots, shape, slots.seen.astype(float))
    smooth = fitted(sent, seen, prior(device, *shape))
    attention = (seen + PULL * np.clip(smooth, 0.0, 1.0)) / (sent + PULL)
    return Curve(np.clip(attention, 1e-6, 1.0), sent.astype(np.int64), seen.astype(np.int64), "impressions")


def _from_choices(slots: SentSlots, shape: tuple[int, int], device: DeviceSettings) -> Curve:
    """Choices beside what was expected of the items there, the tried ones weighing as much as they are rare."""
    weight = np.minimum(1.0 / np.maximum(slots.propensity, 1e-6), 50.0)
    expected = _table(slots, shape, weight * np.maximum(slots.score, 1e-6))
    chosen = _table(slots, shape, weight * slots.chosen)
    rate = chosen.sum() / max(float(expected.sum()), 1e-12)
    hoped, pull = expected * rate, PULL * float(slots.score.mean()) * rate
    smooth = fitted(hoped, chosen, prior(device, *shape), pull / PULL)
    attention = (chosen + pull * smooth) / np.maximum(hoped + pull, 1e-12)
    top = float(attention.max())
    sent = _table(slots, shape).astype(np.int64)
    count = _table(slots, shape, slots.chosen.astype(float)).astype(np.int64)
    return Curve(np.clip(attention / max(top, 1e-12), 1e-6, 1.0), sent, count, "choices")


def fitted(
    sent: NDArray[np.float64], seen: NDArray[np.float64], assumed: NDArray[np.float64], pull: float = 10.0
) -> NDArray[np.float64]:
    """(rows, columns) what a slot of little evidence is drawn to: the prior, raked to the sums by row and column, each
    of which the prior, brought to the level of what was seen, holds with `pull` pages."""
    level = (seen.sum() + 1e-9) / ((sent * assumed).sum() + 1e-9)
    table = start = assumed * level
    for _ in range(20):
        for axis in (0, 1):
            wanted = seen.sum(axis, keepdims=True) + pull * start.sum(axis, keepdims=True)
            table = table * wanted / ((sent * table).sum(axis, keepdims=True) + pull * table.sum(axis, keepdims=True))
    return np.asarray(table, np.float64)


def learn_attention(
    slots: SentSlots, device_of_slot: NDArray[np.object_], geometry: Mapping[str, DeviceSettings]
) -> dict[str, Curve]:
    """The curve of each of these devices; whatever else was asked for a page counts as the device it is laid out like.

    Args:
        device_of_slot: (n,) names as they were sent.
    """
    known = np.isin(device_of_slot.astype(str), list(geometry))
    names = np.where(known, device_of_slot, "desktop")
    return {name: learn_curve(slots.take(names == name), device) for name, device in geometry.items()}
