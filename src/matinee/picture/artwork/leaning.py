"""Leaning: the items a member met and how much they liked them in, how far each thing on a picture draws them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels, spans
from matinee.picture.artwork.view import PERSON, ArtworkView, Carried, lines

Floats = NDArray[np.float64]

FEW: Final = 5.0
"""Pseudo-weight that pulls the leanings of short histories towards nothing; twice that for people and tags."""
RARE: Final = 3.0
"""A person or a tag on a third of what somebody liked draws as much as a genre on all of it."""
OTHERS: Final = 0.8
"""How much a person's or a theme's other items count beside what the member met with them."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What draws a member. direct: (labels + 1,) by label code, about [-1, 1]; items: (rows,) what the genres and tags
    of each item, and who else liked it, promise above the catalogue's mean; linked: (labels + 1,) the mean of `items`
    over the items that carry a person or theme, few items shrunk."""

    direct: Floats
    items: Floats
    linked: Floats

    @property
    def known(self) -> bool:
        """Whether anything at all is known."""
        return bool(self.direct.any() or self.items.any())


def lean(
    view: ArtworkView,
    rows: NDArray[np.int32],
    liking: Floats,
    usual: Floats | None = None,
    near: Floats | None = None,
) -> Leaning:
    """What draws a member who liked the item rows (t,) by `liking` (t,), signed, about 1 for a play to the end.

    Args:
        usual: (genres,) share of all liking that falls on each genre; the share of the catalogue where not given.
        near: (rows,) how much the members who liked what this one liked also liked each item, in [0, 1].
    """
    catalog = view.catalog
    total, net = float(np.abs(liking).sum()), float(liking.sum())
    direct = np.zeros(view.n_labels + 1)
    genres, tags, people = view.offsets[: PERSON + 1]
    expected = view.carried[0].share if usual is None else _padded(usual, len(catalog.genres.names))
    direct[genres:tags] = (_sums(catalog.genres, rows, liking) - expected * net) / (total + FEW)
    for labels, start, carried in ((catalog.tags, tags, view.carried[1]), (catalog.people, people, view.carried[2])):
        above = _sums(labels, rows, liking) - carried.share * net
        direct[start : start + len(labels.names)] = np.clip(RARE * above / (total + 2 * FEW), -1.0, 1.0)
    items = _promise(catalog.genres, view.carried[0], direct[genres:tags])
    items += _promise(catalog.tags, view.carried[1], direct[tags:people])
    items = items if near is None else items + near
    items = items - items.mean() if len(items) else items
    linked = np.zeros(view.n_labels + 1)
    if len(view.linked_first):
        linked[view.linked_labels] = np.add.reduceat(items.astype(np.float32).take(view.linked_row), view.linked_first)
    linked /= view.n_linked + 1
    return Leaning(direct, items, linked)


def draw(view: ArtworkView, leaning: Leaning, pictures: NDArray[np.int64], rows: NDArray[np.int64]) -> Floats:
    """How much each picture (any shape) of the item rows (same shape) draws the member: the sum over what it shows of
    what they met with it and of what its other items promise; the item itself says nothing of its own people."""
    shown = _shown(leaning, view.code.take(pictures, axis=0), view.weight.take(pictures, axis=0))
    return np.asarray(shown - OTHERS * leaning.items.take(rows) * view.own.take(pictures), np.float64)


def draw_lines(view: ArtworkView, leaning: Leaning, numbers: NDArray[np.int64], rows: NDArray[np.int32]) -> Floats:
    """The same for pictures (m, k), a line those of an item row (m,)."""
    whole = view.whole(rows)
    shown = _shown(leaning, lines(view.code, numbers, whole), lines(view.weight, numbers, whole))
    own = (OTHERS * leaning.items.take(rows))[:, None] * lines(view.own, numbers, whole)
    return np.asarray(shown - own, np.float64)


def _shown(leaning: Leaning, code: NDArray[np.int64], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum over labels (..., l) of what each is worth to the member."""
    value = (leaning.direct + OTHERS * leaning.linked).astype(np.float32).take(code)
    value *= weight
    flat = value.reshape(-1, code.shape[-1]).dot(np.ones(code.shape[-1], np.float32))
    return np.asarray(flat.reshape(code.shape[:-1]), np.float32)


def over_others(view: ArtworkView, leaning: Leaning, picture: NDArray[np.int64]) -> Floats:
    """(n,) draw of pictures less the mean draw of all pictures of their items."""
    rows = np.searchsorted(view.indptr, picture, "right") - 1
    items, line = np.unique(rows, return_inverse=True)
    sizes = view.indptr[items + 1] - view.indptr[items]
    ends = np.cumsum(sizes)
    every = np.arange(int(ends[-1])) + np.repeat(view.indptr[items] - (ends - sizes), sizes)
    of = np.repeat(np.arange(len(items)), sizes)
    means = np.bincount(of, draw(view, leaning, every, items[of])) / sizes
    return np.asarray(draw(view, leaning, picture, rows) - means[line])


def strongest(view: ArtworkView, leaning: Leaning, picture: int, row: int) -> tuple[str, str, float]:
    """(kind, name, draw) of what on a picture draws the member most; empty words where nothing does."""
    code = view.code[picture]
    others = leaning.linked[code] - (view.n_linked[code] > 0) * leaning.items[row] / (view.n_linked[code] + 1)
    worth = view.weight[picture] * (leaning.direct[code] + OTHERS * others)
    best = int(np.argmax(worth))
    if worth[best] <= 0.01 or code[best] == view.n_labels:
        return "", "", 0.0
    return *view.label(int(code[best])), float(worth[best])


def _sums(labels: Labels, rows: NDArray[np.int32], weight: Floats) -> Floats:
    found = spans(labels, rows)
    return np.bincount(found.codes, weight[found.owner], len(labels.names)).astype(np.float64)


def _padded(usual: Floats, n: int) -> Floats:
    return np.concatenate((usual[:n], np.zeros(max(0, n - len(usual)))))


def _promise(labels: Labels, carried: Carried, direct: Floats) -> Floats:
    """(rows,) the sum of leanings over an item's labels over the root of their number."""
    if not len(labels.indices):
        return np.zeros(len(labels))
    return np.asarray(np.bincount(carried.rows, direct[labels.indices], len(labels)) * carried.root)
