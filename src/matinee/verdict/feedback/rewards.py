"""The reward: what came of a slot, a column a sign, in; one number in [0, 1] a slot out, by weights that are data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.core.judging import RewardWeights

Floats = NDArray[np.float64]

SIGNS: Final = (
    "play", "completion", "thumb", "rating", "purchase", "return", "abandonment", "dismissal",
)  # fmt: skip
"""play, purchase, return, abandonment, dismissal: 0 or 1; completion: share watched; thumb -1, 1, 2; rating .5 to 5."""


def scaled(sign: str, values: Floats) -> Floats:
    """A sign (n,) on its own scale from -1 to 1; NaN, not given, is 0.

    A thumb of -1, 1, 2 becomes -1, .5, 1; a rating of .5 to 5 stars is taken from 3, so 5 is 1 and 1 is -1.
    """
    given = np.nan_to_num(np.asarray(values, np.float64), nan=0.0 if sign != "rating" else 3.0)
    if sign == "thumb":
        return np.asarray(np.where(given < 0, -1.0, given / 2.0).clip(-1.0, 1.0))
    if sign == "rating":
        return np.asarray(((given - 3.0) / 2.0).clip(-1.0, 1.0))
    return np.asarray(given.clip(0.0, 1.0))


def reward(signs: Mapping[str, Floats], weights: RewardWeights) -> Floats:
    """f(play, completion, thumb, rating, purchase, return, abandonment, dismissal): the weighted sum, kept in [0, 1].

    Args:
        signs: columns (n,) under names of SIGNS; a missing one counts as never seen.
        weights: the settings.

    Raises:
        InvalidInput: a column that is no sign.
    """
    unknown = sorted(set(signs) - set(SIGNS))
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' is no sign of a reward", f"use {', '.join(SIGNS)}")
    parts = [weights.of(sign) * scaled(sign, values) for sign, values in signs.items()]
    return np.asarray(np.clip(np.sum(parts, axis=0), 0.0, 1.0), np.float64) if parts else np.zeros(0)


def by_margin(purchase: Floats, earned: Floats, share: float) -> Floats:
    """Purchases (n,), 0 or 1, of which `share` of the worth goes by what is earned on them.

    Args:
        purchase: (n,) whether it was bought.
        earned: (n,) margin as a share of the price, in [0, 1]; NaN, not known, counts in full.
        share: how much margin matters, in [0, 1].

    Example:
        >>> by_margin(np.array([1.0, 1.0, 1.0]), np.array([0.5, 0.0, np.nan]), 0.4).tolist()
        [0.8, 0.6, 1.0]
    """
    kept = np.clip(np.nan_to_num(earned, nan=1.0), 0.0, 1.0)
    return np.asarray(purchase * (1.0 - share * (1.0 - kept)))


def settled(seen_at: NDArray[np.int64], now: int, after_seconds: float) -> NDArray[np.bool_]:
    """Which slots are old enough to be called failures; what was seen later may still be played and counts nowhere yet.

    Slots that have already succeeded wait as well: taking them early would flatter whatever is new.

    Source: Chapelle (2014), Modeling Delayed Feedback in Display Advertising, KDD, section 2, on the bias of both.
    """
    return np.asarray(now - seen_at >= round(after_seconds * 1e6))


def objectives(signs: Mapping[str, Floats]) -> dict[str, float]:
    """Each objective by itself: the mean of each sign over slots where it was given (0 and 1 signs: over all)."""
    found = {}
    for sign, values in signs.items():
        given = np.asarray(values, np.float64)
        given = given[~np.isnan(given)]
        found[sign] = float(given.mean()) if len(given) else float("nan")
    return found
