"""Whether and how many: what a message brings each member in, how many each gets in a week out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ENOUGH: Final = 100.0
"""Messages after which half of the members are written to by what was learned."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a message costs in visits, whatever it brings, and what an opt-out costs; how many a week at most; the share
    of members that something else is tried on."""

    cost: float
    opt_out_visits: float
    most: int
    exploration: float
    volume: float = 1.0


def weekly_number(gain: Floats, tiring: float, opt_out: Floats, budget: Budget) -> Ints:
    """How many messages (m,) each member gets in a week: as many as together bring most over what they cost.

    Of n a week each comes after about n - 1/2 in the seven days before. The cost is flat, so that members who bring
    nothing get nothing even where nobody ever opts out; the chance of an opt-out comes on top of it.

    Args:
        gain: (m,) visits that a message brings after a week without any.
        tiring: each message of the week before makes the next bring less, by the factor exp(-tiring).
        opt_out: (m,) chance that a message makes the member opt out.
    """
    count = np.arange(budget.most + 1)
    each = gain[:, None] * np.exp(-tiring * np.maximum(count - 0.5, 0.0))
    price = budget.cost + opt_out * budget.opt_out_visits
    return np.asarray((count * (each - price[:, None])).argmax(1), np.int64)


def trying(share: float, messages: int) -> float:
    """The share of members whose number is drawn by lot: all of them before the first answers, falling to `share`."""
    return max(share, 1.0 / (1.0 + messages / ENOUGH))


def explored(number: Ints, most: int, share: float, rng: np.random.Generator) -> Ints:
    """The same numbers, a random share of members at 0, 1 or 2 instead, so that what is believed stays tested."""
    if most == 0:
        return np.zeros_like(number)
    tries = rng.random(len(number)) < share
    return np.where(tries, rng.integers(0, min(2, most) + 1, len(number)), number)


def thinned(number: Ints, share: float, order: Floats, rng: np.random.Generator) -> Ints:
    """Each message kept with the same chance: `share` of all of them, taken evenly along `order` (m,).

    What a message is about plays no part, so that fewer messages are as good as many. One draw places a comb of even
    teeth over all messages; those between two teeth go.
    """
    if share >= 1.0:
        return number
    along = np.argsort(order, kind="stable")
    whose = np.repeat(along, number[along])
    teeth = np.floor((np.arange(len(whose) + 1) * share) + rng.random())
    kept = whose[np.diff(teeth) > 0]
    return np.asarray(np.bincount(kept, minlength=len(number)), np.int64)
