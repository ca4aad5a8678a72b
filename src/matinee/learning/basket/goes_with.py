"""What goes with what: baskets in; complements of each product, and apart from them its substitutes, out.

Two products are complements where they stand in one basket more often than chance brings them together, and are not of
one kind: whoever buys one has use for the other. They are substitutes where they are of one kind by their labels, or
where the same customers buy both, but in one basket less often than by their customers would be expected: one stands
for the other. After McAuley, Pandey and Leskovec (2015), Inferring Networks of Substitutable and Complementary
Products, who tell the two apart by what is bought together and what is bought instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.catalog.labels import Labels
from matinee.core.snapshot import Graph
from matinee.learning.basket.history import Floats
from matinee.learning.basket.lines import Lines

LARGEST = 60
"""A basket of more products says little of any two of them, and costs its square."""
LEAST = 3
"""Baskets that must hold both."""
DOUBT = 0.5
"""Standard errors by which the number of common baskets is taken down before it is believed."""
PRIOR = 3.0
"""Baskets' worth of belief that two products meet by chance alone."""
ALIKE = 0.55
"""Cosine of the labels from which two products are of one kind."""
LIGHTEST = 0.1
AKIN = 0.25
"""Cosine below which products that have labels do not stand for each other, whoever buys both."""
KEPT = 100
MOST = 12_000
LATEST = 400
"""A customer's latest products that say who buys both."""


@dataclass(frozen=True)
class GoesWith:
    """Two graphs over item rows, values above 0, strongest first: what goes with a product, what stands for it."""

    complements: Graph
    substitutes: Graph


def goes_with(lines: Lines, labels: Sequence[Labels], n: int) -> GoesWith:
    """Learn both graphs from purchase lines over n item rows, which carry these labels."""
    sold = _often(lines, n)
    baskets = _incidence(lines.basket, lines.row, sold, n, LARGEST)
    if not baskets.shape[0] or not len(sold):
        return GoesWith(Graph.empty(n), Graph.empty(n))
    both = _both(baskets)
    alike = likeness(labels, sold)
    lift = _lift(both, np.asarray(baskets.sum(axis=0)).ravel(), baskets.shape[0])
    instead = _instead(lines, sold, n, both)
    if alike.nnz:
        instead = sparse.csr_matrix(instead.multiply(alike >= AKIN))
    kind = (alike >= ALIKE).astype(np.float32).tocsr()
    with_it = lift - lift.multiply(kind) - lift.multiply(instead > 0)
    with_it.data = np.maximum(with_it.data, 0.0)
    with_it.eliminate_zeros()
    stands = alike.multiply(kind) + instead
    stands.setdiag(0)
    stands.eliminate_zeros()
    return GoesWith(_graph(sparse.csr_matrix(with_it), sold, n), _graph(sparse.csr_matrix(stands), sold, n))


def _often(lines: Lines, n: int) -> NDArray[np.int64]:
    """Rows that were bought often enough, the most bought at most."""
    counts = np.bincount(lines.row, minlength=n)
    enough = np.flatnonzero(counts >= LEAST)
    return np.sort(enough[np.argsort(-counts[enough], kind="stable")[:MOST]])


def _incidence(
    of: NDArray[np.int64], row: NDArray[np.int32], sold: NDArray[np.int64], n: int, largest: int
) -> sparse.csr_matrix:
    """Baskets (or customers) x products, 1 where bought; groups of one product or of too many are left out."""
    place = np.full(n, -1)
    place[sold] = np.arange(len(sold))
    inside = place[row] >= 0
    keys = np.unique(of[inside] * max(len(sold), 1) + place[row[inside]])
    group, column = np.unique(keys // max(len(sold), 1), return_inverse=True)[1], keys % max(len(sold), 1)
    size = np.bincount(group) if len(group) else np.zeros(0, np.int64)
    kept = (size[group] >= 2) & (size[group] <= largest)
    rows = np.unique(group[kept], return_inverse=True)[1]
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, column[kept])), shape=(int(rows.max(initial=-1)) + 1, len(sold)))


def _both(groups: sparse.csr_matrix) -> sparse.csr_matrix:
    both = sparse.csr_matrix(groups.T @ groups)
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def _lift(both: sparse.csr_matrix, counts: Floats, total: int) -> sparse.csr_matrix:
    """Log of how many times oftener than by chance two meet, shrunk and taken down by its doubt; where above 0."""
    found = both.tocoo()
    seen = found.data >= LEAST
    i, j, met = found.row[seen], found.col[seen], found.data[seen].astype(np.float64)
    expected = counts[i] * counts[j] / max(total, 1)
    sure = np.maximum(met - DOUBT * np.sqrt(met), 0.0)
    value = np.log((sure + PRIOR) / (expected + PRIOR))
    above = value > 0
    return sparse.csr_matrix((value[above].astype(np.float32), (i[above], j[above])), shape=both.shape)


def _instead(lines: Lines, sold: NDArray[np.int64], n: int, both: sparse.csr_matrix) -> sparse.csr_matrix:
    """Pairs that share customers more than chance would have it and yet do not meet in baskets: their customer lift."""
    order = np.lexsort((-lines.at, lines.who))
    rank = np.arange(len(order)) - np.searchsorted(lines.who[order], lines.who[order])
    late = lines.take(order[rank < LATEST])
    people = _incidence(late.who, late.row, sold, n, LATEST)
    if not people.shape[0]:
        return sparse.csr_matrix(both.shape, dtype=np.float32)
    shared = _lift(_both(people), np.asarray(people.sum(axis=0)).ravel(), people.shape[0])
    apart = shared - shared.multiply(both > 0)
    apart.eliminate_zeros()
    return sparse.csr_matrix(apart, dtype=np.float32)


def likeness(labels: Sequence[Labels], rows: NDArray[np.int64]) -> sparse.csr_matrix:
    """Cosine of the labels of these rows (r, r), a label the heavier the rarer; only of rows that share a label which
    is not everywhere."""
    some = sparse.hstack([_carried(table, rows) for table in labels]).tocsr()
    carried = np.maximum(np.asarray((some > 0).sum(axis=0)).ravel(), 1)
    weight = np.sqrt(np.maximum(np.log(len(rows) / carried), LIGHTEST))
    some = sparse.csr_matrix(some @ sparse.diags_array(weight))
    length = np.sqrt(np.asarray(some.multiply(some).sum(axis=1)).ravel())
    some = sparse.csr_matrix(sparse.diags_array(1.0 / np.maximum(length, 1e-9)) @ some)
    rare = sparse.csr_matrix(some @ sparse.diags_array((carried <= max(400, len(rows) // 10)).astype(float)))
    touching = sparse.csr_matrix(rare @ some.T)
    touching.setdiag(0)
    touching.eliminate_zeros()
    return touching


def _carried(labels: Labels, rows: NDArray[np.int64]) -> sparse.csr_matrix:
    """Rows x labels, 1 where carried."""
    shape = (len(labels), len(labels.names))
    whole = sparse.csr_matrix((np.ones(len(labels.indices)), labels.indices, labels.indptr), shape=shape)
    return sparse.csr_matrix(whole[rows])


def _graph(values: sparse.csr_matrix, sold: NDArray[np.int64], n: int) -> Graph:
    """The strongest of each row, strongest first, over all n item rows."""
    found = values.tocoo()
    order = np.lexsort((found.col, -found.data, found.row))
    row, column, value = found.row[order], found.col[order], found.data[order]
    kept = np.arange(len(row)) - np.searchsorted(row, row) < KEPT
    lengths = np.zeros(n, np.int64)
    lengths[sold] = np.bincount(row[kept], minlength=len(sold))
    indptr = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    return Graph(indptr, sold[column[kept]].astype(np.int32), value[kept].astype(np.float32))
