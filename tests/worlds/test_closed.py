"""A policy in a world: what it is asked, what comes back, what messages do, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.errors import ShapeError
from matinee.core.values import Context
from matinee.worlds.baselines import BUILT_IN, COLUMNS, ROWS, Popular, Still
from matinee.worlds.closed import simulate
from matinee.worlds.columns import KIND, Happened, joined
from matinee.worlds.messaging import deliver
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import Asked, Messages, OneByOne, Pages, Stage
from matinee.worlds.state import LoopState
from matinee.worlds.world import World, make_world


class Watcher(Popular):
    """Popular pages; keeps what it was asked and told."""

    def __init__(self, world: World) -> None:
        super().__init__(Stage(world))
        self.asked: list[Asked] = []
        self.events: list[Happened] = []
        self.ids: Sequence[str] = ()
        self.nights: list[int] = []

    def pages(self, asked: Asked) -> Pages:
        self.asked.append(asked)
        return super().pages(asked)

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        super().observe(events, decisions)
        self.events.append(events)
        self.ids = decisions

    def night(self, day: int) -> None:
        super().night(day)
        self.nights.append(day)


@pytest.fixture(scope="module", params=["stream", "shop"])
def watched(request: pytest.FixtureRequest) -> tuple[World, Watcher]:
    world = make_world(with_sizes(preset(request.param), 120, 300), 2)
    watcher = Watcher(world)
    list(simulate(world, watcher, 4, 2, history_days=2))
    return world, watcher


def test_every_night_is_told_once_in_order(watched: tuple[World, Watcher]) -> None:
    assert watched[1].nights == list(range(6))


def test_nothing_is_opened_or_played_before_it_has_arrived(watched: tuple[World, Watcher]) -> None:
    world, watcher = watched
    events = joined(watcher.events)
    events = events.take(events.item >= 0)
    arrives = world.params.start_at + world.truth.items.added_day[events.item] * DAY
    assert (world.truth.items.added_day > 0).any()
    assert (events.at >= arrives).all()


def test_a_member_has_one_page_at_a_time_and_time_goes_on(watched: tuple[World, Watcher]) -> None:
    last: dict[int, int] = {}
    for asked in watched[1].asked:
        assert len(set(asked.who.tolist())) == len(asked)
        for who, at in zip(asked.who.tolist(), asked.at.tolist(), strict=True):
            assert at >= last.get(who, 0)
            last[who] = at


def test_events_name_slots_of_the_page_that_was_shown(watched: tuple[World, Watcher]) -> None:
    world, watcher = watched
    events = joined(watcher.events)
    shown = events.take(events.kind == KIND["impression"])
    of_page = shown.take(shown.decision >= 0)
    assert len(of_page) > 100 and of_page.row.max() < ROWS and of_page.column.max() < COLUMNS
    assert int(of_page.decision.max()) < len(watcher.ids) == len(set(watcher.ids))
    taken = events.take(np.isin(events.kind, (KIND["play"], KIND["purchase"])) & (events.row >= 0))
    parent = world.truth.items.parent
    item = np.where(parent[taken.item] >= 0, parent[taken.item], taken.item)
    keys = set(
        zip(shown.decision.tolist(), shown.row.tolist(), shown.column.tolist(), shown.item.tolist(), strict=True)
    )
    mine = zip(taken.decision.tolist(), taken.row.tolist(), taken.column.tolist(), item.tolist(), strict=True)
    assert len(taken) and all(key in keys for key in mine)


def test_core_events_of_a_closed_loop_carry_decision_slot_and_the_mark(watched: tuple[World, Watcher]) -> None:
    world, watcher = watched
    events = Stage(world).events(watcher.events[-1], watcher.ids)
    assert {event.source for event in events} == {"simulated"}
    shown = [event for event in events if event.kind == "impression"]
    assert all(event.decision and event.row is not None and event.artwork for event in shown)


class Sender(Still):
    """Pages of nothing, and a message to everybody every day."""

    def __init__(self, world: World) -> None:
        self.world, self.got = world, [0] * len(world.member_ids)

    def pages(self, asked: Asked) -> Pages:
        return Pages(np.full((len(asked), 1, 1), -1, dtype=np.int32))

    def messages(self, day: int) -> Messages:
        m = len(self.world.member_ids)
        at = np.full(m, self.world.params.start_at + day * 86_400_000_000 + 1)
        return Messages(np.arange(m), np.zeros(m, dtype=np.int32), np.zeros(m, dtype=np.int16), at)

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        for member in events.member[events.kind == KIND["message_sent"]].tolist():
            self.got[member] += 1


def test_who_opts_out_gets_no_more_messages_and_messages_bring_sessions_to_those_they_help() -> None:
    world = make_world(with_sizes(preset("stream"), 200, 100), 6)
    sender, quiet = Sender(world), BUILT_IN["random"](world, 1)
    loud = list(simulate(world, sender, 8, 1, history_days=0))
    still = list(simulate(world, quiet, 8, 1, history_days=0))
    assert loud[-1].opt_out_share > 0 == still[-1].opt_out_share
    assert max(sender.got) == 8 and min(sender.got) < 8
    assert loud[0].messages == 200 and loud[-1].messages < 200
    assert loud[0].sessions > still[0].sessions


def test_who_has_left_for_good_still_gets_messages_and_does_nothing_with_them() -> None:
    world = make_world(with_sizes(preset("stream"), 400, 100), 6)
    state, who = LoopState.fresh(world), np.arange(400, dtype=np.int32)
    state.left[:200] = True
    asked = Messages(who, np.zeros(400, np.int32), np.zeros(400, np.int32), np.full(400, world.params.start_at + 1))
    effect = deliver(world, state, asked, 0, np.random.default_rng(1))
    sent = effect.events.take(effect.events.kind == KIND["message_sent"])
    done = effect.events.take(effect.events.kind != KIND["message_sent"])
    assert len(sent) == 400 and len(done) > 0 and len(effect.come) > 0
    assert done.member.min() >= 200 and effect.come.min() >= 200


def test_a_page_without_items_is_a_page_on_which_nothing_happens_but_searching() -> None:
    world = make_world(with_sizes(preset("stream"), 100, 200), 6)
    days = list(simulate(world, Sender(world), 2, 1, history_days=0))
    assert all(day.looks == day.opens == 0 and day.discovery_share == 0 for day in days)
    assert sum(day.plays for day in days) > 0


def test_a_function_for_one_page_is_a_policy() -> None:
    world = make_world(with_sizes(preset("stream"), 40, 100), 6)
    seen: list[tuple[str, Context]] = []

    def page(member: str, context: Context) -> tuple[NDArray[np.int32], None]:
        seen.append((member, context))
        return np.arange(12, dtype=np.int32).reshape(3, 4), None

    days = list(simulate(world, OneByOne("mine", Stage(world), page), 1, 1))
    assert len(seen) == days[0].sessions > 0
    assert {member for member, _ in seen} <= set(world.member_ids)


@pytest.mark.parametrize(
    "pages",
    [
        Pages(np.zeros((1, 2, 2), dtype=np.int32)),
        Pages(np.zeros((40, 2), dtype=np.int32)),
        Pages(np.full((40, 1, 1), 99_999, dtype=np.int32)),
    ],
)
def test_pages_that_do_not_fit_are_refused_by_name(pages: Pages) -> None:
    world = make_world(with_sizes(preset("stream"), 40, 100), 6)

    class Wrong(Still):
        def pages(self, asked: Asked) -> Pages:
            return pages

    with pytest.raises(ShapeError):
        list(simulate(world, Wrong(), 3, 1))
