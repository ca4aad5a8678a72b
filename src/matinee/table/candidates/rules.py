"""Rules over the whole catalogue: a situation in; which items may stand at all, and which in rows of new things, out.

The same as `filters.apply` says of each row, laid out as one mask over all items, so that a request looks up its
candidates instead of asking rule by rule; what does not depend on the member is worked out once per audience.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.kept import kept
from matinee.table.candidates.filters import HOUSE, apply, level_of, within_reach
from matinee.table.situation import Situation

Mask = NDArray[np.bool_]

AUDIENCES: Final = 32
"""For so many audiences (maturity, country, exclusions) the mask is kept, per catalogue."""

_COMMON: Final = tuple(rule for rule in HOUSE if rule.name != "dismissed")


def allowed(s: Situation) -> Mask:
    """(n,) what no rule of the house forbids this member now."""
    found = _of_audience(s).copy()
    t = s.profile.touches
    found[t["row"][t["dismissed_at"] > t["played_at"]]] = False
    return found


def is_new(s: Situation) -> Mask:
    """(n,) what may stand in rows of new things, whatever the house says."""
    t = s.profile.touches
    found = _whole(s.catalog).copy()
    if s.settings.page.price_reach > 0 and (t["purchases"] > 0).any():
        found &= within_reach(s, np.arange(s.n))
    found[t["row"][s.taste.done | (t["plays"] > 0) | (s.taste.ignored >= s.settings.page.cap_impressions)]] = False
    return found


@kept
def _whole(catalog: CatalogView) -> Mask:
    return np.asarray(catalog.families.family == np.arange(len(catalog)), np.bool_)


@kept
def _audiences(catalog: CatalogView) -> dict[tuple[Any, ...], tuple[int, int, Mask]]:
    """Masks by audience, each with the time from and until which no item's window opens or closes."""
    return {}


def _of_audience(s: Situation) -> Mask:
    known = _audiences(s.catalog)
    key = (level_of(s.member), s.member.kids, s.context.country or s.member.country, s.settings.page.excluded)
    found = known.get(key)
    if found is not None and found[0] <= s.context.at < found[1]:
        return found[2]
    mask = np.zeros(s.n, bool)
    mask[apply(_COMMON, s, np.arange(s.n, dtype=np.int32)).kept] = True
    if len(known) >= AUDIENCES:
        known.clear()
    known[key] = (*_window(s), mask)
    return mask


def _window(s: Situation) -> tuple[int, int]:
    edges = _edges(s.catalog)
    at = int(np.searchsorted(edges, s.context.at, "right"))
    return (int(edges[at - 1]) if at else -(2**63)), (int(edges[at]) if at < len(edges) else 2**63)


@kept
def _edges(catalog: CatalogView) -> NDArray[np.int64]:
    """The times at which an item comes or goes, rising."""
    return np.unique(np.concatenate([catalog.available_from, catalog.available_until]))
