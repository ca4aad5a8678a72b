"""Session weights: choices in mid-session and a blend in; the blend with what a session tells weighed in out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE: Final = 3.0
"""How strongly the weights are held to what they were, for each standardised feature."""
STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: features (m, f) of what could have been taken up, the first of them is what was."""

    features: Floats


def fit_session(choices: Sequence[Choice], weights: Floats, columns: Sequence[int]) -> Floats:
    """The blend's weights (f + 1,) with those of `columns` learned anew, all others held.

    Conditional logit (McFadden 1974): the chance of a choice is the softmax of the blend's logits over what could have
    been taken up. Pages are mostly asked for at the beginning of a session, so that slots seen cannot teach these.
    """
    if not choices:
        return weights
    each = [choice.features[:, columns] for choice in choices]
    held = weights[:-1].copy()
    held[list(columns)] = 0.0
    base = [choice.features @ held for choice in choices]
    scale = np.sqrt(np.mean(np.concatenate(each) ** 2, axis=0))
    told = scale > 1e-9
    scale = np.where(told, scale, 1.0)
    prior = weights[list(columns)] * scale
    found = prior.copy()
    for _ in range(STEPS):
        gradient, curvature = RIDGE * (found - prior), RIDGE * np.eye(len(found))
        for x, logits in zip(each, base, strict=True):
            z = x / scale
            chance = np.exp((raw := logits + z @ found) - raw.max())
            chance /= chance.sum()
            mean = chance @ z
            gradient += mean - z[0]
            curvature += (z * chance[:, None]).T @ z - np.outer(mean, mean)
        step = np.linalg.solve(curvature, gradient)
        found = found - np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-5:
            break
    result = weights.copy()
    result[list(columns)] = np.where(told, found / scale, weights[list(columns)])
    return result
