"""A visit in, the events out that a tracker would have sent: what was in view, opened, played or bought, and said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import SECOND
from matinee.core.kinds import SURFACES
from matinee.worlds import answers
from matinee.worlds.columns import WIDTH, Happened, happened, joined, padded
from matinee.worlds.items import Ints
from matinee.worlds.sessions import Sessions
from matinee.worlds.state import LoopState
from matinee.worlds.visit import HOME, SEARCH, Visit, nth
from matinee.worlds.world import World

ITEM = SURFACES.index("item")


def visit_events(
    world: World, state: LoopState, sessions: Sessions, seen: Visit, decision: Ints, rng: np.random.Generator
) -> Happened:
    """The events of n sessions, by time; `decision` (n,) are the codes of their pages."""
    say = _bought if world.shop else _watched
    parts = [
        *_looked(world, sessions, seen, decision, rng),
        *say(world, state, sessions, seen, decision, rng),
        *_asked(sessions, seen),
    ]
    return joined(parts).in_order()


def _of(sessions: Sessions, of: NDArray[np.integer]) -> dict[str, Any]:
    return {"member": sessions.who[of], "session": sessions.number[of], "device": sessions.device[of]}


def _slots(sessions: Sessions, seen: Visit, decision: Ints, where: NDArray[np.integer]) -> dict[str, Any]:
    """Columns of events that speak of slots."""
    looked = seen.looked.take(where)
    return {
        **_of(sessions, looked.of),
        "item": looked.item,
        "surface": HOME,
        "decision": decision[looked.of],
        "row": looked.row,
        "column": looked.column,
        "artwork": looked.artwork,
    }


def _looked(
    world: World, sessions: Sessions, seen: Visit, decision: Ints, rng: np.random.Generator
) -> list[Happened]:  # fmt: skip
    """Every slot that was looked at is an impression; some are rested on; the others go past in one scroll."""
    looked, n = seen.looked, len(seen.looked.of)
    at = sessions.at[looked.of] + (1 + nth(looked.of)) * SECOND
    touched = np.zeros(n, dtype=bool)
    touched[seen.opened] = True
    every = np.arange(n)
    rested = np.nonzero((rng.random(n) < 0.2) | (touched & (rng.random(n) < 0.7)))[0]
    rests = answers.dwelling(looked.liked[rested], world.params.behaviour, rng)
    behind = at[seen.opened] + 30 * SECOND
    return [
        happened("impression", n, at=at, **_slots(sessions, seen, decision, every)),
        happened("dwell", len(rested), at=at[rested], seconds=rests, **_slots(sessions, seen, decision, rested)),
        happened("open", len(seen.opened), at=behind, **_slots(sessions, seen, decision, seen.opened)),
        _scrolled(world, sessions, seen, decision, touched, rng),
    ]


def _scrolled(
    world: World, sessions: Sessions, seen: Visit, decision: Ints, touched: NDArray[np.bool_], rng: np.random.Generator
) -> Happened:
    """One scroll a session, naming what went past: what is liked little goes past, as far as scrolling tells of it."""
    looked = seen.looked
    known = answers.told(looked.liked, world.params.behaviour.dwell_tell, rng)
    past = np.nonzero(~touched & (rng.random(len(known)) < 0.7 * (1.0 - known)))[0]
    place = nth(looked.of[past])
    past, place = past[place < WIDTH], place[place < WIDTH]
    of = np.unique(looked.of[past])
    line = np.searchsorted(of, looked.of[past])
    items = np.full((len(of), WIDTH), -1, dtype=np.int32)
    items[line, place] = looked.item[past]
    at = sessions.at[of] + 29 * SECOND
    seconds = rng.exponential(6.0, len(of))
    return happened(
        "scroll", len(of), at=at, items=items, seconds=seconds, surface=HOME, decision=decision[of], **_of(sessions, of)
    )


def _where_taken(seen: Visit, decision: Ints) -> dict[str, Any]:
    """Row, column, picture and decision of what was taken from a page; -1 for what was found by searching."""
    taken, looked = seen.taken, seen.looked
    from_page = taken.slot >= 0
    slot = np.where(from_page, taken.slot, 0)
    if not len(looked.of):
        return {}
    told = {"row": looked.row[slot], "column": looked.column[slot], "artwork": looked.artwork[slot]}
    told["decision"] = decision[taken.of]
    return {name: np.where(from_page, column, -1) for name, column in told.items()}


def _watched(
    world: World, state: LoopState, sessions: Sessions, seen: Visit, decision: Ints, rng: np.random.Generator
) -> list[Happened]:
    """Plays with their seconds, thumbs, ratings, own rankings, and what is put on the list."""
    told, items, taken = world.params.behaviour, world.truth.items, seen.taken
    n, of = len(taken.of), taken.of
    played = _episodes(world, state, sessions.who[of], taken.item)
    seconds = np.maximum(1.0, taken.share * items.seconds[played]).round(1)
    began = sessions.at[of] + (60 + nth(of) * 3_000) * SECOND
    end = began + (seconds * SECOND).astype(np.int64)
    number = state.plays + np.arange(n)
    state.plays += n
    known = {**_of(sessions, of), "item": taken.item}

    def line(where: NDArray[np.integer]) -> dict[str, Any]:
        return {name: column[where] for name, column in known.items()}

    rated = np.nonzero(rng.random(n) < told.ratings)[0]
    thumbed = np.nonzero(rng.random(n) < told.thumbs)[0]
    kept = np.nonzero((rng.random(n) < 0.05) & (taken.liked > 0.6))[0]
    whole = {**known, "item": played, "play": number, "seconds": seconds, "position": seconds}
    return [
        happened("play", n, at=end, surface=taken.surface, **whole, **_where_taken(seen, decision)),
        happened("rate", len(rated), at=end[rated] + 5 * SECOND, surface=ITEM,
                 value=answers.stars(taken.liked[rated], told, rng), **line(rated)),
        happened("thumb", len(thumbed), at=end[thumbed] + 3 * SECOND, surface=ITEM,
                 value=answers.thumbs(taken.liked[thumbed], told, rng), **line(thumbed)),
        happened("list_add", len(kept), at=end[kept] + 8 * SECOND, surface=ITEM, **line(kept)),
        _ranked(world, state, sessions, rng),
    ]  # fmt: skip


def _episodes(world: World, state: LoopState, who: Ints, item: Ints) -> Ints:
    """A series is played by its episodes: the member's next one, or the first."""
    items = world.truth.items
    count = items.episodes[item]
    place = np.where(state.series[who] == item, state.episode[who], 0)
    serial = count > 0
    after = place + 1
    state.series[who[serial]] = np.where(after < count, item, -1)[serial]
    state.episode[who[serial]] = np.where(after < count, after, 0)[serial]
    return np.where(serial, items.first_episode[item] + place, item).astype(np.int32)


def _ranked(world: World, state: LoopState, sessions: Sessions, rng: np.random.Generator) -> Happened:
    """Some write down what they liked best, in order, as far as rankings tell of it."""
    chosen = np.nonzero(rng.random(len(sessions)) < world.params.behaviour.ranks)[0]
    who = sessions.who[chosen]
    enough = (state.best[who] >= 0).sum(1) >= 3
    chosen, who = chosen[enough], who[enough]
    known = answers.told(state.best_liked[who], world.params.behaviour.ranks_tell, rng)
    order = np.argsort(-np.where(state.best[who] >= 0, known, -9.0), axis=1, kind="stable")
    items = padded(np.take_along_axis(state.best[who], order, 1))
    at = sessions.at[chosen] - 20 * SECOND
    return happened("rank", len(chosen), at=at, items=items, surface=ITEM, **_of(sessions, chosen))


def _bought(
    world: World, state: LoopState, sessions: Sessions, seen: Visit, decision: Ints, rng: np.random.Generator
) -> list[Happened]:
    """Lines into the cart and to the till, and what is said of them; what comes back is drawn later."""
    told, taken, n = world.params.behaviour, seen.taken, len(seen.taken.of)
    of = taken.of
    known = {**_of(sessions, of), "item": taken.item}
    line = {**known, "surface": taken.surface, **_where_taken(seen, decision)}
    line |= {"quantity": 1.0 + rng.poisson(0.3, n), "price": world.truth.items.price[taken.item]}
    at = sessions.at[of] + (60 + nth(of)) * SECOND
    rated = np.nonzero(rng.random(n) < told.ratings)[0]
    stars = answers.stars(taken.liked[rated], told, rng)
    state.plays += n
    return [
        happened("cart_add", n, at=at, **line),
        happened("purchase", n, at=sessions.at[of] + 400 * SECOND, **line),
        happened("rate", len(rated), at=sessions.at[of[rated]] + 600 * SECOND, value=stars, surface=ITEM,
                 **{name: column[rated] for name, column in known.items()}),
    ]  # fmt: skip


def _asked(sessions: Sessions, seen: Visit) -> list[Happened]:
    of = seen.searched
    at = sessions.at[of] + 45 * SECOND
    return [happened("search", len(of), at=at, query=seen.words, surface=SEARCH, **_of(sessions, of))]
