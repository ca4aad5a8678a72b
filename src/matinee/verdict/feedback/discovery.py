"""Discovery share: what each surface brought on each day in; the share that recommendations brought out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MEASURES: Final = ("plays", "seconds", "purchases", "revenue")
"""What is counted; columns of the table `discovery`."""

AUTOPLAY: Final = "autoplay"


class Discovery(msgspec.Struct, frozen=True):
    """share: measure -> share in [0, 1] (NaN where nothing was chosen); by_surface: surface -> measure -> total; days
    (d,) and share_by_day: measure -> (d,)."""

    share: dict[str, float]
    by_surface: dict[str, dict[str, float]]
    days: list[int]
    share_by_day: dict[str, list[float]]


def discovery(table: Mapping[str, Any], surfaces: Sequence[str]) -> Discovery:
    """The share of what members chose that came from recommendations.

    What plays by itself was chosen by nobody: it is in by_surface, and in no share. Plays owed to nothing count as
    chosen without help, so the share is never flattered by what the log does not know.

    Args:
        table: columns day, surface and MEASURES of the table `discovery` (m,).
        surfaces: which surfaces are recommendations, as ("home", "similar").
    """
    surface = np.asarray(table["surface"], dtype=object)
    day = np.asarray(table["day"], np.int64)
    chosen, helped = surface != AUTOPLAY, np.isin(surface.astype(str), list(surfaces))
    days, places = np.unique(day, return_inverse=True)
    place = np.asarray(places, np.int64)
    share, by_day = {}, {}
    by_surface: dict[str, dict[str, float]] = {str(name): {} for name in np.unique(surface.astype(str))}
    for measure in MEASURES:
        values = np.asarray(table[measure], np.float64)
        for name, totals in by_surface.items():
            totals[measure] = float(values[surface == name].sum())
        share[measure] = float(_ratio(values[helped].sum(), values[chosen].sum()))
        brought, everything = (_by_day(values, place, some, len(days)) for some in (helped, chosen))
        by_day[measure] = [float(x) for x in _ratio(brought, everything)]
    return Discovery(share, by_surface, [int(d) for d in days], by_day)


def _by_day(values: Floats, place: NDArray[np.int64], some: NDArray[np.bool_], days: int) -> Floats:
    return np.asarray(np.bincount(place[some], weights=values[some], minlength=days), np.float64)


def _ratio(part: Floats | float, whole: Floats | float) -> Floats:
    whole = np.asarray(whole, np.float64)
    return np.asarray(np.where(whole > 0, np.asarray(part) / np.where(whole > 0, whole, 1.0), np.nan), np.float64)
