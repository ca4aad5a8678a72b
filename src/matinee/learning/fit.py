"""Fitting: who liked what in, the arrays of a snapshot out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, to_iso
from matinee.core.settings import RankingSettings
from matinee.core.snapshot import Graph, Snapshot
from matinee.learning.item_signs import item_signs
from matinee.learning.linear import Sequences, decayed_counts, fit_edlae, fit_edlae_sparse, top_k_sparse
from matinee.learning.touched import LIKED, Touched

Progress = Callable[[str], None]

DECAY: Final = 0.85
REACH: Final = 30
DIRECTED_KEPT: Final = 100
TOGETHER_KEPT: Final = 100
NEARLY_ALL: Final = 0.8
"""Share of those who took up an item that must like it for it to be a hidden gem."""
PAIRS: Final = 120_000_000
"""Pairs of things liked by one member that are counted, at the most: what bounds time and memory."""
WIDTH: Final = 100
"""Others that foretell an item where the linear model is sparse."""
LONGEST: Final = 2_000
"""A member's latest liked items that teach; a longer history says little more and costs its square."""


@dataclass(frozen=True, slots=True)
class Columns:
    """By item row (n,): members who liked it, those in the popular window, shrunk mean liking, and members who acted
    on it in any way."""

    counts: NDArray[np.int32]
    recent: NDArray[np.int32]
    quality: NDArray[np.float32]
    acted: NDArray[np.int32]


def columns(touched: Touched, n: int, since: int) -> Columns:
    """How many liked each item, ever and since a time, and how well it is liked, shrunk towards the mean by 5."""
    liked = touched.liked()
    met = np.bincount(touched.row, minlength=n)
    liking = np.bincount(touched.row, touched.liking, n)
    mean = float(touched.liking.mean()) if len(touched.liking) else 0.0
    return Columns(
        np.bincount(liked.row, minlength=n).astype(np.int32),
        np.bincount(liked.row[liked.last_at >= since], minlength=n).astype(np.int32),
        ((liking + 5.0 * mean) / (met + 5.0)).astype(np.float32),
        np.bincount(touched.row[touched.acted | (touched.liking >= LIKED)], minlength=n).astype(np.int32),
    )


def latest(liked: Touched) -> Touched:
    """Each member's latest `LONGEST` liked items."""
    ends = np.searchsorted(liked.who, liked.who, "right")
    return liked.take(ends - np.arange(len(liked.who)) <= LONGEST)


def matrix(liked: Touched, n: int) -> sparse.csr_matrix:
    """Members x items, 1 where liked."""
    ones = np.ones(len(liked.who), np.float32)
    return sparse.csr_matrix((ones, (liked.who, liked.row)), shape=(len(liked.names), n))


def linear(x: sparse.csr_matrix, counts: NDArray[np.int32], rules: RankingSettings) -> Graph:
    """The closed-form linear model on the items that enough members liked, its strongest weights as a graph.

    Dense up to `linear_items`; above that each item is rebuilt from a few others (docs/decisions/0022).
    """
    n = x.shape[1]
    taught = np.flatnonzero(counts >= rules.min_count)
    if len(taught) < 2:
        return Graph.empty(n)
    if len(taught) <= rules.linear_items:
        kept = top_k_sparse(fit_edlae(x[:, taught], rules.dropout, rules.l2), rules.neighbors)
    else:
        kept = fit_edlae_sparse(sparse.csr_matrix(x[:, taught]), rules.dropout, rules.l2, WIDTH)
    return spread(kept.indptr, taught[kept.indices], kept.values, taught, n)


def sampled(liked: Touched, budget: int, seed: int = 3) -> Touched:
    """Members drawn at random until the pairs of things that they liked fill the budget; all of them where they fit.

    What goes with what is a matter of counts: more members than these make it dearer, hardly better.
    """
    lengths = np.bincount(liked.who, minlength=len(liked.names)).astype(np.float64)
    if float((lengths**2).sum()) <= budget:
        return liked
    order = np.random.default_rng(seed).permutation(len(lengths))
    kept = np.zeros(len(lengths), bool)
    kept[order[np.cumsum(lengths[order] ** 2) <= budget]] = True
    return liked.take(kept[liked.who])


def spread(indptr: NDArray[Any], indices: NDArray[Any], values: NDArray[Any], taught: NDArray[Any], n: int) -> Graph:
    """A graph over some item rows -> over all n."""
    lengths = np.zeros(n, np.int64)
    lengths[taught] = np.diff(indptr)
    return Graph(np.r_[0, np.cumsum(lengths)], indices.astype(np.int32), values.astype(np.float32))


def directed(liked: Touched, n: int, counts: NDArray[np.int32]) -> Graph:
    """What came after what, the nearer the more, divided by the root of how often either is liked."""
    order = np.lexsort((np.arange(len(liked.who)), liked.first_at, liked.who))
    offsets = np.searchsorted(liked.who, np.arange(len(liked.names) + 1)).astype(np.int64)
    after = decayed_counts(Sequences(offsets, liked.row[order], n), DECAY, REACH)
    scale = sparse.diags_array(1.0 / np.sqrt(np.maximum(counts, 1) + 5.0)).tocsr().astype(np.float32)
    kept = top_k_sparse(sparse.csr_matrix(scale @ after @ scale), DIRECTED_KEPT)
    return Graph(kept.indptr, kept.indices, kept.values)


def together(x: sparse.csr_matrix, counts: NDArray[np.int32]) -> Graph:
    """How many members liked both, for each item's neighbours of highest cosine; at least two members."""
    both = sparse.csr_matrix(x.T @ x)
    both.setdiag(0)
    both.data[both.data < 2] = 0
    both.eliminate_zeros()
    scale = sparse.diags_array(1.0 / np.sqrt(np.maximum(counts, 1))).tocsr().astype(np.float32)
    kept = top_k_sparse(sparse.csr_matrix(both @ scale), TOGETHER_KEPT)
    source = np.repeat(np.arange(len(kept.indptr) - 1), np.diff(kept.indptr))
    exact = np.asarray(both[source, kept.indices]).ravel() if len(source) else np.zeros(0)
    return Graph(kept.indptr, kept.indices, exact.astype(np.float32))


def best_of(labels: Labels, worth: NDArray[np.float64], most: int) -> Graph:
    """By label code: the item rows of highest worth, best first, with their worth."""
    rows, codes = labels.rows(), labels.indices
    order = np.lexsort((rows, -worth[rows], codes))
    rows, codes = rows[order], codes[order]
    begins = np.searchsorted(codes, np.arange(len(labels.names)))
    keep = np.arange(len(codes)) - begins[codes] < most
    lengths = np.bincount(codes[keep], minlength=len(labels.names))
    return Graph(np.r_[0, np.cumsum(lengths)], rows[keep].astype(np.int32), worth[rows[keep]].astype(np.float32))


def genre_share(catalog: CatalogView, counts: NDArray[np.int32]) -> NDArray[np.float32]:
    """(genres,) the share of all liking that carries each genre."""
    rows, codes = catalog.genres.rows(), catalog.genres.indices
    sums = np.bincount(codes, counts[rows], len(catalog.genres.names))
    return (sums / max(int(counts.sum()), 1)).astype(np.float32)


def by_falling(column: NDArray[Any], most: int) -> NDArray[np.int32]:
    """Item rows with a positive value, from the highest down; equal ones by row."""
    order = np.argsort(-column, kind="stable")[:most]
    return order[column[order] > 0].astype(np.int32)


def unheard(catalog: CatalogView, c: Columns, most: int = 300) -> NDArray[np.int32]:
    """Available items that nobody has taken up, what came in last first, then by year."""
    whole = catalog.families.family == np.arange(len(catalog))
    rows = np.flatnonzero(whole & catalog.available & (c.acted == 0))
    order = np.lexsort((rows, -catalog.year[rows].astype(np.int64), -catalog.added_at[rows]))
    return rows[order][:most].astype(np.int32)


def gems(c: Columns) -> NDArray[np.int32]:
    """Liked by nearly all who took them up, and by few: from 3 to the median of what 3 or more liked."""
    found = c.counts >= 3
    limit = np.median(c.counts[found]) if found.any() else 0
    few = found & (c.counts <= limit) & (c.counts >= NEARLY_ALL * c.acted)
    return by_falling(np.where(few, np.maximum(c.quality, 0.0), 0.0), 400)


def newest(catalog: CatalogView, now: int) -> NDArray[np.int32]:
    """Available item rows by year of release, the latest first; those of no known year or one to come are left out."""
    this_year = int(to_iso(now)[:4])
    known = np.flatnonzero(catalog.available & (catalog.year > 0) & (catalog.year <= this_year))
    order = np.lexsort((-known, -catalog.year[known].astype(np.int64)))
    return known[order][:200].astype(np.int32)


def fit(
    touched: Touched, catalog: CatalogView, rules: RankingSettings, evidence: Mapping[str, int], tell: Progress
) -> Snapshot:
    """Everything that serving reads, except the blend's weights."""
    n, until = len(catalog), evidence["last_at"]
    since = int(until - rules.popular_days * DAY)
    c = columns(touched, n, since)
    liked = sampled(latest(touched.liked()), PAIRS)
    x = matrix(liked, n)
    tell("linear model")
    weights = linear(x, c.counts, rules)
    tell("what follows what")
    after, both = directed(sampled(liked, PAIRS // REACH), n, c.counts), together(x, c.counts)
    worth = np.asarray(np.maximum(c.quality, 0.0) * np.log1p(c.counts), np.float64)
    return Snapshot(
        version="",
        n_items=n,
        data_from=evidence["first_at"],
        data_until=until,
        counts=c.counts,
        recent=c.recent,
        quality=c.quality,
        linear=weights,
        directed=after,
        together=both,
        genre_best=best_of(catalog.genres, worth, 150),
        people_best=best_of(catalog.people, worth, 100),
        genre_share=genre_share(catalog, c.counts),
        popular_rows=by_falling(c.counts, 1000),
        recent_rows=by_falling(c.recent * 1000.0 + np.minimum(c.counts, 999), 600)[: int((c.recent > 0).sum())],
        newest_rows=newest(catalog, until),
        gem_rows=gems(c),
        weights=np.zeros(0),
        evidence=dict(evidence),
        manifest={},
        source="simulated" if evidence.get("simulated", 0) else "",
        learned={"items.signs": item_signs(touched, n), "items.unheard": unheard(catalog, c)},
    )
