"""Row kinds that speak of the member's taste: because you ..., a person, a genre, a genre of a decade."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import spans
from matinee.core.snapshot import Graph
from matinee.table.marks import KINDS, by_mark, marked
from matinee.table.page.carriers import decades
from matinee.table.page.desk import of_decade, of_person, with_genre
from matinee.table.page.drafts import Desk, Draft, Whys
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
    anchors = anchors[worth[anchors] > 0]
    least, passed = s.settings.page.min_row, N_ANCHORS[0] if desk.wide else 0
    anchors = anchors[degrees(s.snapshot.together, t["row"][anchors]) >= least]
    together = 2 * N_ANCHORS[desk.wide]
    for begin in range(0, len(anchors), together):
        some = anchors[begin : begin + together].tolist()
        for anchor, (picks, many) in zip(some, liked_with(desk, t["row"][some]), strict=True):
            if len(picks) < least:
                continue
            if passed:
                passed -= 1
                continue
            drafts.append(_because(desk, anchor, picks, many))
            if len(drafts) == N_ANCHORS[desk.wide]:
                return drafts
    return drafts


def degrees(graph: Graph, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many edges leave each of these rows (k,)."""
    inside = np.minimum(rows, max(len(graph) - 1, 0))
    if not len(graph):
        return np.zeros(len(rows), np.int64)
    return np.where(rows < len(graph), graph.indptr[inside + 1] - graph.indptr[inside], 0)


def liked_with(desk: Desk, rows: NDArray[np.int32]) -> list[tuple[NDArray[np.int64], NDArray[np.int32]]]:
    """For each of these item rows (k,): the new candidates that were liked with it by two or more, best first, and by
    how many; in one pass over all their edges."""
    ranked, snap, m = desk.ranked, desk.situation.snapshot, len(desk.ranked.rows)
    source, edge = snap.together.edges(rows)
    place, many = desk.place.take(snap.together.indices.take(edge)), snap.together.values.take(edge).astype(np.int32)
    inside = np.flatnonzero((place >= 0) & (many >= 2) & ranked.discovery.take(place))
    source, at, many = source.take(inside), place.take(inside).astype(np.int64), many.take(inside)
    value = ranked.chances.take(at) * (CLOSE + closeness(desk, rows).take(source * m + at))
    falling = np.lexsort((at, -value, source))
    ends = np.searchsorted(source, np.arange(len(rows) + 1)).tolist()
    found = []
    for begin, end in pairwise(ends):
        best = falling[begin : min(end, begin + desk.depth)]
        found.append((at.take(best), many.take(best)))
    return found


def closeness(desk: Desk, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """How closely each candidate follows each of these item rows, flat (k x m,), 1 for what follows closest."""
    graph, m = desk.situation.snapshot.directed, len(desk.ranked.rows)
    source, edge = graph.edges(rows)
    after, pull = desk.place.take(graph.indices.take(edge)), graph.values.take(edge).astype(np.float64)
    most = np.full(len(rows), 1e-9)
    np.maximum.at(most, source, pull)
    close = np.zeros(len(rows) * m)
    inside = np.flatnonzero(after >= 0)
    source = source.take(inside)
    close[source * m + after.take(inside)] = pull.take(inside) / most.take(source)
    return close


def _because(desk: Desk, anchor: int, picks: NDArray[np.int64], many: NDArray[np.int32]) -> Draft:
    s = desk.situation
    row = int(s.profile.touches["row"][anchor])
    words, about = _verb(s, s.profile.touches[anchor], row)
    whys = Whys.all("because", row, many, len(picks))
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
    liked = liked_counts(s, "people")
    leaning = np.flatnonzero(liked >= 2)
    leaning = leaning[s.taste.people[leaning] > 0]
    best = leaning[np.argsort(-s.taste.people[leaning], kind="stable")][desk.some(*N_PEOPLE)]
    drafts = []
    for code in best.tolist():
        name, n_liked = s.catalog.people.names[code], int(liked[code])
        picks = of_person(desk, code)
        whys = Whys.all("person", code, n_liked, len(picks))
        about: dict[str, str | int] = {"person": name, "n_liked": n_liked}
        drafts.append(Draft("person", "person", picks, about, whys, lift=1.05, key=name))
    return drafts


def genres(desk: Desk) -> list[Draft]:
    """The genres that the member leans to; for someone unknown, the most liked ones."""
    s = desk.situation
    names, liked, drafts = s.catalog.genres.names, liked_counts(s, "genres"), []
    n_history = int((s.taste.liking >= LIKED).sum())
    for code in _leaning(s)[desk.some(*N_GENRES)].tolist():
        n_liked = int(liked[code])
        if n_liked == 0:
            continue
        about: dict[str, str | int] = {"genre": names[code], "n_liked": n_liked, "n_history": n_history}
        picks = desk.best[with_genre(desk, code).nonzero()[0][: desk.depth]]
        drafts.append(Draft("genre", "genre", picks, about, key=names[code]))
    return drafts


def crossed(desk: Desk) -> list[Draft]:
    """A genre and a decade that both stand in what the member liked."""
    s = desk.situation
    names, liked = s.catalog.genres.names, liked_counts(s, "genres")
    decade = decades(s.catalog).take(liked_rows(s))
    drafts: list[Draft] = []
    for code, when in s.once("pairs", lambda: _pairs(s))[desk.some(*N_CROSSED)]:
        about: dict[str, str | int] = {
            "genre": names[code], "decade": when,
            "n_liked": int(liked[code]), "n_decade": int((decade == when).sum()),
        }  # fmt: skip
        picks = desk.best[(with_genre(desk, code) & of_decade(desk, when)).nonzero()[0][: desk.depth]]
        drafts.append(Draft("crossed", "crossed", picks, about, key=f"{names[code]} {when}"))
    return drafts


def _pairs(s: Situation) -> list[tuple[int, int]]:
    """(genre code, decade) of at least two liked items, those that weigh most first."""
    leaning = _leaning(s)[:CROSSED_GENRES].tolist()
    history = liked_rows(s)
    of_history = spans(s.catalog.genres, history)
    decade = decades(s.catalog).take(history).take(of_history.owner) // 10
    number = np.full(len(s.catalog.genres.names), -1)
    number[leaning] = np.arange(len(leaning))
    line = number.take(of_history.codes)
    inside = (line >= 0) & (decade > 0)
    width = int(decade.max(initial=0)) + 1
    counts = np.bincount(line[inside] * width + decade[inside], minlength=len(leaning) * width)
    many = np.flatnonzero(counts >= 2)
    pairs = [
        (s.taste.genres[leaning[at // width]] * n, leaning[at // width], 10 * (at % width))
        for at, n in zip(many.tolist(), counts[many].tolist(), strict=True)
    ]
    return [(code, when) for _, code, when in sorted(pairs, reverse=True)]


def _leaning(s: Situation) -> NDArray[np.int64]:
    """Genre codes by falling affinity, those above 0."""
    order = np.argsort(-s.taste.genres, kind="stable")
    return order[s.taste.genres[order] > 0]


def liked_counts(s: Situation, kind: str) -> NDArray[np.int64]:
    """How many of the items that the member liked carry each label of a kind: (labels,)."""

    def count() -> NDArray[np.int64]:
        touched = s.once("marked", lambda: marked(s.marks, s.profile.touches["row"]))
        return by_mark(s.marks, touched, (s.taste.liking >= LIKED).astype(np.float64)).astype(np.int64)

    number = KINDS.index(kind)
    return s.once("liked_counts", count)[s.marks.first[number] : s.marks.first[number + 1]]
