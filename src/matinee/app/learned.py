"""What single parts learn at night: judged slots in, named arrays for the snapshot out; one line registers a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from numpy.typing import NDArray

from matinee.app.artwork_learned import learn_artwork
from matinee.app.attention import learn as learn_attention
from matinee.app.attention import learn_rows
from matinee.app.home import Home
from matinee.app.judged import Judged
from matinee.app.resume_learned import learn_resume
from matinee.app.shop_lessons import learn_shop
from matinee.app.vision_learned import learn_vision
from matinee.core.snapshot import Snapshot
from matinee.learning.touched import Touched

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a part may learn from: the home, judged slots, who met what, and the snapshot as fitted so far."""

    home: Home
    judged: Judged
    touched: Touched
    snapshot: Snapshot


Learner = Callable[[Lessons], Mapping[str, NDArray[Any]]]

LEARNERS: Final[dict[str, Learner]] = {
    "attention": learn_attention,
    "rows": learn_rows,
    "artwork": learn_artwork,
}
"""Part -> what learns it. Arrays are kept in `Snapshot.learned` under "part.name"; text as fixed-width arrays."""


def learn_parts(lessons: Lessons) -> dict[str, NDArray[Any]]:
    """Every part's arrays, under "part.name"."""
    return {f"{part}.{name}": array for part, learner in LEARNERS.items() for name, array in learner(lessons).items()}


LogLearner = Callable[[Home, "duckdb.DuckDBPyConnection"], Mapping[str, NDArray[Any]]]

LOG_LEARNERS: Final[dict[str, LogLearner]] = {"shop": learn_shop, "vision": learn_vision, "resume": learn_resume}
"""Part -> what learns it from the log alone, whether or not a page was ever served."""


def learn_from_log(home: Home, log: duckdb.DuckDBPyConnection) -> dict[str, NDArray[Any]]:
    """What the log alone teaches, under "part.name"; it holds `events` of who consents, `places` and `links`."""
    return {f"{part}.{name}": array for part, learn in LOG_LEARNERS.items() for name, array in learn(home, log).items()}
