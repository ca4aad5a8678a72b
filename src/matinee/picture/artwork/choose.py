"""Choosing: the places of a page and how much each picture draws in; a picture for each, with its propensity, out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.picture.artwork.apart import apart
from matinee.picture.artwork.leaning import Leaning, draw_lines
from matinee.picture.artwork.learned import PULL, STRANGE, Known
from matinee.picture.artwork.view import ArtworkView, lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALIKE: Final = 0.05
"""Logits that a picture loses beside one in the same style."""
DOMINANT: Final = 0.1
"""Logits that a style loses while more than half of the page is in it."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom and where: the seed of their day, the maturity they may see, their language, the canvas ("" a page),
    the share of choices that explore, the country ("" unknown) and the moment, UTC microseconds."""

    seed: int
    maturity: int = 100
    language: str = ""
    canvas: str = ""
    exploration: float = 0.0
    country: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learned of pictures, and the member's taste (k,) in its terms."""

    known: Known
    taste: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture (its number in the view, -1 where none may be shown) and its probability for each place (m,);
    `numbers` and `utility` (m, most) hold the pictures it was chosen from, -inf against the rules."""

    pictures: Ints
    propensity: NDArray[np.float32]
    numbers: Ints
    utility: Floats


def choose(
    view: ArtworkView,
    leaning: Leaning,
    rows: NDArray[np.int32],
    columns: NDArray[np.int64],
    viewer: Viewer,
    learnt: Learnt | None = None,
) -> Chosen:
    """A picture for each place (m,), given its item row and its column; places are listed row by row, left to right.

    The best picture by the posterior's mean is taken with probability 1 - e + e * s, any other with e * s, where e is
    the viewer's exploration and s the softmax over what may be shown of mean + one standard deviation. Where nothing
    is known of the member or of the pictures, the best is the default, the first that may be shown.
    """
    if not len(rows) or not len(view.ids):
        nothing = np.full((len(rows), 1), -1, np.int64)
        return Chosen(nothing[:, 0], np.ones(len(rows), np.float32), nothing, np.full((len(rows), 1), -np.inf))
    numbers, there = _numbers(view, rows)
    utility, spread = logits(view, leaning, numbers, rows, learnt)
    utility[~(there & allowed(view, numbers, viewer, view.whole(rows)))] = -np.inf
    noise = _noise(viewer, rows, utility.shape, spread)
    taken = _varied(view, (utility, noise, numbers), rows, columns, leaning.known or learnt is not None)
    return Chosen(*_told(numbers, utility, taken, spread, viewer.exploration), numbers, utility)


def _varied(
    view: ArtworkView, of: tuple[Floats, Floats, Ints], rows: NDArray[np.int32], columns: Ints, known: bool
) -> Ints:
    """(m,) the place taken in each line of the utility; the utility loses what its neighbours on the page cost it."""
    utility, noise, numbers = of
    if view.looks is not None:
        taken, cost = apart(utility + noise, lines(view.looks, numbers, view.whole(rows)), columns)
        utility -= cost
        return taken
    if known:
        return _walk(utility, lines(view.style, numbers, view.whole(rows)), noise, columns)
    return np.asarray(np.argmax(utility + noise, axis=1))


def logits(
    view: ArtworkView, leaning: Leaning, numbers: Ints, rows: NDArray[np.int32], learnt: Learnt | None
) -> tuple[Floats, Floats]:
    """What the pictures (m, k) of item rows (m,) bring about with the member, in logits, and one standard deviation."""
    drawn = draw_lines(view, leaning, numbers, rows)
    whole = view.whole(rows)
    if learnt is None:
        return PULL * drawn - STRANGE * leaning.known * lines(view.strange, numbers, whole), np.zeros(1)
    known, taste = learnt.known, learnt.taste
    return known.pull * drawn + known.above(numbers, taste, whole), known.doubt(numbers, taste, whole)


def allowed(
    view: ArtworkView, numbers: Ints, viewer: Viewer, whole: NDArray[np.int32] | None = None
) -> NDArray[np.bool_]:
    """Which pictures (m, k), a line an item's, may be shown: approved, within maturity and rights, in the language or
    without words, pinned ones before all others, and for the canvas; an item that has nothing for the canvas may show
    what it shows on a page."""
    if view.plain and not view.limits and not viewer.canvas:
        return np.asarray(lines(view.level, numbers, whole) <= viewer.maturity)
    open_to = view.approved[numbers] & (view.maturity[numbers] <= viewer.maturity)
    language = view.language[numbers]
    spoken = {"", viewer.language, viewer.language.partition("-")[0]}  # who reads de-AT reads de
    open_to &= np.isin(language, [view.word(word) for word in spoken])
    closed = [code for code, rights in view.limits.items() if not rights.hold(viewer.country, viewer.at)]
    if closed:
        open_to &= ~np.isin(view.rights[numbers], closed)
    pinned = open_to & view.pinned[numbers]
    open_to &= pinned | ~pinned.any(axis=1, keepdims=True)
    shaped = open_to & view.shaped[numbers]
    if not viewer.canvas:
        return np.asarray(shaped)
    fitting = open_to & (view.canvas[numbers] == view.word(viewer.canvas))
    return np.where(fitting.any(axis=1, keepdims=True), fitting, shaped)


def _numbers(view: ArtworkView, rows: NDArray[np.int32]) -> tuple[Ints, NDArray[np.bool_]]:
    start, n = view.indptr[rows], view.indptr[rows + 1] - view.indptr[rows]
    place = np.arange(max(1, int(n.max())))
    there = place < n[:, None]
    return np.where(there, start[:, None] + place, 0), there


def _noise(viewer: Viewer, rows: NDArray[np.int32], shape: tuple[int, int], spread: Floats) -> Floats:
    """(m, k) 0 where the best is taken; where a choice explores, Gumbel noise, so that the largest is a softmax draw.
    It hangs on the seed, the item and the picture's place alone."""
    noise = np.zeros(shape)
    at = np.flatnonzero(_uniform(viewer.seed, rows.astype(np.uint64) << np.uint64(12)) < viewer.exploration)
    places = np.arange(1, shape[1] + 1, dtype=np.uint64)
    drawn = _uniform(viewer.seed, (rows[at].astype(np.uint64) << np.uint64(12))[:, None] + places)
    noise[at] = np.broadcast_to(spread, shape)[at] - np.log(-np.log(drawn))
    return noise


def _uniform(seed: int, key: NDArray[np.uint64]) -> Floats:
    """Numbers in (0, 1) made from a seed and keys: SplitMix64."""
    with np.errstate(over="ignore"):
        z = key * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 0x9E3779B97F4A7C15)):
            z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
        z ^= z >> np.uint64(32)
    return np.asarray(((z >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53)


def _walk(utility: Floats, style: NDArray[np.int32], noise: Floats, columns: NDArray[np.int64]) -> Ints:
    """(m,) the place taken in each line, column by column; `utility` loses what its neighbour and the page cost it."""
    order = np.argsort(columns, kind="stable")
    left, edges = np.empty(len(order), np.int64), np.flatnonzero(np.diff(columns[order], append=-1)) + 1
    left[order] = np.arange(len(order))  # where each line stands in that order
    left = left[order - 1]
    total, styles = (utility + noise)[order], style[order]
    cost, flat = np.zeros(total.shape), styles.ravel()
    best, shown = np.zeros(len(order), np.int64), np.zeros(len(order), np.int32)
    counts, first = np.zeros(int(style.max(initial=0)) + 1, np.int64), np.arange(len(order)) * style.shape[1]
    start = 0
    for end in edges.tolist():
        lost, looks = cost[start:end], styles[start:end]
        if start and columns[order[start]]:
            np.multiply(looks == shown[left[start:end], None], ALIKE, out=lost)
        most = int(counts.argmax())
        if 2 * counts[most] > start:
            lost += DOMINANT * (looks == most)
        (total[start:end] - lost).argmax(axis=1, out=best[start:end])
        shown[start:end] = flat[first[start:end] + best[start:end]]
        counts += np.bincount(shown[start:end], minlength=len(counts))
        start = end
    utility[order] -= cost
    taken = np.empty_like(best)
    taken[order] = best
    return taken


def _told(
    numbers: Ints, utility: Floats, taken: Ints, spread: Floats, exploration: float
) -> tuple[Ints, NDArray[np.float32]]:
    line = np.arange(len(taken))
    best, at = utility.argmax(axis=1), np.isfinite(utility[line, taken])
    top = np.where(at, utility[line, best], 0.0)
    soft = np.exp(utility + spread - top[:, None])
    chances = exploration * soft[line, taken] / np.maximum(soft.sum(axis=1), 1e-300)
    chances += (1.0 - exploration) * (taken == best)
    return np.where(at, numbers[line, taken], -1), np.where(at, chances, 1.0).astype(np.float32)


def chances_of(utility: Floats, spread: Floats, exploration: float) -> Floats:
    """(m, k) the probability of each picture of a line; 0 against the rules."""
    best = utility.max(axis=1, keepdims=True)
    soft = np.exp(np.where(np.isfinite(utility), utility + spread - np.where(np.isfinite(best), best, 0.0), -np.inf))
    soft /= np.maximum(soft.sum(axis=1, keepdims=True), 1e-300)
    chances = exploration * soft
    chances[np.arange(len(utility)), utility.argmax(axis=1)] += 1.0 - exploration
    return np.asarray(np.where(np.isfinite(utility), chances, 0.0))
