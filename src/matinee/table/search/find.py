"""Finding: a query and the index in, item rows with match scores and kinds of match out, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.table.search.edits import edits
from matinee.table.search.found import WORDS, Found, Rows, Scores
from matinee.table.search.index import MAX_PREFIXES, Name, SearchIndex
from matinee.table.search.match import NEAR, name_scores, prefix_scores
from matinee.table.search.normal import numbers, plain_query, split_year
from matinee.table.search.similar import Likeness, similar

MAX_QUERY: Final = 200
N_WORD_ROWS: Final = 200
SURE: Final = 0.8
"""From this score on the best match is taken for what was meant."""


@dataclass(frozen=True, slots=True)
class _Tally:
    """The best score and kind of match of every row so far."""

    scores: Scores
    kinds: NDArray[np.int8]

    def raise_to(self, rows: Rows, scores: Scores, kinds: NDArray[np.int8]) -> None:
        """Take the scores that are better than what stands; of a row given twice the best counts."""
        better = scores > self.scores[rows]
        rising = np.argsort(scores[better], kind="stable")
        rows = rows[better][rising]
        self.scores[rows] = scores[better][rising]
        self.kinds[rows] = kinds[better][rising]

    def raise_names(self, names: Sequence[Name], scores: Scores) -> None:
        if names:
            sizes = [len(name.rows) for name in names]
            kinds = np.array([name.kind for name in names], np.int8)
            self.raise_to(
                np.concatenate([name.rows for name in names]), np.repeat(scores, sizes), np.repeat(kinds, sizes)
            )


def search(index: SearchIndex, query: str, shown: NDArray[np.bool_] | None = None, limit: int = 200) -> Found:
    """Items by title, other title, person, genre, tag or words of any text: half typed, mistyped or whole.

    A year at the end of the query prefers items of that year. Equal scores keep the order of the rows; to put them in
    a member's order see `blend`.

    Args:
        index: the open index.
        query: as typed; signs behind the first 200 are not looked at.
        shown: (rows,) mask of what may be found; where it hides a sure match, `about` says which.
        limit: how many rows at most.
    """
    text = query[:MAX_QUERY]
    rest, year = split_year(text)
    tally = _Tally(np.zeros(len(index.years), np.float32), np.full(len(index.years), WORDS, np.int8))
    if form := plain_query(rest):
        _tally(index, form, tally)
    if year is not None:
        apart = np.abs(index.years - year)
        tally.scores[:] *= np.where(apart == 0, 1.0, np.where(apart == 1, 0.97, 0.9))
    if rest != text and (form := plain_query(text)):
        begun = index.names_from(form)
        tally.raise_names(begun, prefix_scores(form, begun))
    return _found(tally, shown, limit)


def _tally(index: SearchIndex, form: str, tally: _Tally) -> None:
    begun = index.names_from(form)
    tally.raise_names(begun, prefix_scores(form, begun))
    if len(begun) == MAX_PREFIXES:
        return  # too little is typed to be mistyped
    near = index.names_near(form)
    tally.raise_names(near, name_scores(form, near))
    if np.count_nonzero(tally.scores > NEAR) >= N_WORD_ROWS:
        return  # words would only stand behind as many names
    words = [word for word in form.split() if len(word) > 1]
    rows, best, span = index.rows_with(words, True, N_WORD_ROWS), 0.75, 0.25
    if not len(rows) and tally.scores.max(initial=0) <= NEAR:
        rows = index.rows_with([word for word in words if len(word) > 3], False, N_WORD_ROWS)
        best, span = NEAR * 0.8, 0.2
    scores = (best - span * np.arange(len(rows)) / max(1, len(rows))).astype(np.float32)
    tally.raise_to(rows, scores, np.full(len(rows), WORDS, np.int8))


def _found(tally: _Tally, shown: NDArray[np.bool_] | None, limit: int) -> Found:
    scores = tally.scores
    top = int(np.argmax(scores)) if len(scores) else 0
    best = float(scores[top]) if len(scores) else 0.0
    about = -1
    if shown is not None:
        hidden = np.zeros(len(scores), bool)
        hidden[: len(shown)] = shown[: len(scores)]
        about = top if best >= SURE and tally.kinds[top] < 2 and not hidden[top] else -1
        scores = np.where(hidden, scores, 0)
        best = float(scores.max(initial=0))
    is_near = best <= NEAR
    rows = np.flatnonzero(scores > (0 if is_near else NEAR))
    order = rows[np.argsort(-scores[rows], kind="stable")][:limit].astype(np.int32)
    return Found(order, scores[order], tally.kinds[order], is_near, about if is_near or best < SURE else -1)


def with_neighbours(found: Found, content: Likeness, shown: NDArray[np.bool_] | None = None, limit: int = 50) -> Found:
    """Where what was asked for may not be shown, the items most like it; anything else found stays as it is."""
    if found.about < 0 or found.about >= len(content):
        return found
    return replace(similar(content, found.about, shown, limit), neighbours=True, about=found.about)


def known_items(index: SearchIndex, title: str) -> Rows:
    """The rows of the items that have this title: whole, or where none has, with a typo in a longer one.

    One typo from 8 signs, two from 20; numbers must agree, since a sequel is no typo.
    """
    form = plain_query(title)
    names = [name for name in index.names_from(form) + index.names_near(form) if name.kind < 2] if form else []
    names = [name for name in names if numbers(name.text) == numbers(form)]
    if not names:
        return np.empty(0, np.int32)
    whole, _ = edits(form, [name.text for name in names])
    least = int(whole.min())
    if least > (len(form) >= 8) + (len(form) >= 20):
        return np.empty(0, np.int32)
    return np.unique(np.concatenate([name.rows for name, d in zip(names, whole, strict=True) if d == least]))
