"""Seen: the log and some members in; the pages that they looked at, and what came of each slot in view, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import HOUR
from matinee.core.settings import FeedbackSettings
from matinee.learning.touched import FOREVER, sql
from matinee.verdict.feedback.rewards import SIGNS

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Seen:
    """p pages by k slots in view. By page: who, at (begun), device, time_zone, session, served (its impressions
    name a decision), starts (p + 1,) into the slots. By slot: row (item), place (k, 2) row and column on the page,
    taken (k,) whether any act followed, and signs (k,) by their names in `verdict.feedback.rewards`."""

    who: NDArray[Any]
    at: NDArray[np.int64]
    device: NDArray[Any]
    time_zone: NDArray[Any]
    session: NDArray[Any]
    served: NDArray[np.bool_]
    starts: NDArray[np.int64]
    row: NDArray[np.int32]
    place: NDArray[np.float64]
    taken: NDArray[np.float64]
    signs: dict[str, NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.who)


def read_seen(
    log: duckdb.DuckDBPyConnection, names: Sequence[str], pages: int, rules: FeedbackSettings, before: int = FOREVER
) -> Seen:
    """Some pages of each of these members, drawn by their ids, with everything that came of them by `before`.

    Only what came into view is there: an item that nobody looked at did not fail.
    """
    given = {
        "names": list(names), "before": before, "pages": pages, "window": int(rules.window_hours * HOUR),
        "abandoned": rules.abandoned_seconds,
    }  # fmt: skip
    found = log.execute(sql("pages_seen"), given).fetchnumpy()
    owner, page = (np.asarray(found[name], np.str_) for name in ("owner", "page"))
    n = len(owner)
    new = np.r_[np.ones(min(n, 1), bool), (owner[1:] != owner[:-1]) | (page[1:] != page[:-1])]
    first = np.flatnonzero(new)
    texts = {name: np.asarray(found[name], np.str_)[first] for name in ("device", "time_zone", "session")}
    return Seen(
        who=owner[first],
        at=np.asarray(found["at"], np.int64)[first],
        served=np.asarray(found["served"], bool)[first],
        starts=np.r_[first, n].astype(np.int64),
        row=np.asarray(found["item_row"], np.int32),
        place=np.column_stack([np.asarray(found[name], np.float64) for name in ("place_row", "place_column")]),
        taken=np.asarray(found["taken"], np.float64),
        signs={name: np.ma.filled(np.ma.asarray(found[name], np.float64), np.nan) for name in SIGNS},
        **texts,
    )
