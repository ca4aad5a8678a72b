"""The log in, who liked what and when out: one relational pass, then columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import LikingWeights

if TYPE_CHECKING:
    import duckdb

LIKED: Final = 0.3
"""Liking from which an item counts as liked."""

FOREVER: Final = 2**62

SIGNS: Final = ("shown", "opened", "watched", "dwelt", "passed", "rating", "thumb", "ranked")
"""What one member's doings say of one item: times in view; whether it was taken up; the share watched, log(1 + seconds)
dwelt, and own words, NaN where there are none."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Who met what: n lines ordered by member, then time. who: member number into `names`; row: item row."""

    names: NDArray[np.str_]
    who: NDArray[np.int64]
    row: NDArray[np.int32]
    first_at: NDArray[np.int64]
    last_at: NDArray[np.int64]
    liking: NDArray[np.float64]
    acted: NDArray[np.bool_]  # whether they did anything deliberate about it
    signs: NDArray[np.float32] | None = None  # (n, len(SIGNS)) where they were read

    def take(self, keep: NDArray[Any]) -> Touched:
        """These lines only; members keep their numbers."""
        columns = (self.who, self.row, self.first_at, self.last_at, self.liking, self.acted)
        taken = Touched(self.names, *(column[keep] for column in columns))
        return taken if self.signs is None else replace(taken, signs=self.signs[keep])

    def liked(self) -> Touched:
        """Lines of what was liked."""
        return self.take(self.liking >= LIKED)


def sql(name: str) -> str:
    """A statement of this package."""
    return files("matinee.learning").joinpath("sql", f"{name}.sql").read_text("utf-8")


def read_touched(
    log: duckdb.DuckDBPyConnection, weights: LikingWeights, before: int = FOREVER, early_seconds: float = 120.0
) -> Touched:
    """Everything before a time, liking as serving will read it. The connection holds `events`, `places`, `links`."""
    given = {f"w_{name}": float(weight) for name, weight in msgspec.structs.asdict(weights).items() if name != "search"}
    found = log.execute(sql("touched"), {"before": before, "half": early_seconds, **given}).fetchnumpy()
    names, who = np.unique(np.asarray(found["who"], dtype=np.str_), return_inverse=True)
    return Touched(
        names,
        who.astype(np.int64),
        np.asarray(found["row"], np.int32),
        np.asarray(found["first_at"], np.int64),
        np.asarray(found["last_at"], np.int64),
        np.asarray(found["liking"], np.float64),
        np.asarray(found["acted"], np.bool_),
        np.column_stack([np.ma.filled(np.ma.asarray(found[sign], np.float32), np.nan) for sign in SIGNS]),
    )


def read_evidence(log: duckdb.DuckDBPyConnection, since: int, before: int = FOREVER) -> Mapping[str, int]:
    """Counts by name: events, members, first_at, last_at, plays, impressions, ratings, ..."""
    cursor = log.execute(sql("evidence"), {"since": since, "before": before})
    row = cursor.fetchone()
    names = [column[0] for column in cursor.description or ()]
    return {name: int(value) for name, value in zip(names, row or (), strict=False)}
