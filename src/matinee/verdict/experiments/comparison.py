"""A/B: a value a member in each arm, and the same members' values before, in; difference with interval out."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from matinee.verdict.experiments.intervals import Floats

DAMAGED: Final = "damaged"
SAFE: Final = "safe"
UNCLEAR: Final = "unclear"


class Difference(msgspec.Struct, frozen=True):
    """Treatment less control: means, difference with interval, and the difference as a share of control's mean."""

    control: float
    treatment: float
    difference: float
    low: float
    high: float
    standard_error: float
    p_value: float
    lift: float
    lift_low: float
    lift_high: float


class Arms(msgspec.Struct, frozen=True):
    """Values after (members,) of both arms; values before of the same members, empty where there are none."""

    control: Floats
    treatment: Floats
    control_before: Floats = np.zeros(0)
    treatment_before: Floats = np.zeros(0)


def cuped(arms: Arms) -> Arms:
    """Take out of each value what the member's past foretold: y - theta (x - mean x), one theta for both arms.

    The mean difference stays unbiased, its variance falls by the squared correlation of past and present.

    Source: Deng, Xu, Kohavi and Walker (2013), Improving the Sensitivity of Online Controlled Experiments, WSDM.
    """
    if not len(arms.control_before):
        return arms
    before = np.concatenate([arms.control_before, arms.treatment_before])
    apart = arms.control_before - arms.control_before.mean(), arms.treatment_before - arms.treatment_before.mean()
    spread = float(sum(np.sum(x**2) for x in apart))
    if spread == 0.0:
        return arms
    together = float(np.sum(apart[0] * arms.control) + np.sum(apart[1] * arms.treatment))
    theta, centre = together / spread, before.mean()
    return Arms(
        arms.control - theta * (arms.control_before - centre), arms.treatment - theta * (arms.treatment_before - centre)
    )


def compare(arms: Arms, level: float = 0.95) -> Difference:
    """Welch's interval for the difference of means, after CUPED where values before are given.

    Looked at once, at the planned end; `sequential.watch` is for looking earlier. The lift's interval is by the delta
    method.

    Source: Welch (1947), Biometrika 34; Deng, Knoblich and Lu (2018), KDD, for the ratio.
    """
    adjusted = cuped(arms)
    a, b = adjusted.control, adjusted.treatment
    part_a, part_b = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    error = float(np.sqrt(part_a + part_b))
    difference = float(b.mean() - a.mean())
    scale = part_a**2 / (len(a) - 1) + part_b**2 / (len(b) - 1)
    freedom = float((part_a + part_b) ** 2 / scale) if scale > 0 else 1.0
    half = float(student.ppf(0.5 + level / 2, freedom)) * error
    p_value = float(2 * student.sf(abs(difference) / error, freedom)) if error > 0 else float(difference == 0)
    lift, lift_half = _lift(float(a.mean()), float(b.mean()), float(part_a), float(part_b))
    lift_half *= float(norm.ppf(0.5 + level / 2))
    return Difference(
        float(a.mean()), float(b.mean()), difference, difference - half, difference + half, error, p_value,
        lift, lift - lift_half, lift + lift_half,
    )  # fmt: skip


def _lift(a: float, b: float, part_a: float, part_b: float) -> tuple[float, float]:
    """b / a - 1 and its standard error."""
    if a == 0.0:
        return float("nan"), float("nan")
    ratio = b / a
    return ratio - 1.0, float(np.sqrt(part_b + ratio**2 * part_a) / abs(a))


def guard(difference: Difference, margin: float) -> str:
    """A guardrail's word: damaged if the metric surely fell, safe if surely by less than the margin, else unclear.

    margin is the share of control's mean that may be lost; of the metric, more is better. `damaged` goes first.

    Source: non-inferiority as in Piaggio et al. (2012), JAMA 308.
    """
    if difference.high < 0:
        return DAMAGED
    return SAFE if difference.lift_low > -margin else UNCLEAR
