"""Messages in a world: who gets one in; who opens, comes because of it, stays away because of it, or opts out, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY, MINUTE
from matinee.core.kinds import SURFACES
from matinee.worlds.columns import Happened, happened, joined
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match
from matinee.worlds.policy import Messages
from matinee.worlds.sessions import rates
from matinee.worlds.state import LoopState
from matinee.worlds.world import World

MESSAGE = SURFACES.index("message")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a day's messages do: sessions (m,) more or less to be expected, members who come at once, and the events."""

    more: Floats  # (m,) multiplies the day's rate of sessions
    come: Ints  # members who come because of a message
    come_at: NDArray[np.int64]
    events: Happened


def deliver(world: World, state: LoopState, asked: Messages, day: int, rng: np.random.Generator) -> Effect:
    """Send a day's messages. Those who have opted out get none, whatever is asked; those who have left for good get
    theirs, for nobody knows, and do nothing.

    True uplift: the planted one x how well the item suits x how few messages came lately; whom messages harm, they keep
    away. Opening has a chance of its own, so that likely openers are not those whom a message helps.
    """
    state.recent_messages *= np.float32(6.0 / 7.0)
    keep = ~state.opted_out[asked.who]
    who, item, art, at = asked.who[keep], asked.item[keep], asked.artwork[keep], asked.at[keep]
    n = int(keep.sum())
    fits, members, told = _fit(world, who, item, day), world.truth.members, world.params.messages
    fresh = np.exp(-told.tiring * state.recent_messages[who])
    np.add.at(state.recent_messages, who, np.float32(1.0))
    uplift = members.uplift[who]
    here = ~state.left[who]
    opened = here & (rng.random(n) < members.message_opens[who] * (0.5 + fits) * fresh)
    comes = here & (rng.random(n) < np.where(uplift > 0, uplift * (0.5 + fits) * fresh, 0.0))
    more = np.ones(len(world.member_ids), dtype=np.float32)
    np.multiply.at(more, who, np.where(uplift < 0, 1.0 + uplift, 1.0).astype(np.float32))
    tiredness = 1.0 + told.tiring * state.recent_messages[who]
    quits = here & (rng.random(n) < members.opt_out[who] * tiredness * np.where(uplift < 0, 3.0, 1.0))
    state.opted_out[who[quits]] = True
    end = world.params.start_at + (day + 1) * DAY - MINUTE
    read_at = np.minimum(at + (rng.exponential(40.0, n) * MINUTE).astype(np.int64), np.maximum(end, at))
    known = {"member": who, "item": item, "artwork": art, "message": state.sent + np.arange(n)}
    state.sent += n
    events = _said(known, at, read_at, {"open": opened, "click": opened & comes, "opt_out": quits})
    return Effect(more, who[comes], read_at[comes] + MINUTE, events)


def planted(world: World, state: LoopState, asked: Messages, day: int) -> tuple[Floats, Floats]:
    """What each message of a day truly does before it is sent: visits (k,) more or less, the chance (k,) of an opt-out.

    Both are 0 for who has left or opted out. Nothing is sent, nothing changes.
    """
    told, members, who = world.params.messages, world.truth.members, asked.who
    recent = state.recent_messages[who] * np.float32(6.0 / 7.0)
    fits, uplift = _fit(world, who, asked.item, day), members.uplift[who]
    comes = np.minimum(uplift * (0.5 + fits) * np.exp(-told.tiring * recent), 1.0)
    more = np.where(uplift > 0, comes, uplift * rates(world, day)[who])
    quits = members.opt_out[who] * (1.0 + told.tiring * (recent + 1.0)) * np.where(uplift < 0, 3.0, 1.0)
    here = ~(state.left[who] | state.opted_out[who])
    return np.asarray(more * here, np.float32), np.asarray(np.minimum(quits, 1.0) * here, np.float32)


def _said(
    known: dict[str, Ints], at: NDArray[np.int64], read_at: NDArray[np.int64], then: dict[str, NDArray[np.bool_]]
) -> Happened:
    """Every message as sent, and what was done with it, half a minute apart."""
    parts = [happened("message_sent", len(at), at=at, surface=MESSAGE, **known)]
    for turn, (kind, where) in enumerate(then.items()):
        line = {name: column[where] for name, column in known.items()}
        when = read_at[where] + turn * MINUTE // 2
        parts.append(happened(f"message_{kind}", int(where.sum()), at=when, surface=MESSAGE, **line))
    return joined(parts).in_order()


def _fit(world: World, who: Ints, item: Ints, day: int) -> Floats:
    """True liking (n,) of what the message is about, in the member's first mood; .3 where it is about nothing."""
    shown = np.maximum(item, 0)[:, None]
    mood = world.truth.members.weight[who].argmax(1).astype(np.int32)
    liked = liking(world, who, shown, match(world, who, shown, mood, float(day)))[:, 0]
    return np.asarray(np.where(item >= 0, liked, 0.3), dtype=np.float32)
