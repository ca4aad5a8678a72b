"""What recommendations really add: one total a member, served and held out, in; the share that would be lost out."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from scipy.stats import t as student

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.comparison import Arms, cuped
from matinee.verdict.experiments.intervals import Floats, freedom

LEAST_HELD_OUT: Final = 20
"""Members held out below which no increment is stated."""


class Increment(msgspec.Struct, frozen=True):
    """Means a member of both groups, and 1 - held out / served with its 95 % interval: the share of the served total
    that would be lost without what the held-out members do without."""

    served: float
    held_out: float
    lost_share: float
    low: float
    high: float
    n_served: int
    n_held_out: int


def increment(served: Floats, held_out: Floats, served_before: Floats, held_out_before: Floats) -> Increment:
    """The increment against a permanent hold-out, the only number that says what is caused and not only touched.

    A discovery share may be high with no increment: members would have found the same by another way.

    Args:
        served, held_out: totals a member (plays, seconds, revenue) over the same days, zeros included.
        served_before, held_out_before: the same members' totals before the hold-out began; empty if there are none.

    Raises:
        InvalidInput: too few members are held out, or nobody served did anything.

    Source: ratio of means with the delta method on the log scale (Katz, Baptista, Azen and Pike (1978), Biometrics 34),
        Satterthwaite's degrees of freedom from each group's own kurtosis, CUPED for the past.
    """
    if len(held_out) < LEAST_HELD_OUT or len(served) < LEAST_HELD_OUT:
        raise InvalidInput(
            f"{len(held_out)} members are held out and {len(served)} served", f"hold out at least {LEAST_HELD_OUT}"
        )
    adjusted = cuped(Arms(held_out, served, held_out_before, served_before))
    base, lifted = float(adjusted.control.mean()), float(adjusted.treatment.mean())
    if lifted <= 0:
        raise InvalidInput("nobody who was served did anything", "choose days with plays or purchases")
    if base <= 0:
        return Increment(lifted, base, 1.0, float("-inf"), 1.0, len(served), len(held_out))
    parts = [float(g.var(ddof=1)) / len(g) / float(g.mean()) ** 2 for g in (adjusted.control, adjusted.treatment)]
    degrees = [freedom(g - g.mean()) for g in (adjusted.control, adjusted.treatment)]
    variance = sum(parts)
    spread = sum(part**2 / degree for part, degree in zip(parts, degrees, strict=True))
    together = variance**2 / spread if spread > 0 else 1.0  # everybody alike: the interval is a point
    half = float(student.ppf(0.975, max(together, 1.0))) * np.sqrt(variance)
    log_ratio = np.log(base / lifted)
    return Increment(
        lifted,
        base,
        1 - base / lifted,
        float(1 - np.exp(log_ratio + half)),
        float(1 - np.exp(log_ratio - half)),
        len(served),
        len(held_out),
    )
