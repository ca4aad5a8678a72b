"""Reasons: for each candidate the best true sentence that the log supports, as a code, a reference and a number."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.table.newness import came_in
from matinee.table.page.drafts import WHY, WHYS, Whys
from matinee.table.page.shop_words import fields_of
from matinee.table.page.taste_kinds import LIKED
from matinee.table.page.words import Words
from matinee.table.situation import Situation

ANCHORS: Final = 40
CAME_IN: Final = -1
"""The number in the reason "new" of what is new in the catalogue; else it is the year, 0 unknown."""
SHARED: Final = 2
"""How many members must like both for "liked by n who also liked ..."."""


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
    best, strength = np.full(len(rows), -1), np.zeros(len(rows))
    lengths = labels.indptr[rows + 1] - labels.indptr[rows]
    some = lengths.nonzero()[0]
    if not len(some):
        return best, strength
    lengths = lengths[some]
    begins = np.cumsum(lengths) - lengths
    at = np.arange(int(lengths.sum())) + np.repeat(labels.indptr[rows[some]] - begins, lengths)
    codes = labels.indices[at]
    value = affinity[codes]
    most = np.maximum.reduceat(value, begins)
    first = np.where(value == np.repeat(most, lengths), codes, len(labels.names))
    best[some], strength[some] = np.minimum.reduceat(first, begins), np.maximum(most, 0.0)
    return best, strength


def _because(s: Situation, rows: NDArray[np.int32], code: NDArray[Any], ref: NDArray[Any], n: NDArray[Any]) -> None:
    """Of what the member liked, that which most who liked the candidate liked too, weighted by how much it means."""
    liked = np.flatnonzero((s.taste.liking >= LIKED) & (s.taste.weight > 0))
    liked = liked[np.argsort(-s.taste.weight[liked], kind="stable")[:ANCHORS]]
    anchors = s.profile.touches["row"][liked]
    source, at = s.snapshot.together.edges(anchors)
    where = np.full(s.n, -1, np.int32)
    where[rows] = np.arange(len(rows), dtype=np.int32)
    target, both = where[s.snapshot.together.indices[at]], s.snapshot.together.values[at]
    enough = np.flatnonzero((both >= SHARED) & (target >= 0))[::-1]  # of equal worth the first anchor is written last
    source, target, both = source[enough], target[enough], both[enough]
    order = np.argsort(both * s.taste.weight[liked][source], kind="stable")
    best = np.full(len(rows), -1)
    best[target[order]] = order
    has = np.flatnonzero(best >= 0)
    edge = best[has]
    code[has], ref[has], n[has] = WHY["because"], anchors[source[edge]], both[edge].astype(np.int32)


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
    if n == 1:
        template = words["slots"].get(f"{why}_one", template)
    return template.format(n=n, **fields_of(s, why, ref))
