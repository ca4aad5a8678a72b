"""Reasons: for each candidate the best true sentence that the log supports, as a code, a reference and a number."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, spans
from matinee.core.clock import DAY
from matinee.table.page.drafts import WHY, WHYS, Whys
from matinee.table.page.taste_kinds import LIKED
from matinee.table.page.words import Words
from matinee.table.situation import Situation

ANCHORS: Final = 40
NEW_DAYS: Final = 90
"""For how long an item counts as new in the catalogue; the source `new` counts alike."""
CAME_IN: Final = -1
"""The number in the reason "new" of what is new in the catalogue; else it is the year, 0 unknown."""
SHARED: Final = 2
"""How many members must like both for "liked by n who also liked ..."."""


def came_in(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(m,) which of these rows are new in the catalogue: added within `NEW_DAYS`, or come after the snapshot."""
    added, now = s.catalog.added_at[rows], s.context.at
    lately = (added > 0) & (added > now - NEW_DAYS * DAY) & (added <= now)
    return np.asarray(lately | (rows >= s.snapshot.n_items), np.bool_)


def reasons(s: Situation, rows: NDArray[np.int32]) -> Whys:
    """The reason of each candidate (m,): who liked it with something the member liked; else a person, a genre, how
    many liked it; else that it is new in the catalogue, else its year, else that nobody has liked it yet."""
    whys = Whys.all("new", -1, np.where(came_in(s, rows), CAME_IN, s.catalog.year[rows]), len(rows))
    code, ref, n = whys.code.copy(), whys.ref.copy(), whys.n.copy()
    _count(s, rows, code, ref, n)
    for why, labels, affinity in (
        ("genre", s.catalog.genres, s.taste.genres),
        ("person", s.catalog.people, s.taste.people),
    ):
        best, strength = _best_label(labels, rows, affinity)
        has = (strength > 0.02) & ((why == "person") | (code == WHY["new"]) | (strength > 0.1))
        code[has], ref[has], n[has] = WHY[why], best[has], 0
    _because(s, rows, code, ref, n)
    return Whys(code, ref, n)


def _count(s: Situation, rows: NDArray[np.int32], code: NDArray[Any], ref: NDArray[Any], n: NDArray[Any]) -> None:
    inside = rows < len(s.snapshot.counts)
    counts = np.zeros(len(rows), np.int32)
    counts[inside] = s.snapshot.counts[rows[inside]]
    has = counts > 0
    code[has], n[has] = WHY["popular"], counts[has]


def _best_label(
    labels: Labels, rows: NDArray[np.int32], affinity: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The label of each row to which the member leans most, and how much; -1 and 0 where there is none."""
    found = spans(labels, rows)
    owner, codes = found.owner, found.codes
    value = affinity[codes]
    order = np.lexsort((-codes, value, owner))
    final = order[np.r_[owner[order][1:] != owner[order][:-1], True]] if len(order) else order
    best, strength = np.full(len(rows), -1), np.zeros(len(rows))
    best[owner[final]], strength[owner[final]] = codes[final], np.maximum(value[final], 0.0)
    return best, strength


def _because(s: Situation, rows: NDArray[np.int32], code: NDArray[Any], ref: NDArray[Any], n: NDArray[Any]) -> None:
    liked = np.flatnonzero((s.taste.liking >= LIKED) & (s.taste.weight > 0))
    liked = liked[np.argsort(-s.taste.weight[liked], kind="stable")[:ANCHORS]]
    anchors = s.profile.touches["row"][liked]
    source, at = s.snapshot.together.edges(anchors)
    target, both = s.snapshot.together.indices[at], s.snapshot.together.values[at]
    worth = both * s.taste.weight[liked][source]
    enough = both >= SHARED
    source, target, both, worth = source[enough], target[enough], both[enough], worth[enough]
    order = np.lexsort((-source, worth, target))
    final = order[np.r_[target[order][1:] != target[order][:-1], True]] if len(order) else order
    anchor, number = np.full(s.n, -1, np.int32), np.zeros(s.n, np.int32)
    anchor[target[final]], number[target[final]] = anchors[source[final]], both[final].astype(np.int32)
    has = anchor[rows] >= 0
    code[has], ref[has], n[has] = WHY["because"], anchor[rows[has]], number[rows[has]]


def tell(words: Words, s: Situation, code: int, ref: int, n: int) -> str:
    """The reason of one slot in words."""
    why = WHYS[code]
    template: str = words["slots"][why]
    if why == "because":
        return template.format(n=n, title=s.catalog.titles[ref])
    if why == "person":
        return template.format(person=s.catalog.people.names[ref])
    if why == "genre":
        return template.format(genre=s.catalog.genres.names[ref])
    if why == "new" and n != CAME_IN:
        template = words["slots"]["year" if n > 0 else "unknown"]
    return template.format(n=n)
