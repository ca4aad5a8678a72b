"""The home page: a situation in; the page that the member sees and the decision that is logged out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import to_iso
from matinee.core.decision import DECISION_SCHEMA, SLOT, Basis, Decision, RowMade
from matinee.core.values import Page, PageRow, Slot
from matinee.serving.plan import Plan
from matinee.serving.situate import next_to_play
from matinee.table.page.lines import PlannedRow
from matinee.table.page.reasons import tell
from matinee.table.page.words import load_words
from matinee.table.ranking.features import features
from matinee.table.situation import Situation

POLICY: Final = "outcomes-2"
"""Name and version of the rule that chose; raised when the same inputs would give another page."""

ChooseArtwork = Callable[[Situation, Sequence[int], NDArray[Any] | None], tuple[list[str], NDArray[np.float32]]]
"""(situation, item rows in the order of the page, their columns) -> an artwork id for each, and its propensity."""


def decide(s: Situation, made: Plan, basis: Basis, decision: str, choose: ChooseArtwork) -> Decision:
    """Plan -> Decision, every slot with the score and propensity with which it came there."""
    slots = np.concatenate([_slots(n, row, made) for n, row in enumerate(made.rows)] or [np.zeros(0, SLOT)])
    sampled = s.context.seed % 10_000 < s.settings.page.feature_sample * 10_000
    logged = features(s, slots["item"].astype(np.int32)).astype(np.float64).tobytes() if sampled and len(slots) else b""
    artworks, chances = choose(s, slots["item"].tolist(), slots["column"])
    return Decision(
        DECISION_SCHEMA,
        decision,
        s.context.at,
        s.profile.who,
        s.context,
        "home",
        POLICY,
        s.snapshot.version,
        basis,
        tuple(RowMade(r.draft.kind, r.draft.words, r.draft.key, r.draft.about) for r in made.rows),
        slots.tobytes(),
        tuple(artworks),
        chances.astype(np.float32).tobytes(),
        logged,
        s.snapshot.source,
    )


def _slots(number: int, row: PlannedRow, made: Plan) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    slots = np.zeros(len(row.picks), SLOT)
    slots["item"], slots["score"] = made.ranked.rows[row.picks], row.scores
    slots["row"], slots["column"] = number, np.arange(len(row.picks))
    slots["propensity"] = row.propensity
    whys = made.whys[number]
    slots["why"], slots["ref"], slots["n"] = whys.code, whys.ref, whys.n
    return slots


def _play(s: Situation, row: int) -> str:
    following = next_to_play(s, row)
    return "" if following == row else s.catalog.ids[following]


def page_of(s: Situation, decision: Decision, artwork_url: Callable[[str], str]) -> Page:
    """Decision -> the page in words, in the language of the request. The same decision always gives the same page."""
    words = load_words(s.context.language)
    slots, rows = decision.table(), []
    for number, made in enumerate(decision.rows):
        at = np.flatnonzero(slots["row"] == number)
        name, reason = (template.format(**made.about) for template in words["rows"][made.words])
        told = [tell(words, s, int(slots["why"][k]), int(slots["ref"][k]), int(slots["n"][k])) for k in at]
        items = tuple(
            Slot(
                item=s.catalog.ids[slots["item"][k]],
                title=s.catalog.titles[slots["item"][k]],
                artwork=decision.artworks[k],
                artwork_url=artwork_url(decision.artworks[k]),
                row=number,
                column=int(slots["column"][k]),
                score=float(slots["score"][k]),
                propensity=float(slots["propensity"][k]),
                why=why,
                play=_play(s, int(slots["item"][k])),
            )
            for k, why in zip(at, told, strict=True)
        )
        rows.append(PageRow(row=number, kind=made.kind, name=name, reason=reason, items=items))
    return Page(
        decision=decision.id,
        member=decision.who,
        at=to_iso(decision.at),
        snapshot=decision.snapshot,
        policy=decision.policy,
        rows=tuple(rows),
        source=decision.source,
    )
