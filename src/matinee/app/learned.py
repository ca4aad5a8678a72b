"""What single parts learn at night: judged slots in, named arrays for the snapshot out; one line registers a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.judged import Judged
from matinee.core.snapshot import Snapshot
from matinee.learning.touched import Touched


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a part may learn from: the home, judged slots, who met what, and the snapshot as fitted so far."""

    home: Home
    judged: Judged
    touched: Touched
    snapshot: Snapshot


Learner = Callable[[Lessons], Mapping[str, NDArray[Any]]]

LEARNERS: Final[dict[str, Learner]] = {}
"""Part -> what learns it. Arrays are kept in `Snapshot.learned` under "part.name"; text as fixed-width arrays."""


def learn_parts(lessons: Lessons) -> dict[str, NDArray[Any]]:
    """Every part's arrays, under "part.name"."""
    return {f"{part}.{name}": array for part, learner in LEARNERS.items() for name, array in learner(lessons).items()}
