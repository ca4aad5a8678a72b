"""What pictures look like, for learning: the home's picture index in; a short vector for each item out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.artwork_import import INDEX
from matinee.app.home import Home

if TYPE_CHECKING:
    import duckdb

AXES: Final = 16
"""Numbers that an item's looks are told in."""


def learn_vision(home: Home, log: duckdb.DuckDBPyConnection | None = None) -> dict[str, NDArray[Any]]:
    """ "vectors" (items, 16): the mean of the item's pictures' vectors along the index's main axes, zeros where an item
    has no picture that was looked at; nothing without an index (`matinee import artwork` makes it)."""
    del log
    if not (home.path / INDEX).exists():
        return {}
    from matinee.picture.vision.index import load

    found = load(home.path / INDEX)
    if len(found.hashes) < 2:
        return {}
    short = short_vectors(found.vectors)
    number = {name: n for n, name in enumerate(found.files)}
    catalog, root = home.live.world().catalog, home.path / "artwork"
    vectors = np.zeros((len(catalog), AXES), np.float32)
    for row, item in enumerate(catalog.items):
        mine = [number[path] for one in item.artwork if (path := str(root / one.path)) in number]
        if mine:
            vectors[row] = short[mine].mean(axis=0)
    return {"vectors": vectors}


def short_vectors(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 16) vectors (n, w) along their main axes, their mean taken off: principal components."""
    apart = vectors - vectors.mean(axis=0)
    left, size, _ = np.linalg.svd(apart, full_matrices=False)
    kept = min(AXES, left.shape[1])
    short = np.zeros((len(vectors), AXES), np.float32)
    short[:, :kept] = left[:, :kept] * size[:kept]
    return short
