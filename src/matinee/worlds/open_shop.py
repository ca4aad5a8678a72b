"""A day of a shop without a policy: a world and a day in, looks, baskets, purchases and returns out, by time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, SECOND
from matinee.core.kinds import SURFACES
from matinee.worlds import answers
from matinee.worlds.columns import KIND, Happened, happened, joined, padded
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match
from matinee.worlds.open_stream import SHOWN, search_words
from matinee.worlds.sessions import Sessions, draw_sessions, rates
from matinee.worlds.shelves import Near, Shelves, draw
from matinee.worlds.trade import ShopTruth, due
from matinee.worlds.world import World

HOME, ITEM, SEARCH = SURFACES.index("home"), SURFACES.index("item"), SURFACES.index("search")


@dataclass(slots=True)
class ShopState:
    """What a day hands to the next: numbers, each customer's last purchase in days, and what will be brought back."""

    sessions: int
    last_day: Floats  # (m,)
    pending: list[Happened] = field(default_factory=list)

    @classmethod
    def fresh(cls, world: World) -> ShopState:
        """Before the first day: everyone bought last about one visit ago."""
        since = np.minimum(1.0 / world.truth.members.activity, 60.0)
        first = 0.0 if world.truth.shop is None else np.maximum(world.truth.shop.first_day, 0.0)
        return cls(0, np.asarray(first - since, dtype=np.float32))


def shop_day(world: World, shelves: Shelves, state: ShopState, pace: float, day: int) -> Happened:
    """The events of one day, by time. `pace` multiplies every customer's visits."""
    if world.truth.shop is None:
        return happened("open", 0)
    rng = shelves.chance("shop", day)
    sessions = draw_sessions(world, day, rates(world, day) * np.float32(pace), state.sessions, rng)
    state.sessions += len(sessions)
    looks = _looks(world, shelves, sessions, day, rng)
    lines = _lines(world, world.truth.shop, state, looks, day, rng)
    parts = [*_looking(world, looks, rng), *_buying(world, looks, lines, rng)]
    return _with_returns(world, state, joined(parts).in_order(), day, rng)


@dataclass(frozen=True, slots=True)
class _Looks:
    """The sessions, what was weighed up (n, SHOWN) with its liking, and which was taken up."""

    sessions: Sessions
    shown: Ints
    likes: Floats
    item: Ints
    liked: Floats


@dataclass(frozen=True, slots=True)
class _Lines:
    """n lines of baskets: the place of the session, the product, whether it was found by looking."""

    of: NDArray[np.int64]
    item: Ints


def _looks(world: World, shelves: Shelves, sessions: Sessions, day: int, rng: np.random.Generator) -> _Looks:
    shown = draw(world, shelves, Near(sessions.who, sessions.mood, float(day)), (len(sessions), SHOWN), rng)
    matched = match(world, sessions.who, shown, sessions.mood, float(day))
    likes = liking(world, sessions.who, shown, matched)
    season = float(world.season(float(day))) - 1.0
    looks = world.params.behaviour.taste * matched + world.truth.items.hype[shown]
    looks += 0.5 * world.truth.items.quality[shown]
    looks += 1.5 * season * world.truth.items.seasonal[shown]
    looks += world.params.behaviour.blur * rng.gumbel(size=looks.shape).astype(np.float32)
    line, taken = np.arange(len(looks)), looks.argmax(1)
    return _Looks(sessions, shown, likes, shown[line, taken], likes[line, taken])


def bought_odds(world: World, who: Ints, item: Ints, liked: Floats) -> Floats:
    """Log-odds (n,) of buying what was looked at: liking, and how dear it is to this customer."""
    shop = world.truth.shop
    dear = np.log2(np.maximum(world.truth.items.price[item], 0.01) / 10.0)
    sensitive = 0 if shop is None else shop.price_sensitivity[who]
    return np.asarray(-2.6 + 3.0 * liked - 0.3 * sensitive * dear, dtype=np.float32)


def _lines(
    world: World, shop: ShopTruth, state: ShopState, looks: _Looks, day: int, rng: np.random.Generator
) -> _Lines:
    who = looks.sessions.who
    wanted = due(shop, who, state.last_day[who], float(day)) & ~world.truth.members.guest[who][:, None]
    wanted &= rng.random(wanted.shape) < 0.8
    of_due, staple = np.nonzero(wanted)
    odds = bought_odds(world, who, looks.item, looks.liked)
    taken = np.nonzero(rng.random(len(who)) < 1.0 / (1.0 + np.exp(-odds)))[0]
    of = np.concatenate([of_due, taken])
    item = np.concatenate([shop.staples[who[of_due], staple], looks.item[taken]])
    more = np.nonzero(rng.random(len(of)) < world.params.shop.complements)[0]
    with_it = shop.complements[item[more], rng.integers(0, 3, len(more))]
    extra = rng.poisson(np.where(wanted.any(1), world.params.shop.basket / 8.0, 0.0))
    filled = np.repeat(np.arange(len(who)), extra)
    any_shown = looks.shown[filled, rng.integers(0, SHOWN, len(filled))]
    of, item = np.concatenate([of, of[more], filled]), np.concatenate([item, with_it, any_shown])
    _, once = np.unique(of * np.int64(world.truth.items.pages) + item, return_index=True)
    state.last_day[who[of]] = day
    return _Lines(of[once], item[once].astype(np.int32))


def _known(sessions: Sessions, where: NDArray[np.integer]) -> dict[str, NDArray[np.integer]]:
    return {"member": sessions.who[where], "session": sessions.number[where], "device": sessions.device[where]}


def _looking(world: World, looks: _Looks, rng: np.random.Generator) -> list[Happened]:
    sessions, n = looks.sessions, len(looks.sessions)
    of, place = np.nonzero(rng.random(looks.shown.shape) < 0.5)
    rested = np.nonzero(rng.random(n) < 0.2)[0]
    spot = rng.integers(0, SHOWN, len(rested))
    past = np.nonzero(rng.random(n) < 0.12)[0]
    opened = np.nonzero(rng.random(n) < 0.7)[0]
    asked = np.nonzero(rng.random(n) < 0.2)[0]
    words = search_words(world, sessions.who[asked], sessions.mood[asked], rng)
    rests = answers.dwelling(looks.likes[rested, spot], world.params.behaviour, rng)
    return [
        happened("impression", len(of), at=sessions.at[of] + place * SECOND, item=looks.shown[of, place], surface=HOME,
                 **_known(sessions, of)),
        happened("dwell", len(rested), at=sessions.at[rested] + (2 + spot) * SECOND, item=looks.shown[rested, spot],
                 seconds=rests, surface=HOME, **_known(sessions, rested)),
        happened("scroll", len(past), at=sessions.at[past] + 7 * SECOND, seconds=rng.exponential(4.0, len(past)),
                 items=padded(looks.shown[past]), surface=HOME, **_known(sessions, past)),
        happened("open", len(opened), at=sessions.at[opened] + 9 * SECOND, item=looks.item[opened], surface=HOME,
                 **_known(sessions, opened)),
        happened("search", len(asked), at=sessions.at[asked] - 5 * SECOND, query=words, surface=SEARCH,
                 **_known(sessions, asked)),
    ]  # fmt: skip


def _buying(world: World, looks: _Looks, lines: _Lines, rng: np.random.Generator) -> list[Happened]:
    """Every line goes into the cart, most carts to the till; a basket is one session at one time."""
    sessions, n = looks.sessions, len(lines.of)
    known = {**_known(sessions, lines.of), "item": lines.item, "surface": ITEM}
    told = {"quantity": 1.0 + rng.poisson(0.3, n), "price": world.truth.items.price[lines.item]}
    at = sessions.at[lines.of]
    paid = (rng.random(len(sessions)) < 0.85)[lines.of]
    carts = happened("cart_add", n, at=at + 40 * SECOND + np.arange(n) % 50 * SECOND, **known, **told)
    tills = happened("purchase", n, at=at + 300 * SECOND, **known, **told).take(paid)
    rated = np.nonzero(rng.random(len(tills)) < world.params.behaviour.ratings)[0]
    some = tills.take(rated)
    liked = liking(world, some.member, some.item[:, None], match(
        world, some.member, some.item[:, None], np.zeros(len(some), dtype=np.int32), 0.0))[:, 0]  # fmt: skip
    stars = answers.stars(liked, world.params.behaviour, rng)
    rates_of = happened("rate", len(some), at=some.at + DAY // 2, member=some.member, item=some.item, value=stars,
                        session=some.session, device=some.device, surface=ITEM)  # fmt: skip
    return [carts, tills, rates_of]


def _with_returns(world: World, state: ShopState, today: Happened, day: int, rng: np.random.Generator) -> Happened:
    """Some of what was bought comes back three to twelve days later; what is due today joins today."""
    shop = world.truth.shop
    bought = today.take(today.kind == KIND["purchase"])
    if shop is not None:
        back = bought.take(rng.random(len(bought)) < shop.returns[bought.item])
        later = back.at + (rng.uniform(3, 12, len(back)) * DAY).astype(np.int64)
        state.pending.append(happened("return", len(back), at=later, member=back.member, item=back.item,
                                      quantity=back.quantity, price=back.price, surface=ITEM))  # fmt: skip
    waiting = joined(state.pending)
    ripe = waiting.at < world.params.start_at + (day + 1) * DAY
    state.pending = [waiting.take(~ripe)]
    return joined([today, waiting.take(ripe)]).in_order()
