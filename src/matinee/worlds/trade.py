"""The truth of a shop: what customers buy again and when, what goes with what, who is gone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.items import Floats, Ints, ItemTruth, Space, stream
from matinee.worlds.members import MemberTruth, favourites
from matinee.worlds.params import WorldParams


@dataclass(frozen=True, slots=True)
class ShopTruth:
    """m customers with k staples each; n products."""

    staples: Ints  # (m, k) products bought again and again
    cycle_days: Floats  # (m, k) the true time between two purchases of a staple
    phase_days: Floats  # (m, k) when the first is due
    complements: Ints  # (n, 3) what goes with a product
    price_sensitivity: Floats  # (m,) lost log-odds per doubling of the price
    returns: Floats  # (n,) chance that a purchase comes back
    first_day: Floats  # (m,) the customer's first day
    last_day: Floats  # (m,) the day after which the customer is gone
    won: Floats  # (m,) 1: first came in the season


def draw_shop(params: WorldParams, space: Space, items: ItemTruth, members: MemberTruth, seed: int) -> ShopTruth | None:
    """The truth of a shop; None for another preset."""
    if params.preset != "shop":
        return None
    rng, told, season = stream(seed, "shop"), params.shop, params.season
    m, n = len(members.activity), items.pages
    pace = np.exp(told.cycle_spread * rng.standard_normal((len(space.genres), 1)))[:, 0]
    staples = favourites(members, items, told.staples, seed)
    own = np.exp(0.3 * rng.standard_normal(staples.shape))
    cycle = (told.cycle_days * pace[items.genres[staples, 0]] * own).clip(2, 400).astype(np.float32)
    won = rng.random(m) < (season.won if season else 0.0)
    peak = season.peak_day if season else 0.0
    width = season.width_days if season else 1.0
    first = np.where(won, rng.normal(peak, width, m).clip(0), -rng.exponential(100.0, m)).astype(np.float32)
    life = told.lifetime_days * rng.weibull(0.7, m) * np.where(won, 0.5, 1.0)
    alive = np.where(rng.random(m) < 0.1, 0.0, life / np.log(2) ** (1 / 0.7))
    partner = rng.integers(0, len(space.genres), len(space.genres))
    return ShopTruth(
        staples=staples,
        cycle_days=cycle,
        phase_days=(cycle * rng.random(cycle.shape)).astype(np.float32),
        complements=_complements(rng, items, partner, n),
        price_sensitivity=(told.price_sensitivity * rng.gamma(2.0, 0.5, m)).astype(np.float32),
        returns=(told.returns * rng.gamma(1.0, 1.0, n)).clip(0, 0.9).astype(np.float32),
        first_day=first,
        last_day=(np.maximum(first, 0) + alive).astype(np.float32),
        won=won.astype(np.float32),
    )


def _complements(rng: np.random.Generator, items: ItemTruth, partner: Ints, n: int) -> Ints:
    """Three products of the partner category for each, taken by popularity."""
    tried = rng.choice(n, (n, 24), p=items.of_old).astype(np.int32)
    wanted = partner[items.genres[:n, 0]][:, None]
    fits = (items.genres[tried, 0] == wanted) + 0.5 * rng.random(tried.shape)
    best = np.argsort(-fits, axis=1)[:, :3]
    return np.take_along_axis(tried, best, 1)


def due(shop: ShopTruth, who: Ints, last_day: Floats, day: float) -> NDArray[np.bool_]:
    """(n, k): which staples have come due since each customer's last purchase; `last_day` (n,) in days."""
    cycle, phase = shop.cycle_days[who], shop.phase_days[who]
    before = np.floor((last_day[:, None] + phase) / cycle)
    return np.asarray(np.floor((day + phase) / cycle) > before)


def alive(shop: ShopTruth, day: float) -> NDArray[np.bool_]:
    """(m,): customers who have come and are not gone on a day."""
    return np.asarray((shop.first_day <= day) & (day <= shop.last_day))
