"""Habits: a situation in; when what the member bought is due again, what goes with what, and what the season says, out.

Everything is read from `Snapshot.learned` under "shop."; where nothing was learned there, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.snapshot import Graph, Snapshot
from matinee.table.situation import Situation

Floats = NDArray[np.float64]

KNOTS: Final = (-1.5, -0.7, 0.0, 0.7, 1.5)
"""Where the effect of log((days since) / (usual days between)) bends."""
BELIEF: Final = 2.0
"""Purchases' worth of belief that a member's own cycle is the product's usual one."""
HORIZON_DAYS: Final = 7.0
"""A product is due by the chance that it is bought within so many days."""
CART_DAYS: Final = 7.0
"""For how long what was put in the cart and not bought counts as lying there."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is known of m (member, product) pairs. Days; times: purchases; again: share of buyers who came back for it;
    quiet: days since the member bought anything; pace: the member's purchases a week."""

    since: Floats
    gap: Floats
    times: Floats
    again: Floats
    quiet: Floats
    pace: Floats


def own_gap(usual: Floats, first_to_last: Floats, times: Floats) -> Floats:
    """Days between two purchases (m,): the member's own mean, drawn to what is usual for the product."""
    return np.asarray((first_to_last + BELIEF * usual) / (np.maximum(times - 1, 0) + BELIEF))


def design(pairs: Pairs, days_ahead: float = 0.0) -> Floats:
    """Features (m, 13) of the hazard, `days_ahead` days from now; learning and serving use the same."""
    since = pairs.since + days_ahead
    phase = np.clip(np.log((since + 1) / (pairs.gap + 1)), -4.0, 4.0)
    times = np.log(np.maximum(pairs.times, 1))
    bends = [np.maximum(phase - knot, 0.0) for knot in KNOTS]
    again = np.log(np.clip(pairs.again, 1e-3, 1 - 1e-3) / np.clip(1 - pairs.again, 1e-3, 1 - 1e-3))
    plain = (np.log1p(since), np.log1p(pairs.gap), phase, *bends, times, phase * times, again)
    return np.column_stack([*plain, np.log1p(pairs.quiet), np.log(np.maximum(pairs.pace, 1e-3))])


def chances(weights: Floats, pairs: Pairs, days_ahead: float = 0.0) -> Floats:
    """Chance (m,) of a purchase within `HORIZON_DAYS` of then, by learned weights (14,), the last the offset."""
    odds = design(pairs, days_ahead) @ weights[:-1] + weights[-1]
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -40, 40))))


@dataclass(frozen=True, slots=True)
class Due:
    """What a member bought before: positions in the touches (m,), the chance of a purchase within the week, pairs."""

    at: NDArray[np.int64]
    chance: Floats
    pairs: Pairs


def due(s: Situation) -> Due:
    """Everything the member bought, with the chance that it is bought again within the week; empty if not learned."""
    t, weights = s.profile.touches, s.snapshot.learned.get("shop.due")
    at = np.flatnonzero((t["purchases"] > 0) & (t["returned"] < t["bought"]))
    if weights is None or not len(at):
        none = np.zeros(0)
        return Due(at[:0], none, Pairs(*[none] * 6))
    pairs = pairs_of(s, at)
    return Due(at, chances(weights, pairs), pairs)


def pairs_of(s: Situation, at: NDArray[np.int64]) -> Pairs:
    """What is known of these touches (m,) of bought products."""
    t, now = s.profile.touches, s.context.at
    rows, times = t["row"][at], t["purchases"][at].astype(np.float64)
    bought_at = t["bought_at"][t["purchases"] > 0]
    first, last = int(t["first_at"][t["purchases"] > 0].min()), int(bought_at.max())
    weeks = max(now - first, DAY) / (7 * DAY)
    return Pairs(
        since=np.maximum(now - t["bought_at"][at], 0) / DAY,
        gap=own_gap(at_rows(s.snapshot, "shop.gap", rows), (t["bought_at"][at] - t["first_at"][at]) / DAY, times),
        times=times,
        again=at_rows(s.snapshot, "shop.again", rows),
        quiet=np.full(len(at), max(now - last, 0) / DAY),
        pace=np.full(len(at), float(t["purchases"].sum()) / weeks),
    )


def due_days(weights: Floats, pairs: Pairs, chance: float = 0.5, weeks: int = 26) -> Floats:
    """Days (m,) after which a purchase has come with this chance, interpolated within its week; inf if later."""
    left, found = np.ones(len(pairs.since)), np.full(len(pairs.since), np.inf)
    for week in range(weeks):
        hazard = chances(weights, pairs, 7.0 * week)
        after = left * (1 - hazard)
        here = ~np.isfinite(found) & (1 - after >= chance)
        found[here] = 7.0 * (week + (left[here] - (1 - chance)) / np.maximum(left[here] - after[here], 1e-12))
        left = after
    return found


def at_rows(snapshot: Snapshot, name: str, rows: NDArray[Any], missing: float = 0.0) -> Floats:
    """A learned column (items + 1,) at item rows (m,); its last value stands for whatever came after the snapshot.
    `missing` everywhere where nothing was learned."""
    column = snapshot.learned.get(name)
    if column is None or not len(column):
        return np.full(len(rows), missing)
    return np.asarray(column[np.minimum(rows, len(column) - 1)], np.float64)


def graph(snapshot: Snapshot, name: str) -> Graph:
    """A learned graph, kept as three arrays; without an edge where it was not learned."""
    parts = [snapshot.learned.get(f"shop.{name}_{part}") for part in ("indptr", "indices", "values")]
    if any(part is None for part in parts):
        return Graph.empty(snapshot.n_items)
    return Graph(*(part for part in parts if part is not None))


def in_cart(s: Situation) -> NDArray[np.int64]:
    """Positions of the touches that lie in the cart: put there lately and not bought since, the newest first."""
    t = s.profile.touches
    lying = (t["carted_at"] > t["bought_at"]) & (t["carted_at"] > s.context.at - CART_DAYS * DAY)
    at = np.flatnonzero(lying)
    return at[np.argsort(-t["carted_at"][at], kind="stable")]


def just_bought(s: Situation) -> NDArray[np.int64]:
    """Positions of the touches of the last basket: bought within a day of the last purchase, the newest first."""
    t = s.profile.touches
    last = int(t["bought_at"].max(initial=0))
    at = np.flatnonzero((t["purchases"] > 0) & (t["bought_at"] > last - DAY) & (last > s.context.at - CART_DAYS * DAY))
    return at[np.argsort(-t["bought_at"][at], kind="stable")]


def looked_at(s: Situation, days: float = 14.0) -> NDArray[np.int64]:
    """Positions of the touches that were opened or dwelt on lately and not bought, the latest first."""
    t = s.profile.touches
    fresh = (t["last_at"] > s.context.at - days * DAY) & ((t["opens"] > 0) | (t["dwell"] >= 5.0))
    at = np.flatnonzero(fresh & (t["purchases"] == 0) & (t["dismissed_at"] == 0) & (t["plays"] == 0))
    return at[np.argsort(-t["last_at"][at], kind="stable")]


def place_of(s: Situation) -> str:
    """Where the member is: the place of their record (a shop, a town), else the country, else the time zone."""
    named = s.member.attributes.get("place", "")
    return str(named) if named else s.context.country or s.context.time_zone


def popular_here(s: Situation) -> tuple[int, NDArray[np.int32], NDArray[np.float32]]:
    """(number of the place or -1, item rows most bought there, by how many customers)."""
    names = s.snapshot.learned.get("shop.places")
    here, none = place_of(s), Graph.empty()
    found = np.flatnonzero(names == here) if names is not None and here else np.zeros(0, np.int64)
    number = int(found[0]) if len(found) else -1
    rows, buyers = (graph(s.snapshot, "local") if number >= 0 else none).of(number)
    return number, rows, buyers


def in_season(s: Situation, rows: NDArray[Any]) -> Floats:
    """Factor (m,) on the chances: below 1 for what sold in a season that is over, above 1 for what the present one
    brings; 1 where the calendar or the log says nothing."""
    return at_rows(s.snapshot, "shop.season", rows, 1.0)


def won_by_season(s: Situation) -> bool:
    """Whether this member first came in the season that has just ended."""
    span = s.snapshot.learned.get("shop.season_span")
    return span is not None and len(span) == 2 and bool(span[0] <= s.profile.first_at < span[1])
