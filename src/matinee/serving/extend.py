"""Extending: a page and a row in, the same decision with more columns in that row out; nothing sent moves."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.decision import SLOT, Decision, RowMade
from matinee.core.errors import UnknownName
from matinee.serving.home import ChooseArtwork
from matinee.serving.plan import Plan
from matinee.table.page.drafts import Draft, Ranked
from matinee.table.page.reasons import reasons
from matinee.table.situation import Situation


def draft_of(made: Plan, row: RowMade) -> Draft:
    """The draft of a logged row, wherever it would stand today; an empty one where it would not be proposed."""
    found = (d for d in made.drafts if (d.kind, d.key, d.words) == (row.kind, row.key, row.words))
    return next(found, Draft(row.kind, row.words, np.zeros(0, np.int64), row.about, key=row.key))


def fill(
    draft: Draft, ranked: Ranked, family: NDArray[np.int32], used: NDArray[np.bool_], columns: int
) -> NDArray[np.int64]:
    """Places of the first picks of a draft whose family (n,) is not on the page yet, one per family."""
    families = family[ranked.rows[draft.picks]]
    free = np.flatnonzero(~used[families])
    free = free[np.sort(np.unique(families[free], return_index=True)[1])]
    return free[:columns]


def extend(s: Situation, made: Plan, decision: Decision, row: int, columns: int, choose: ChooseArtwork) -> Decision:
    """Append the next items of a row that stand nowhere on the page yet, at most `columns`, with propensity 1.

    Raises:
        UnknownName: the page has no such row.
    """
    if not 0 <= row < len(decision.rows):
        raise UnknownName(f"the page has no row {row}", f"rows count from 0 to {len(decision.rows) - 1}")
    sent = decision.table()
    used = np.zeros(len(s.catalog), bool)
    used[s.catalog.family[sent["item"]]] = True
    draft = draft_of(made, decision.rows[row])
    room = max(0, s.settings.page.max_columns - int((sent["row"] == row).sum()))
    at = fill(draft, made.ranked, s.catalog.family, used, min(columns, room))
    picks = draft.picks[at]
    whys = draft.whys.take(at) if draft.whys else reasons(s, made.ranked.rows[picks])
    more = np.zeros(len(picks), SLOT)
    more["item"], more["score"] = made.ranked.rows[picks], draft.chances_of(made.ranked, at)
    more["row"], more["column"] = row, int((sent["row"] == row).sum()) + np.arange(len(picks))
    more["propensity"] = 1.0
    more["why"], more["ref"], more["n"] = whys.code, whys.ref, whys.n
    artworks, chances = choose(s, more["item"].tolist(), None)
    return msgspec.structs.replace(
        decision,
        slots=decision.slots + more.tobytes(),
        artworks=(*decision.artworks, *artworks),
        artwork_propensity=decision.artwork_propensity + chances.astype(np.float32).tobytes(),
        loads=(*decision.loads, (row, columns)),
    )
