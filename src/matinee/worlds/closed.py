"""The closed loop: a world and any policy in, one day's figures after the other out; the policy learns each night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from matinee.core.clock import DAY
from matinee.core.errors import ShapeError
from matinee.core.kinds import SURFACES
from matinee.worlds.buying import shop_visit
from matinee.worlds.columns import KIND, Happened, happened, joined
from matinee.worlds.faults import delivered
from matinee.worlds.figures import DayFigures, Tally
from matinee.worlds.items import Ints, stream
from matinee.worlds.liking import moods
from matinee.worlds.messaging import Effect, deliver
from matinee.worlds.open_loop import first_days
from matinee.worlds.policy import Asked, Pages, Policy
from matinee.worlds.sessions import Sessions, draw_sessions, pick, rates
from matinee.worlds.shelves import Shelves, make_shelves
from matinee.worlds.state import LoopState
from matinee.worlds.visit import Visit, nth, visit
from matinee.worlds.visit_events import visit_events
from matinee.worlds.world import World

KIND_PLAY, KIND_PURCHASE = KIND["play"], KIND["purchase"]


@dataclass(slots=True)
class Run:
    """A policy on its way through a world."""

    world: World
    policy: Policy
    shelves: Shelves
    state: LoopState
    decisions: list[str] = field(default_factory=list)
    pending: list[Happened] = field(default_factory=list)


def simulate(world: World, policy: Policy, days: int, seed: int, history_days: int = 3) -> Iterator[DayFigures]:
    """Run a policy for some days and give each day's figures.

    Before the first day the policy sees `history_days` days of events that came without a policy (open loop), and one
    night. `seed` decides what members do; the same seed brings the same members at the same times to every policy.

    Raises:
        ShapeError: the policy gave pages that do not fit what was asked.
    """
    shelves = make_shelves(world, seed)
    run = Run(world, policy, shelves, LoopState.fresh(world))
    for day, events in enumerate(first_days(world, shelves, history_days)):
        remember_history(run.state, world, events)
        policy.observe(events, run.decisions)
        policy.night(day)
    for day in range(history_days, history_days + days):
        yield one_day(run, day)
        policy.night(day)


def one_day(run: Run, day: int) -> DayFigures:
    """Messages, then all sessions of the day, a member's one after the other, many members at once."""
    world, state = run.world, run.state
    rng = stream(world.seed, "day", run.shelves.seed, day)
    effect = deliver(world, state, run.policy.messages(day), day, stream(world.seed, "messages", run.shelves.seed, day))
    _observe(run, effect.events, day)
    sent = int((effect.events.kind == KIND["message_sent"]).sum())
    sessions = _sessions(run, effect, day, rng)
    tally = Tally(sent, np.zeros(world.truth.items.pages, dtype=np.int64))
    rounds = nth(sessions.who.astype(np.int64))
    for turn in range(int(rounds.max()) + 1 if len(sessions) else 0):
        now = sessions.take((rounds == turn) & ~state.left[sessions.who])
        if len(now):
            _serve(run, now, day, tally)
    _observe(run, _returned(run, day), day)
    return tally.figures(state, day)


def _sessions(run: Run, effect: Effect, day: int, rng: np.random.Generator) -> Sessions:
    """Sessions of a day in order of member and time: those drawn, and those that messages brought."""
    world, state = run.world, run.state
    drawn = draw_sessions(world, day, rates(world, day), 0, rng)
    draws = stream(world.seed, "kept", run.shelves.seed, day).random(len(drawn))
    drawn = drawn.take((draws < effect.more[drawn.who]) & ~state.left[drawn.who])
    device = pick(world.truth.members.devices, effect.come, rng).astype(np.int8)
    mood = moods(world, effect.come, effect.come_at, device, rng)
    who = np.concatenate([drawn.who, effect.come])
    at = np.concatenate([drawn.at, effect.come_at])
    order = np.lexsort((at, who))
    number = state.sessions + np.arange(len(who), dtype=np.int64)
    state.sessions += len(who)
    both = (np.concatenate([drawn.device, device])[order], np.concatenate([drawn.mood, mood])[order])
    return Sessions(who[order].astype(np.int32), at[order], *both, number)


def _serve(run: Run, now: Sessions, day: int, tally: Tally) -> None:
    """Ask for pages, let members do what they do, and tell the policy."""
    world, state = run.world, run.state
    pages = checked(run.policy.pages(Asked(now.who, now.at, now.device, now.number)), len(now), world)
    first = len(run.decisions)
    run.decisions.extend(pages.decisions or [f"{run.policy.name}-{number}" for number in now.number.tolist()])
    seen = (shop_visit if world.shop else visit)(world, run.shelves, state, now, pages, day)
    rng = run.shelves.chance("events", day, int(now.number[0]))
    events = visit_events(world, state, now, seen, first + np.arange(len(now)), rng)
    tally.add(len(now), seen, events)
    _settle(world, state, now, seen, day)
    if world.shop:
        _bring_back(run, events, rng)
    _observe(run, events, day)


def _settle(world: World, state: LoopState, now: Sessions, seen: Visit, day: int) -> None:
    """What stays of a round: fatigue, what was seen, contentment, and who has had enough.

    A member leaves once the chances to leave that they met add up to what they endure, as likely at each as the
    chance says; so that two policies are compared on the same members."""
    looked, taken, told = seen.looked, seen.taken, world.params.behaviour
    who = now.who[looked.of]
    state.shown[who, looked.item] = np.minimum(state.shown[who, looked.item], 200) + 1
    state.shown[who[seen.opened], looked.item[seen.opened]] = 0
    state.played[now.who[taken.of], taken.item] = True
    last = np.nonzero(np.append(taken.of[1:] != taken.of[:-1], True))[0] if len(taken.of) else taken.of
    state.remember(now.who[taken.of[last]], taken.item[last], taken.liked[last])
    state.last_purchase[now.who[taken.of]] = day
    state.content[now.who] = 0.8 * state.content[now.who] + 0.2 * seen.worth
    chance = told.leave * np.exp(told.leave_slope * (0.5 - state.content[now.who]))
    state.strain[now.who] -= np.log1p(-np.minimum(chance, 0.999))
    state.left[now.who] = state.strain[now.who] >= state.endurance[now.who]


def _observe(run: Run, events: Happened, day: int) -> None:
    if len(events):
        run.policy.observe(delivered(run.world, events, day), run.decisions)


def _bring_back(run: Run, events: Happened, rng: np.random.Generator) -> None:
    """Some purchases will come back three to twelve days later."""
    shop = run.world.truth.shop
    bought = events.take(events.kind == KIND_PURCHASE)
    if shop is None or not len(bought):
        return
    back = bought.take(rng.random(len(bought)) < shop.returns[bought.item])
    later = back.at + (rng.uniform(3, 12, len(back)) * DAY).astype(np.int64)
    told = {"member": back.member, "item": back.item, "quantity": back.quantity, "price": back.price}
    run.pending.append(happened("return", len(back), at=later, surface=SURFACES.index("item"), **told))


def _returned(run: Run, day: int) -> Happened:
    waiting = joined(run.pending)
    ripe = waiting.at < run.world.params.start_at + (day + 1) * DAY
    run.pending = [waiting.take(~ripe)]
    return waiting.take(ripe).in_order()


def checked(pages: Pages, n: int, world: World) -> Pages:
    """The same pages, if they fit what was asked.

    Raises:
        ShapeError: another number of pages, or items and pictures that are not there.
    """
    shape = pages.items.shape
    if len(shape) != 3 or shape[0] != n:
        raise ShapeError(f"the policy gave pages of shape {shape} for {n} members", "give (members, rows, columns)")
    if shape[1] * shape[2] and int(pages.items.max(initial=-1)) >= world.truth.items.pages:
        raise ShapeError(f"item {int(pages.items.max())} cannot stand on a page", "show series, not their episodes")
    if pages.artworks is not None and int(pages.artworks.max(initial=0)) >= world.params.artwork.per_item:
        raise ShapeError(f"there is no picture {int(pages.artworks.max())}", "pictures are numbered from 0 per item")
    if pages.decisions and len(pages.decisions) != n:
        raise ShapeError(f"{len(pages.decisions)} decisions for {n} pages", "give one id for each page, or none")
    return pages


def remember_history(state: LoopState, world: World, events: Happened) -> None:
    """What members did before the first day: what they have seen, and the series they are in the middle of."""
    items = world.truth.items
    done = events.take((events.item >= 0) & np.isin(events.kind, (KIND_PLAY, KIND_PURCHASE)))
    parent = items.parent[done.item]
    item: Ints = np.where(parent >= 0, parent, done.item)
    state.played[done.member, item] = True
    serial = parent >= 0
    state.series[done.member[serial]] = item[serial]
    after = done.item[serial] - items.first_episode[item[serial]] + 1
    state.episode[done.member[serial]] = after % np.maximum(items.episodes[item[serial]], 1)
    state.plays = max(state.plays, int(events.play.max(initial=-1)) + 1)
    state.sessions = max(state.sessions, int(events.session.max(initial=-1)) + 1)
    bought = done.take(done.kind == KIND_PURCHASE)
    state.last_purchase[bought.member] = ((bought.at - world.params.start_at) // DAY).astype(np.float32)
