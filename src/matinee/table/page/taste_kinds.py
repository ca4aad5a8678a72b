"""Row kinds that speak of the member's taste: because you ..., a person, a genre, a genre of a decade."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, Spans, spans
from matinee.table.page.drafts import Desk, Draft, Whys
from matinee.table.page.flat import flat
from matinee.table.situation import Situation

N_ANCHORS: Final = (5, 10)
N_PEOPLE: Final = (4, 8)
N_GENRES: Final = (8, 12)
N_CROSSED: Final = (6, 14)
"""How many rows of a kind are proposed at first, and how many more on a long page."""
CROSSED_GENRES: Final = 6
LIKED: Final = 0.3
"""Liking from which an item counts as liked in the reasons."""
CLOSE: Final = 0.3
"""How much a candidate that is only liked together counts, beside one that also follows the anchor closely."""


def liked_rows(s: Situation) -> NDArray[np.int32]:
    """Item rows that the member liked."""
    rows: NDArray[np.int32] = s.profile.touches["row"][s.taste.liking >= LIKED]
    return rows


def because(desk: Desk) -> list[Draft]:
    """What others who liked an item liked too, for the items that mean most to the member now."""
    drafts: list[Draft] = []
    s, t = desk.situation, desk.situation.profile.touches
    recency = np.empty(len(t))
    recency[np.argsort(-t["last_at"], kind="stable")] = np.arange(len(t))
    worth = s.taste.weight * (s.taste.liking >= LIKED) / (1.0 + recency / 10.0) * (1.0 + s.taste.session)
    anchors = np.argsort(-worth, kind="stable")[: 3 * sum(N_ANCHORS)]
    passed = N_ANCHORS[0] if desk.wide else 0
    for anchor in anchors[worth[anchors] > 0].tolist():
        row = int(t["row"][anchor])
        if len(s.snapshot.together.of(row)[0]) < s.settings.page.min_row:
            continue
        draft = _because(desk, anchor, row)
        if len(draft.picks) < s.settings.page.min_row:
            continue
        if passed:
            passed -= 1
            continue
        drafts.append(draft)
        if len(drafts) == N_ANCHORS[desk.wide]:
            break
    return drafts


def _because(desk: Desk, anchor: int, row: int) -> Draft:
    s, ranked = desk.situation, desk.ranked
    near, both = s.snapshot.together.of(row)
    at, many = desk.place[near], both.astype(np.int32)
    inside = (at >= 0) & (many >= 2)
    at, many, near = at[inside], many[inside], near[inside]
    new = ranked.discovery[at]
    at, many, near = at[new].astype(np.int64), many[new], near[new]
    after, pull = s.snapshot.directed.of(row)
    close = np.zeros(len(near))
    if len(after) and len(near):
        order = np.argsort(after, kind="stable")
        found = order[np.minimum(np.searchsorted(after, near, sorter=order), len(after) - 1)]
        close = np.where(after[found] == near, pull[found], 0.0) / max(float(pull.max()), 1e-9)
    value = ranked.chances[at] * (CLOSE + close)
    best = np.lexsort((at, -value))[: desk.depth]
    words, about = _verb(s, s.profile.touches[anchor], row)
    whys = Whys.all("because", row, many[best], len(best))
    return Draft("because", words, at[best].astype(np.int64), about, whys, lift=1.1, key=s.catalog.ids[row])


def _verb(s: Situation, touch: Any, row: int) -> tuple[str, dict[str, str | int]]:
    about: dict[str, str | int] = {"title": s.catalog.titles[row], "item": s.catalog.ids[row]}
    if touch["purchases"] > 0:
        return "because_bought", about
    if touch["plays"] > 0:
        return "because_watched", about
    if np.isfinite(touch["rating"]):
        return "because_rated", {**about, "rating": f"{touch['rating']:g}"}
    return "because_liked", about


def people(desk: Desk) -> list[Draft]:
    """More from a person who is in several items that the member liked."""
    s = desk.situation
    liked = liked_counts(s.catalog.people, liked_rows(s))
    leaning = np.flatnonzero((liked >= 2) & (s.taste.people > 0))
    best = leaning[np.argsort(-s.taste.people[leaning], kind="stable")][desk.some(*N_PEOPLE)]
    drafts = []
    for code in best.tolist():
        name = s.catalog.people.names[code]
        picks = desk.people.having(code)[: desk.depth]
        about: dict[str, str | int] = {"person": name, "n_liked": int(liked[code])}
        whys = Whys.all("person", code, int(liked[code]), len(picks))
        drafts.append(Draft("person", "person", picks, about, whys, lift=1.05, key=name))
    return drafts


def genres(desk: Desk) -> list[Draft]:
    """The genres that the member leans to; for someone unknown, the most liked ones."""
    s = desk.situation
    labels, history = s.catalog.genres, liked_rows(s)
    liked, drafts = liked_counts(labels, history), []
    for code in _leaning(s)[desk.some(*N_GENRES)].tolist():
        if liked[code] == 0:
            continue
        about: dict[str, str | int] = {
            "genre": labels.names[code], "n_liked": int(liked[code]), "n_history": len(history),
        }  # fmt: skip
        drafts.append(Draft("genre", "genre", desk.genres.having(code)[: desk.depth], about, key=labels.names[code]))
    return drafts


def crossed(desk: Desk) -> list[Draft]:
    """A genre and a decade that both stand in what the member liked."""
    s = desk.situation
    names, history = s.catalog.genres.names, liked_rows(s)
    decade = s.catalog.year[history] // 10 * 10
    of_candidates = s.catalog.year[desk.ranked.rows] // 10 * 10
    of_history = spans(s.catalog.genres, history)
    drafts: list[Draft] = []
    for code, when in _pairs(s, of_history, decade)[desk.some(*N_CROSSED)]:
        carry = desk.genres.having(code)
        inside = of_history.having(code)
        about: dict[str, str | int] = {
            "genre": names[code], "decade": when,
            "n_liked": int(inside.sum()), "n_decade": int((decade == when).sum()),
        }  # fmt: skip
        picks = carry[of_candidates[carry] == when][: desk.depth]
        drafts.append(Draft("crossed", "crossed", picks, about, key=f"{names[code]} {when}"))
    return drafts


def _pairs(s: Situation, of_history: Spans, decade: NDArray[Any]) -> list[tuple[int, int]]:
    """(genre code, decade) of at least two liked items, those that weigh most first."""
    pairs: list[tuple[float, int, int]] = []
    for code in _leaning(s)[:CROSSED_GENRES].tolist():
        counts = np.bincount(np.maximum(decade[of_history.owner[of_history.codes == code]], 0) // 10)
        pairs += [(s.taste.genres[code] * counts[d], code, 10 * int(d)) for d in np.flatnonzero(counts >= 2) if d > 0]
    return [(code, when) for _, code, when in sorted(pairs, reverse=True)]


def _leaning(s: Situation) -> NDArray[np.int64]:
    """Genre codes by falling affinity, those above 0."""
    order = np.argsort(-s.taste.genres, kind="stable")
    return order[s.taste.genres[order] > 0]


def liked_counts(labels: Labels, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many of these item rows carry each label: (labels,)."""
    return np.bincount(flat(labels, rows, rows).codes, minlength=len(labels.names))
