"""The situation: everything a request may look at, as one value; every stage takes it and none changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.profile import Profile
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Member
from matinee.table.marks import Marks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taste:
    """What a profile says at this moment. Arrays of touches follow `Profile.touches`, (t,).

    liking: (t,) how much each item was liked, about [-2, 2], 0 unknown, without decay.
    weight: (t,) liking faded by age, the latest about 1; session: (t,) met in the session so far.
    done: (t,) finished, rated or bought; ignored: (t,) impressions since the last deliberate act.
    genres, people, tags, here: affinity by label code, about [-1, 1]; `here` is genres at this hour on this device.
    asked: (people), (genres), (tags) codes that recent searches named, as one array each.
    """

    liking: NDArray[np.float64]
    weight: NDArray[np.float64]
    session: NDArray[np.bool_]
    done: NDArray[np.bool_]
    progress: NDArray[np.float64]  # (t,) share watched in [0, 1]; 0 not begun
    ignored: NDArray[np.int64]
    listed: NDArray[np.bool_]
    genres: NDArray[np.float64]
    people: NDArray[np.float64]
    tags: NDArray[np.float64]
    here: NDArray[np.float64]
    year: float  # liking-weighted mean year; NaN unknown
    ahead: NDArray[np.int64]  # (t,) parts of the family behind the one that was played last; 1 for what has no parts


@dataclass(frozen=True, slots=True)
class Situation:
    """One request: who, when and where, what is known of them, and what there is to show."""

    member: Member
    profile: Profile
    taste: Taste
    context: Context
    catalog: CatalogView
    snapshot: Snapshot
    nearline: Nearline
    settings: Settings
    marks: Marks
    finished: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))  # parts of families included
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what two stages both work out

    @property
    def n(self) -> int:
        """How many item rows the catalogue has."""
        return len(self.catalog)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, worked out at the first asking; it may depend on nothing but this situation."""
        if name not in self.memo:
            self.memo[name] = make()
        found: T = self.memo[name]
        return found

    def among(self, rows: NDArray[Any], chosen: NDArray[Any] | list[int]) -> NDArray[np.bool_]:
        """(m,) which of the item rows (m,) are among the chosen ones; quicker than a search for few rows of many."""
        mask = np.zeros(self.n, bool)
        mask[chosen] = True
        found: NDArray[np.bool_] = mask[rows]
        return found
