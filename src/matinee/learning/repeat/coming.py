"""The next purchase: a fit of Lapse/NBD and histories in, the chance of none yet, week by week, out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.learning.repeat.histories import Histories
from matinee.learning.repeat.lapse import Lapse, lapse_states

Floats = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)


def none_until(model: Lapse, known: Histories, weeks: int) -> Floats:
    """Chance (n, weeks) that a customer has bought nothing by the end of each week to come.

    Who is active may stay so or lapse within; who has lapsed buys at the slow rate. Rates are integrated out.
    """
    states = lapse_states(model, known)
    shape, now = model.r + known.repeats, model.alpha + known.age
    rest = model.beta + known.age
    found = np.empty((len(known), weeks))
    for week in range(weeks):
        ahead = week + 1.0
        stays = (rest / (rest + ahead)) ** model.s * (now / (now + ahead)) ** shape
        at = ahead / 2 * (1 + NODES)
        lapse = model.s / rest[:, None] * (1 + at / rest[:, None]) ** -(model.s + 1)
        exposure = now[:, None] + at + model.returning * (ahead - at)
        lapses = (lapse * (now[:, None] / exposure) ** shape[:, None]) @ (ahead / 2 * WEIGHTS)
        slow = (
            states.lapsed * (states.exposure / (states.exposure + model.returning * ahead)) ** shape[states.of][:, None]
        )
        lapsed = np.bincount(states.of, slow.sum(axis=1), minlength=len(known))
        found[:, week] = states.active * (stays + lapses) + lapsed
    return found


def due_after(none: Floats, chance: float) -> Floats:
    """Weeks (n,) after which a purchase has come with this chance, evenly within a week; infinite if later."""
    left = np.column_stack([np.ones(len(none)), none])
    come = 1 - none >= chance
    week = come.argmax(axis=1)
    line = np.arange(len(none))
    fall = np.maximum(left[line, week] - left[line, week + 1], 1e-12)
    return np.where(come.any(axis=1), week + (left[line, week] - (1 - chance)) / fall, np.inf)
