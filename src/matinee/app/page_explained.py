"""A page explained: made in; why each row and slot is there and what it displaced, and which rows are off, out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matinee.app.pages import Made
from matinee.table.page.lines import PlannedRow
from matinee.table.page.reasons import tell
from matinee.table.page.words import load_words

ALSO: Final = 12
"""How far into other rows' lists an item counts as wanted there too."""


def explained(made: Made) -> dict[str, Any]:
    """Rows with their value and the row they displaced; slots with chance, propensity, reason, the item that would
    stand there else, and the rows that wanted theirs too; kinds of rows that are off, with why."""
    plan = made.plan
    shown = {int(at) for row in plan.rows for at in row.picks}
    rows = [
        {
            "row": number,
            "kind": row.draft.kind,
            "about": row.draft.key,
            "value": round(row.value, 5),
            "displaced": {"row": row.displaced[0], "value": round(row.displaced[1], 5)} if row.displaced[0] else None,
            "slots": [_slot(made, number, row, column, shown) for column in range(len(row.picks))],
        }
        for number, row in enumerate(plan.rows)
    ]
    return {"rows": rows, "off": dict(sorted(plan.off.items()))}


def _slot(made: Made, number: int, row: PlannedRow, column: int, shown: set[int]) -> dict[str, Any]:
    s, plan = made.situation, made.plan
    at, whys = int(row.picks[column]), plan.whys[number]
    item = int(plan.ranked.rows[at])
    why = tell(load_words("en"), s, int(whys.code[column]), int(whys.ref[column]), int(whys.n[column]))
    return {
        "column": column,
        "item": s.catalog.ids[item],
        "title": s.catalog.titles[item],
        "chance": round(float(row.scores[column]), 5),
        "propensity": round(float(row.propensity[column]), 5),
        "tried": bool(row.tried[column]),
        "why": why,
        "displaced": _displaced(made, row, column, shown),
        "wanted_by": [d.name for d in plan.drafts if d is not row.draft and at in d.picks[:ALSO]],
    }


def _displaced(made: Made, row: PlannedRow, column: int, shown: set[int]) -> dict[str, Any] | None:
    """The row's best item that would stand here else: one that moved to the right, or that stands nowhere."""
    here = {int(at) for at in row.picks}
    before = {int(at) for at in row.picks[: column + 1]}
    free = (int(at) for at in row.draft.picks if int(at) not in before and (int(at) in here or int(at) not in shown))
    other = next(free, None)
    if other is None:
        return None
    item, s = int(made.plan.ranked.rows[other]), made.situation
    moved = np.flatnonzero(row.picks == other)
    return {
        "item": s.catalog.ids[item],
        "title": s.catalog.titles[item],
        "to": f"column {int(moved[0])}" if len(moved) else "off the page",
    }
