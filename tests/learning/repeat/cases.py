"""Purchases for the tests: drawn with known parameters, or CDNOW's sample where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from matinee.learning.repeat.histories import Purchases, by_day

DATA = Path(os.environ.get("MATINEE_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
SAMPLE = DATA / "cdnow" / "CDNOW_sample.txt"


def drawn_purchases(n: int, weeks: int, seed: int, returning: float = 0.0) -> Purchases:
    """n customers who begin in the first ten weeks: rate Gamma(.8, 8), lapse rate Gamma(.6, 8), a coin a day."""
    rng = np.random.default_rng(seed)
    rate, lapse_at = rng.gamma(0.8, 1 / 8.0, n), rng.exponential(1 / rng.gamma(0.6, 1 / 8.0, n))
    first = rng.integers(0, 70, n)
    day = np.arange(7 * weeks)
    age = (day[None, :] - first[:, None]) / 7
    daily = rate[:, None] / 7 * np.where(age > lapse_at[:, None], returning, 1.0)
    buys = (rng.random(daily.shape) < daily) & (age > 0)
    buys[np.arange(n), first] = True
    customer, when = np.nonzero(buys)
    return by_day(customer.astype(str), when.astype(np.int64), rng.gamma(6.0, 5.0, len(when)))
