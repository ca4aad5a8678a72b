"""Popular where you are: purchase lines and each customer's place in; for each place what most of its customers buy,
out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.snapshot import Graph
from matinee.learning.basket.lines import Lines

LEAST_BUYERS = 20
"""Customers of a place below which nothing is said of it; this also keeps single customers out of the counts."""
LEAST = 3
KEPT = 200


@dataclass(frozen=True)
class Local:
    """places: (p,) names; items: from a place to item rows, best first, with how many of its customers bought each."""

    places: NDArray[np.str_]
    items: Graph


def local(lines: Lines, place: NDArray[np.str_], n: int) -> Local:
    """Learn from lines whose customers (names,) are each at a place, "" where it is not known.

    Items go by their buyers here times the root of how much oftener they are bought here than everywhere, so that a
    place shows what is its own.
    """
    names, of = np.unique(place, return_inverse=True)
    pairs = np.unique(lines.who * n + lines.row)
    who, row = pairs // n, pairs % n
    buyers = np.bincount(of[np.unique(who)], minlength=len(names)) if len(who) else np.zeros(len(names), np.int64)
    said = np.flatnonzero((buyers >= LEAST_BUYERS) & (names != ""))
    everywhere = np.bincount(row, minlength=n) / max(len(np.unique(who)), 1)
    indptr, indices, values = [0], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    for number in said if len(said) > 1 else said[:0]:
        here = np.bincount(row[of[who] == number], minlength=n)
        lift = (here / buyers[number] + 0.01) / (everywhere + 0.01)
        best = np.argsort(-here * np.sqrt(lift), kind="stable")[:KEPT]
        best = best[here[best] >= LEAST]
        indptr.append(indptr[-1] + len(best))
        indices.append(best.astype(np.int32))
        values.append(here[best].astype(np.float32))
    kept = names[said] if len(said) > 1 else names[:0]
    items = Graph(np.array(indptr, np.int64), np.concatenate(indices), np.concatenate(values))
    return Local(kept.astype(np.str_), items)
