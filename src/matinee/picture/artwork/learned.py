"""What was learned of pictures: the published arrays and a view in; for a member's taste, logits over pictures out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.picture.artwork.view import ArtworkView, lines

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Rows = NDArray[np.int32]

RIDGE: Final = 8.0
"""How many items of a history the prior of a taste is worth."""
PULL: Final = 3.0
"""Logits of a take-up between a picture that shows all a member loves and one that shows nothing of it, before anything
was learned, and one standard deviation of that."""
STRANGE: Final = 1.0
"""Logits that a picture loses which shows nothing but what its item does not hold, before anything was learned."""
LEAST_WORTH: Final = 0.05
"""What follows a picture counts at least this share of what is usual."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a night learned, k tastes, n item rows, p pictures that were shown.

    factors: (n, k) where items lie in taste; centre, scale: (k,) of members; pull: (1,) logits per unit of what a
    picture shows a member; fit: (k + 2,) for showing what the item is: logits of a take-up, what more follows it; then
    logits of taste by what is shown. strange: (2,) the same two for showing what the item does not hold.
    ids: (p,) artwork ids; effect: (p, k + 1) logits of being taken up, over its item's mean, the first for everybody;
    worth: (p,) log of what follows a take-up over what is usual; spread: (p + 1, 2) variance of the logits, alone and
    per squared length of taste, the last line that of pictures never shown.
    """

    factors: NDArray[np.float32]
    centre: Floats
    scale: Floats
    pull: Floats
    fit: Floats
    strange: Floats
    ids: Texts
    effect: NDArray[np.float32]
    worth: NDArray[np.float32]
    spread: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def learned_of(arrays: Mapping[str, NDArray[Any]], prefix: str = "artwork.") -> Learned | None:
    """What a snapshot's named arrays hold of it; None where nothing was learned yet."""
    names = Learned.__slots__
    if any(prefix + name not in arrays for name in names):
        return None
    return Learned(**{name: arrays[prefix + name] for name in names})


@dataclass(frozen=True, slots=True)
class Known:
    """Learned things laid over the pictures of a view (p,): logits are pull x draw + always + slope @ taste; their
    variance is spread[:, 0] + spread[:, 1] x the squared length of the taste; seen: whether it has been shown."""

    pull: float
    always: NDArray[np.float32]
    slope: NDArray[np.float32]
    spread: NDArray[np.float32]
    seen: NDArray[np.bool_]

    def above(self, numbers: NDArray[np.int64], taste: Floats, whole: Rows | None = None) -> Floats:
        """Logits of pictures (any shape) for a taste (k,), without what they draw; `whole` as in `lines`."""
        found = lines(self.always, numbers, whole)
        if taste.any():
            slope = lines(self.slope, numbers, whole).reshape(-1, len(taste))
            found += slope.dot(taste.astype(np.float32)).reshape(numbers.shape)
        return np.asarray(found, np.float64)

    def doubt(self, numbers: NDArray[np.int64], taste: Floats, whole: Rows | None = None) -> Floats:
        """One standard deviation of those logits."""
        variances = lines(self.spread, numbers, whole)
        found = np.sqrt(variances[..., 0] + np.float32((taste**2).sum()) * variances[..., 1])
        return np.asarray(found, np.float64)


def lay(view: ArtworkView, learned: Learned) -> Known:
    """Lay what was learned over a view's pictures; those that nobody saw have what their looks promise."""
    places, likeness = looks(view, learned.factors)
    alien = strangeness(view)
    always = learned.fit[0] * likeness + learned.strange[0] * alien
    worth = np.log(np.maximum(1.0 + learned.fit[1] * likeness + learned.strange[1] * alien, LEAST_WORTH))
    slope = learned.fit[2:] * places
    number = {name: n for n, name in enumerate(view.ids)}
    both = [(number[name], n) for n, name in enumerate(learned.ids.tolist()) if name in number]
    at, mine = np.array(both, np.int64).reshape(-1, 2).T
    seen = np.zeros(len(view.ids), bool)
    seen[at] = True
    always[at] += learned.effect[mine, 0]
    worth[at] = learned.worth[mine]
    slope[at] += learned.effect[mine, 1:]
    spread = np.repeat(learned.spread[-1:], len(view.ids), axis=0)
    spread[at] = learned.spread[mine]
    pull, known = float(learned.pull[0]), (always + worth).astype(np.float32)
    return Known(pull, known, slope.astype(np.float32), spread.astype(np.float32), seen)


def looks(view: ArtworkView, factors: NDArray[np.float32]) -> tuple[Floats, Floats]:
    """(pictures, k) where what each picture shows lies in taste, over the mean of its item's pictures, and (pictures,)
    how like its item that is, over the same mean."""
    catalog, k = view.catalog, factors.shape[1]
    of_item = np.zeros((len(catalog), k))
    of_item[: min(len(factors), len(catalog))] = factors[: len(catalog)]
    sums, n = np.zeros((view.n_labels + 1, k)), np.zeros(view.n_labels + 1)
    for labels, first in zip((catalog.genres, catalog.tags, catalog.people), view.offsets, strict=False):
        codes = labels.indices.astype(np.int64) + first
        for axis in range(k):
            sums[:, axis] += np.bincount(codes, of_item[labels.rows(), axis], len(sums))
        n += np.bincount(codes, minlength=len(n))
    of_label = _unit(sums / (n + 1.0)[:, None])
    shown = _unit(np.einsum("pl,plk->pk", view.weight.astype(np.float64), of_label[view.code]))
    owner = np.repeat(np.arange(len(catalog)), np.diff(view.indptr))
    alike = (shown * of_item[owner]).sum(axis=1)
    return over_mean(shown, owner), over_mean(alike, owner)


def strangeness(view: ArtworkView) -> Floats:
    """(pictures,) how much more than its item's pictures do on average each shows what the item does not hold."""
    owner = np.repeat(np.arange(len(view.indptr) - 1), np.diff(view.indptr))
    return over_mean(view.strange.astype(np.float64), owner)


def over_mean(values: Floats, owner: NDArray[np.int64]) -> Floats:
    """Values of pictures (p, ...) less the mean over the pictures of the same owner."""
    flat = values.reshape(len(values), -1)
    n = np.maximum(np.bincount(owner), 1)
    means = np.stack([np.bincount(owner, column) / n for column in flat.T], axis=1) if len(flat) else flat
    return np.asarray((flat - means[owner]).reshape(values.shape) if len(flat) else values)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def taste_from(learned: Learned, rows: NDArray[np.int32], liking: Floats) -> Floats:
    """(k,) the taste of a member who liked item rows (t,) by `liking` (t,): ridge regression on the items' factors, in
    units of the usual spread, drawn in where it is long; zeros for somebody unknown."""
    k = len(learned.centre)
    inside = rows < len(learned.factors)
    met = learned.factors[rows[inside]].astype(np.float64)
    if not len(met):
        return np.zeros(k)
    left = liking[inside] - met @ learned.centre
    solved = np.linalg.solve(met.T @ met + RIDGE * np.eye(k), met.T @ left)
    return drawn_in(solved / learned.scale)


def drawn_in(taste: Floats) -> Floats:
    """Tastes (..., k) of about unit variance, the long ones shortened."""
    k = taste.shape[-1]
    return np.asarray(taste / np.sqrt(1.0 + (taste**2).sum(axis=-1, keepdims=True) / k))
