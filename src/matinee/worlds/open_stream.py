"""A day of a streaming service without a policy: a world and a day in, that day's events by time out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import SECOND
from matinee.core.kinds import SURFACES
from matinee.worlds import answers
from matinee.worlds.columns import Happened, happened, joined, padded
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match
from matinee.worlds.sessions import Sessions, draw_sessions, rates
from matinee.worlds.shelves import Near, Shelves, draw
from matinee.worlds.world import World

SHOWN = 4
"""How many things a member weighs up before one is played."""


@dataclass(slots=True)
class StreamState:
    """What a day hands to the next: numbers given out, and the series that each member is in the middle of."""

    sessions: int
    plays: int
    series: Ints  # (m,) -1 none
    episode: Ints  # (m,) the next episode's place in it

    @classmethod
    def fresh(cls, world: World) -> StreamState:
        """Before the first day."""
        m = len(world.member_ids)
        return cls(0, 0, np.full(m, -1, dtype=np.int32), np.zeros(m, dtype=np.int32))


def stream_day(world: World, shelves: Shelves, state: StreamState, pace: float, day: int) -> Happened:
    """The events of one day, by time. `pace` multiplies every member's activity."""
    rng = shelves.chance("stream", day)
    sessions = draw_sessions(world, day, rates(world, day) * np.float32(pace), state.sessions, rng)
    state.sessions += len(sessions)
    plays = _plays(world, shelves, sessions, day, rng)
    parts = [*_browsing(world, plays, rng), *_watching(world, plays, state, rng), *_searching(world, sessions, rng)]
    return joined(parts).in_order()


@dataclass(frozen=True, slots=True)
class _Plays:
    """n plays: the session's columns, what was weighed up (n, SHOWN), which was taken, and how it was liked."""

    who: Ints
    at: NDArray[np.int64]
    device: NDArray[np.int8]
    session: NDArray[np.int64]
    shown: NDArray[np.int32]
    likes: Floats  # (n, SHOWN)
    taken: NDArray[np.int64]
    item: Ints
    liked: Floats
    share: Floats  # of it that was watched


def _plays(world: World, shelves: Shelves, sessions: Sessions, day: int, rng: np.random.Generator) -> _Plays:
    times = 1 + rng.poisson(0.35, len(sessions.who))
    of = np.repeat(np.arange(len(times)), times)
    who, mood = sessions.who[of], sessions.mood[of]
    shown = draw(world, shelves, Near(who, mood, float(day)), (len(who), SHOWN), rng).astype(np.int32)
    matched = match(world, who, shown, mood, float(day))
    likes = liking(world, who, shown, matched)
    looks = world.params.behaviour.taste * matched + world.truth.items.hype[shown]
    looks += 0.5 * world.truth.items.quality[shown]
    looks += world.params.behaviour.blur * rng.gumbel(size=looks.shape).astype(np.float32)
    taken = looks.argmax(1)
    line = np.arange(len(of))
    liked = likes[line, taken]
    place = line - np.repeat(np.cumsum(times) - times, times)
    at = sessions.at[of] + place * (40 * 60 * SECOND)
    share = answers.completion(liked, world.params.behaviour, rng)
    number = sessions.number[of]
    return _Plays(who, at, sessions.device[of], number, shown, likes, taken, shown[line, taken], liked, share)


def _browsing(world: World, plays: _Plays, rng: np.random.Generator) -> list[Happened]:
    """What was in view, rested on, and went past before something was opened."""
    told, n = world.params.behaviour, len(plays.who)
    seen = rng.random(plays.shown.shape) < 0.45
    of, place = np.nonzero(seen)
    known: dict[str, Any] = {
        "member": plays.who,
        "session": plays.session,
        "device": plays.device,
        "surface": SURFACES.index("home"),
    }

    def line(where: NDArray[np.intp]) -> dict[str, Any]:
        return {name: column[where] if isinstance(column, np.ndarray) else column for name, column in known.items()}

    rested = np.nonzero(rng.random(n) < 0.25)[0]
    spot = rng.integers(0, SHOWN, len(rested))
    past = np.nonzero(rng.random(n) < 0.15)[0]
    others = (plays.taken[past, None] + np.arange(1, SHOWN)) % SHOWN
    opened = np.nonzero(rng.random(n) < 0.6)[0]
    return [
        happened("impression", len(of), at=plays.at[of] + place * SECOND, item=plays.shown[of, place], **line(of)),
        happened("dwell", len(rested), at=plays.at[rested] + (2 + spot) * SECOND, item=plays.shown[rested, spot],
                 seconds=answers.dwelling(plays.likes[rested, spot], told, rng), **line(rested)),
        happened("scroll", len(past), at=plays.at[past] + 7 * SECOND, seconds=rng.exponential(4.0, len(past)),
                 items=padded(np.take_along_axis(plays.shown[past], others, 1)), **line(past)),
        happened("open", len(opened), at=plays.at[opened] + 9 * SECOND, item=plays.item[opened], **line(opened)),
    ]  # fmt: skip


def _watching(world: World, plays: _Plays, state: StreamState, rng: np.random.Generator) -> list[Happened]:
    """The play itself (of a series: the next episode), and what is said of it."""
    told, items, n = world.params.behaviour, world.truth.items, len(plays.who)
    played = _episodes(world, plays, state)
    seconds = np.maximum(1.0, plays.share * items.seconds[played]).round(1)
    end = plays.at + 12 * SECOND + (seconds * SECOND).astype(np.int64)
    known = {"member": plays.who, "session": plays.session, "device": plays.device, "item": plays.item}

    def line(where: NDArray[np.intp]) -> dict[str, Any]:
        return {name: column[where] for name, column in known.items()}

    number = state.plays + np.arange(n)
    state.plays += n
    rated = np.nonzero(rng.random(n) < told.ratings)[0]
    thumbed = np.nonzero(rng.random(n) < told.thumbs)[0]
    kept = np.nonzero((rng.random(n) < 0.06) & (plays.liked > 0.6))[0]
    whole = {**known, "item": played, "play": number, "seconds": seconds, "position": seconds}
    return [
        happened("play", n, at=end, surface=SURFACES.index("home"), **whole),
        happened("rate", len(rated), at=end[rated] + 5 * SECOND, surface=SURFACES.index("item"),
                 value=answers.stars(plays.liked[rated], told, rng), **line(rated)),
        happened("thumb", len(thumbed), at=end[thumbed] + 3 * SECOND, surface=SURFACES.index("item"),
                 value=answers.thumbs(plays.liked[thumbed], told, rng), **line(thumbed)),
        happened("list_add", len(kept), at=end[kept] + 8 * SECOND, surface=SURFACES.index("item"), **line(kept)),
    ]  # fmt: skip


def _episodes(world: World, plays: _Plays, state: StreamState) -> Ints:
    """A series is played by its episodes: the member's next one, or the first."""
    items = world.truth.items
    count, first = items.episodes[plays.item], items.first_episode[plays.item]
    going_on = state.series[plays.who] == plays.item
    place = np.where(going_on, state.episode[plays.who], 0)
    serial = count > 0
    who = plays.who[serial]
    state.series[who] = plays.item[serial]
    state.episode[who] = ((place + 1) % np.maximum(count, 1))[serial]
    return np.where(serial, first + place, plays.item).astype(np.int32)


def _searching(world: World, sessions: Sessions, rng: np.random.Generator) -> list[Happened]:
    """Words for what the mood wants, as far as searches tell of it."""
    where = np.nonzero(rng.random(len(sessions.who)) < 0.15)[0]
    word = search_words(world, sessions.who[where], sessions.mood[where], rng)
    at = sessions.at[where] - 5 * SECOND
    known = {"member": sessions.who[where], "session": sessions.number[where], "device": sessions.device[where]}
    return [happened("search", len(where), at=at, query=word, surface=SURFACES.index("search"), **known)]


def search_words(world: World, who: Ints, mood: Ints, rng: np.random.Generator) -> Ints:
    """A genre, theme or person (n,) near the persona in mood; by chance where searches tell nothing."""
    space = world.truth.space
    wanted = world.truth.members.personas[who, mood]
    kind = rng.integers(0, 3, len(who))
    word = np.zeros(len(who), dtype=np.int32)
    base = 0
    for code, tags in enumerate((space.genres, space.themes, space.people)):
        mine = np.nonzero(kind == code)[0]
        tried = rng.integers(0, len(tags), (len(mine), 16))
        alike = np.einsum("nd,ntd->nt", wanted[mine], tags[tried])
        best = np.take_along_axis(tried, alike.argmax(1)[:, None], 1)[:, 0]
        random = rng.random(len(mine)) >= world.params.behaviour.searches_tell
        word[mine] = base + np.where(random, tried[:, 0], best)
        base += len(tags)
    return word
