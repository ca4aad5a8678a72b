"""The specification in use: histories in, expected purchases out, by two fits of Lapse/NBD.

Which customers come back is told best with few returning (.1), how many purchases there will be in all with more
(.2): the first fit orders the customers, the second sets the sum. Both shares were chosen on weeks 1-26 to fit and
27-39 to judge, then fixed; see docs/decisions/0030-coming-back.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.learning.repeat.histories import Histories
from matinee.learning.repeat.lapse import Lapse, fit_lapse, lapse_active, lapse_expected

Floats = NDArray[np.float64]
RETURNING_OF_ORDER = 0.1
RETURNING_OF_LEVEL = 0.2


@dataclass(frozen=True)
class Returning:
    """Two fits to the same histories: `order` tells customers apart, `level` says how much there will be."""

    order: Lapse
    level: Lapse

    @property
    def parameters(self) -> dict[str, float]:
        """By name, those of the level with a prefix."""
        return self.order.parameters | {f"level_{name}": value for name, value in self.level.parameters.items()}

    @property
    def log_likelihood(self) -> float:
        """Of the fit that orders the customers."""
        return self.order.log_likelihood


def fit_returning(known: Histories) -> Returning:
    """Maximum likelihood of both."""
    return Returning(fit_lapse(known, RETURNING_OF_ORDER), fit_lapse(known, RETURNING_OF_LEVEL))


def returning_expected(model: Returning, known: Histories, weeks: float) -> Floats:
    """Expected purchase days (n,) of each customer in the weeks to come."""
    ordered = lapse_expected(model.order, known, weeks)
    level = lapse_expected(model.level, known, weeks).sum()
    return np.asarray(ordered * (level / max(float(ordered.sum()), 1e-300)))


def returning_active(model: Returning, known: Histories) -> Floats:
    """Chance (n,) that each customer has not lapsed."""
    return lapse_active(model.order, known)
