"""Title health: yesterday's counts beside the days before in; what is broken, where and how badly, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom

from matinee.core.judging import HealthTerms
from matinee.verdict.feedback.expected import Codes, Floats, clumping, expected_success, overdispersion

BROKEN_PICTURE: Final = "broken picture"
UNAVAILABLE: Final = "unavailable"
LOST_EVENTS: Final = "lost events"
DOUBLED_EVENTS: Final = "doubled events"
STALE_MODEL: Final = "stale model"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong: its kind, the item or device, seen as a share of what was foreseen, the chance of such a day."""

    kind: str
    where: str
    ratio: float
    chance: float


class Shown(msgspec.Struct, frozen=True):
    """Columns (n,): success 0 or 1 of each exposure, its item, member and day (codes from 0), and circumstances."""

    success: Floats
    item: Codes
    member: Codes
    day: Codes
    factors: tuple[Codes, ...]


class Counts(msgspec.Struct, frozen=True):
    """past_seen, past_foreseen (n_days, n_items): successes in the days before; and of yesterday (n_items,) exposures,
    seen and foreseen successes.

    clumps, day_clumps: by how much a member's successes go together over days and within one (`verdicts.clumping`).
    """

    past_seen: Floats
    past_foreseen: Floats
    exposures: Floats
    seen: Floats
    foreseen: Floats
    clumps: float
    day_clumps: float


def daily_counts(shown: Shown, n_items: int) -> Counts:
    """What every item's exposures of one kind brought, day by day; the last day there is, is the one to be judged.

    What is foreseen of a success is expected from the circumstances and the day, so that a day on which less happens
    everywhere is nobody's fault.
    """
    number = shown.day - shown.day.min()
    foreseen = expected_success(shown.success, (*shown.factors, number))

    def daily(values: Floats) -> Floats:
        cell = number * n_items + shown.item
        days = int(number.max()) + 1
        return np.asarray(np.bincount(cell, weights=values, minlength=days * n_items).reshape(days, n_items))

    today = number == number.max()
    seen, due, exposures = daily(shown.success), daily(foreseen), daily(np.ones(len(number)))
    surplus = shown.success - foreseen
    return Counts(
        seen[:-1], due[:-1], exposures[-1], seen[-1], due[-1],
        clumping(surplus, shown.item, shown.member),
        clumping(surplus[today], shown.item[today], shown.member[today]),
    )  # fmt: skip


def sudden(counts: Counts, terms: HealthTerms) -> tuple[Floats, Floats]:
    """Yesterday's success of each item as a share of what its past foretold (n_items,), and the chance of so little.

    An item's relative success has a gamma posterior from its past (its prior from all items); between days it may
    drift; yesterday's successes among its exposures are then beta-binomial. A new item has the wide prior, so it takes
    more to be called broken.

    Source: predictive tail as in Clayton and Kaldor (1987); Farrington, Andrews, Beale and Catchpole (1996), JRSS A
        159, for alarms on counts against their own past.
    """
    past, foreseen = counts.past_seen.sum(axis=0) / counts.clumps, counts.past_foreseen.sum(axis=0) / counts.clumps
    spread = max(overdispersion(past, foreseen), 1e-3)
    shape, rate = past + 1.0 / spread, foreseen + 1.0 / spread
    relative = shape / rate
    daily = relative * counts.past_foreseen
    drift = max(overdispersion(counts.past_seen / counts.day_clumps, daily / counts.day_clumps), terms.drift**2)
    loose = 1.0 / (1.0 / shape + drift)
    trials = np.ceil(counts.exposures / counts.day_clumps)
    p = np.clip(relative * counts.foreseen / np.maximum(counts.exposures, 1.0), 1e-9, 0.99)
    weight = np.maximum(loose * (1.0 - p) / p - 1.0, 0.5)
    chance = betabinom.cdf(np.ceil(counts.seen / counts.day_clumps), trials, p * weight, (1.0 - p) * weight)
    ratio = counts.seen / np.maximum(relative * counts.foreseen, 1e-12)
    return np.asarray(ratio), np.where(counts.exposures > 0, chance, 1.0)


def item_faults(kind: str, items: Sequence[str], counts: Counts, terms: HealthTerms) -> list[Fault]:
    """Items whose success of one kind fell away: opens of what was in view, or plays of what was opened."""
    ratio, chance = sudden(counts, terms)
    judged = max(int((counts.exposures > 0).sum()), 1)
    hit = np.flatnonzero((chance < terms.surprise / judged) & (ratio <= terms.ratio))
    return [Fault(kind, items[int(k)], float(ratio[k]), float(chance[k])) for k in hit]


def feed_faults(
    devices: Sequence[str], past: NDArray[np.int64], today: NDArray[np.int64], repeats: NDArray[np.int64],
    terms: HealthTerms,
) -> list[Fault]:  # fmt: skip
    """Devices whose events went missing or came twice.

    Args:
        past: (n_days, n_devices) events of each day before, at least three days; today: (n_devices,);
        repeats: (n_devices,) of today's that repeat another in everything but their id.

    A device is judged by its odds against the other devices, so a quiet day alone is none; its own days tell how much
    that swings. Four such swings below its median, and at most `feed_ratio` of it, is an alarm.
    """
    found = [
        Fault(DOUBLED_EVENTS, device, 1.0 + float(again / max(n - again, 1)), 0.0)
        for device, n, again in zip(devices, today, repeats, strict=True)
        if n and again / n > terms.repeats
    ]
    if len(past) < 3 or len(devices) < 2:
        return found
    apart = today - repeats
    past = past[-terms.recent :]
    odds = np.log((past + 1.0) / (past.sum(axis=1, keepdims=True) - past + 1.0))
    now = np.log((apart + 1.0) / (apart.sum() - apart + 1.0))
    usual = np.median(odds, axis=0)
    swing = np.sqrt(
        np.maximum(1.4826 * np.median(np.abs(odds - usual), axis=0), terms.swing) ** 2 + 1.0 / (apart + 1.0)
    )
    steps, ratio = (now - usual) / swing, np.exp(now - usual)
    hit = np.flatnonzero((steps < -4.0) & (ratio <= terms.feed_ratio))
    worst = hit[np.argsort(steps[hit])]
    return found + [Fault(LOST_EVENTS, devices[k], float(ratio[k]), float(np.exp(-0.5 * steps[k] ** 2))) for k in worst]


def stale(learned_at: int, now: int, terms: HealthTerms) -> list[Fault]:
    """The snapshot in use, if it is older than learning should ever let it become."""
    age = (now - learned_at) / 1e6
    return [Fault(STALE_MODEL, "snapshot", age / terms.learn_seconds, 0.0)] if age > terms.learn_seconds else []
