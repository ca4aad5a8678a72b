"""Newness: a catalogue and a moment in; which items came into it lately out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY
from matinee.core.kept import kept
from matinee.table.situation import Situation

NEW_DAYS: Final = 90
"""For how long an item counts as new in the catalogue."""


def came_in(s: Situation, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(m,) which of these rows are new in the catalogue: added within `NEW_DAYS`, or come after the snapshot."""
    added, now = s.catalog.added_at[rows], s.context.at
    lately = (added > 0) & (added > now - NEW_DAYS * DAY) & (added <= now)
    return np.asarray(lately | (rows >= s.snapshot.n_items), np.bool_)


def came_lately(s: Situation) -> NDArray[np.int64]:
    """(k,) all rows that are new in the catalogue, available or not, each once."""
    order, ages = added_order(s.catalog)
    now, n = s.context.at, s.snapshot.n_items
    begin, end = np.searchsorted(ages, [-now, -max(now - NEW_DAYS * DAY, 0)], "left").tolist()
    lately = order[begin:end]
    if n >= len(s.catalog):
        return lately
    return np.concatenate([lately[lately < n], np.arange(n, len(s.catalog))])


def newcomers(s: Situation, most: int) -> NDArray[np.int32]:
    """(k,) at most so many available rows that are new in the catalogue, the latest first: those that came after the
    snapshot, then the others, each by falling time of coming in, equal ones by falling row.

    Only as many are looked at as are asked for: the catalogue's order is kept from one request to the next.
    """
    order, ages = added_order(s.catalog)
    now, n = s.context.at, s.snapshot.n_items
    late = order[order >= n] if n < len(s.catalog) else order[:0]
    begin, end = np.searchsorted(ages, [-now, -max(now - NEW_DAYS * DAY, 0)], "left").tolist()
    found: list[NDArray[np.int64]] = [late[s.catalog.available[late]][:most]]
    have = len(found[0])
    while begin < end and have < most:
        part = order[begin : min(begin + 2 * most, end)]
        begin += len(part)
        part = part[s.catalog.available[part] & (part < n)]
        found.append(part[: most - have])
        have += len(found[-1])
    return np.concatenate(found).astype(np.int32)


@kept
def added_order(catalog: CatalogView) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All rows by falling time of coming in, equal ones by falling row, and those times negated; made once per
    catalogue."""
    rows = np.arange(len(catalog))
    order = rows[np.lexsort((-rows, -catalog.added_at))]
    return order, -catalog.added_at[order]
