"""Carriers: labels of the catalogue in; which items carry each, laid out once per catalogue, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.core.kept import kept


@dataclass(frozen=True, slots=True)
class Carriers:
    """Code c is carried by the item rows `rows[starts[c]:starts[c + 1]]`, rising."""

    starts: NDArray[np.int64]  # (labels + 1,)
    rows: NDArray[np.int32]  # (entries,)

    def of(self, code: int) -> NDArray[np.int32]:
        """The item rows that carry this label."""
        return self.rows[self.starts[code] : self.starts[code + 1]]


@kept
def carriers(labels: Labels) -> Carriers:
    """The labels turned round: from label to rows."""
    order = np.argsort(labels.indices, kind="stable")
    counts = np.bincount(labels.indices, minlength=len(labels.names))
    return Carriers(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), labels.rows()[order])


@kept
def _masks(_: Labels) -> dict[int, NDArray[np.bool_]]:
    return {}


def mask_of(labels: Labels, code: int) -> NDArray[np.bool_]:
    """(items,) which carry this label; made when first asked for, so only for labels that rows are made of."""
    known = _masks(labels)
    if code not in known:
        mask = np.zeros(len(labels), bool)
        mask[carriers(labels).of(code)] = True
        known[code] = mask
    return known[code]


@kept
def decades(catalog: CatalogView) -> NDArray[np.int16]:
    """(items,) the decade each came out in, as 1990; 0 unknown."""
    return np.asarray(np.maximum(catalog.year, 0) // 10 * 10, np.int16)
