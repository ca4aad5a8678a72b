"""Labels of candidates laid flat, best candidate first: which of them carry a label is one comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels


@dataclass(frozen=True, slots=True)
class Flat:
    """One entry for each label of each candidate, in the candidates' order: its position and the label's code (e,)."""

    at: NDArray[np.int64]
    codes: NDArray[np.int32]

    def having(self, code: int) -> NDArray[np.int64]:
        """Positions of the candidates that carry this label, in their order."""
        found: NDArray[np.int64] = self.at[self.codes == code]
        return found


def flat(labels: Labels, rows: NDArray[Any], at: NDArray[Any]) -> Flat:
    """The labels of these item rows (k,), which stand at these positions (k,)."""
    starts = labels.indptr[rows]
    lengths = labels.indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    where = np.repeat(starts - ends + lengths, lengths)
    where += np.arange(total)
    return Flat(np.repeat(at, lengths), labels.indices[where])
