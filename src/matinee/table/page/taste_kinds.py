"""Row kinds that speak of the member's taste: because you ..., a person, a genre, a genre of a decade."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, spans
from matinee.table.page.drafts import Desk, Draft, Whys
from matinee.table.situation import Situation

N_ANCHORS: Final = 5
N_PEOPLE: Final = 4
N_GENRES: Final = 8
N_CROSSED: Final = 6
LIKED: Final = 0.3
"""Liking from which an item counts as liked in the reasons."""


def liked_rows(s: Situation) -> NDArray[np.int32]:
    """Item rows that the member liked."""
    rows: NDArray[np.int32] = s.profile.touches["row"][s.taste.liking >= LIKED]
    return rows


def because(desk: Desk) -> list[Draft]:
    """What others who liked an item liked too, for the items that mean most to the member now."""
    drafts: list[Draft] = []
    s, t = desk.situation, desk.situation.profile.touches
    recency = np.argsort(np.argsort(-t["last_at"], kind="stable"), kind="stable")
    worth = s.taste.weight * (s.taste.liking >= LIKED) / (1.0 + recency / 10.0) * (1.0 + s.taste.session)
    for anchor in np.argsort(-worth, kind="stable")[: 3 * N_ANCHORS]:
        if worth[anchor] <= 0 or len(drafts) == N_ANCHORS:
            break
        draft = _because(desk, int(anchor))
        if len(draft.picks) >= s.settings.page.min_row:
            drafts.append(draft)
    return drafts


def _because(desk: Desk, anchor: int) -> Draft:
    s, ranked = desk.situation, desk.ranked
    touch = s.profile.touches[anchor]
    row = int(touch["row"])
    near, both = s.snapshot.together.of(row)
    count = np.zeros(s.n, np.int32)
    count[near] = both.astype(np.int32)
    after, pull = s.snapshot.directed.of(row)
    closeness = np.zeros(s.n)
    closeness[after] = pull / max(float(pull.max(initial=0.0)), 1e-9)
    which = np.flatnonzero(ranked.discovery & (count[ranked.rows] >= 2))
    value = ranked.chances[which] * (0.3 + closeness[ranked.rows[which]])
    picks = which[np.lexsort((ranked.rows[which], -value))][: desk.depth]
    whys = Whys.all("because", row, count[ranked.rows[picks]], len(picks))
    words, about = _verb(s, touch, row)
    return Draft("because", words, picks, about, whys, lift=1.1, key=s.catalog.ids[row])


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
    liked = _liked_counts(s.catalog.people, liked_rows(s))
    leaning = np.flatnonzero((liked >= 2) & (s.taste.people > 0))
    best = leaning[np.argsort(-s.taste.people[leaning], kind="stable")][:N_PEOPLE]
    candidates, drafts = spans(s.catalog.people, desk.ranked.rows), []
    for code in best:
        name = s.catalog.people.names[code]
        picks = desk.ranked.best(desk.ranked.discovery & candidates.having(int(code)), desk.depth)
        about: dict[str, str | int] = {"person": name, "n_liked": int(liked[code])}
        whys = Whys.all("person", int(code), int(liked[code]), len(picks))
        drafts.append(Draft("person", "person", picks, about, whys, lift=1.05, key=name))
    return drafts


def genres(desk: Desk) -> list[Draft]:
    """The genres that the member leans to; for someone unknown, the most liked ones."""
    s = desk.situation
    labels, history = s.catalog.genres, liked_rows(s)
    liked = _liked_counts(labels, history)
    candidates, drafts = spans(labels, desk.ranked.rows), []
    for code in _leaning(s)[:N_GENRES]:
        if liked[code] == 0:
            continue
        picks = desk.ranked.best(desk.ranked.discovery & candidates.having(int(code)), desk.depth)
        about: dict[str, str | int] = {
            "genre": labels.names[code], "n_liked": int(liked[code]), "n_history": len(history),
        }  # fmt: skip
        drafts.append(Draft("genre", "genre", picks, about, key=labels.names[code]))
    return drafts


def crossed(desk: Desk) -> list[Draft]:
    """A genre and a decade that both stand in what the member liked."""
    s = desk.situation
    history = liked_rows(s)
    decade = s.catalog.year[history] // 10 * 10
    of_candidates = s.catalog.year[desk.ranked.rows] // 10 * 10
    of_history = spans(s.catalog.genres, history)
    pairs: list[tuple[float, int, int]] = []
    for code in _leaning(s)[: N_GENRES // 2]:
        inside = of_history.having(int(code))
        values, counts = np.unique(decade[inside], return_counts=True)
        pairs += [
            (s.taste.genres[code] * n, int(code), int(v))
            for v, n in zip(values, counts, strict=True)
            if v > 0 and n >= 2
        ]
    candidates, drafts = spans(s.catalog.genres, desk.ranked.rows), []
    for _, code, when in sorted(pairs, reverse=True)[:N_CROSSED]:
        which = desk.ranked.discovery & candidates.having(code) & (of_candidates == when)
        inside = of_history.having(code)
        about: dict[str, str | int] = {
            "genre": s.catalog.genres.names[code], "decade": when,
            "n_liked": int(inside.sum()), "n_decade": int((decade == when).sum()),
        }  # fmt: skip
        key = f"{s.catalog.genres.names[code]} {when}"
        drafts.append(Draft("crossed", "crossed", desk.ranked.best(which, desk.depth), about, key=key))
    return drafts


def _leaning(s: Situation) -> NDArray[np.int64]:
    """Genre codes by falling affinity, those above 0."""
    order = np.argsort(-s.taste.genres, kind="stable")
    return order[s.taste.genres[order] > 0]


def _liked_counts(labels: Labels, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.bincount(spans(labels, rows).codes, minlength=len(labels.names))
