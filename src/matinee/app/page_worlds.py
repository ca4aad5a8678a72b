"""Page trials in worlds: parameters and seeds in; the true reward of our pages beside that of simpler ones out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.learn import Tell
from matinee.app.simulated import Matinee
from matinee.core.clock import DAY, HOUR
from matinee.core.kinds import DEVICES
from matinee.core.values import Context
from matinee.evaluation.page_policies import Grid, proposed
from matinee.evaluation.page_trial import PageCase, lay_out, report, table
from matinee.serving.situate import World as Now
from matinee.serving.situate import situate
from matinee.table.page.attention import prior
from matinee.table.situation import Situation
from matinee.worlds.closed import Run, one_day, remember_history
from matinee.worlds.liking import liking, match, sigmoid
from matinee.worlds.looking import open_odds, tired
from matinee.worlds.open_loop import first_days
from matinee.worlds.params import WorldParams
from matinee.worlds.policy import Stage
from matinee.worlds.shelves import make_shelves
from matinee.worlds.state import LoopState
from matinee.worlds.world import World, make_world

EVENING: Final = 20 * HOUR
HISTORY: Final = 3
"""Days of events that came without a policy."""
WANTED: Final = 20
"""How many of the truly best items count as wanted."""
WINDOW: Final = (3, 4)


def trial_in_worlds(
    params: Sequence[tuple[str, WorldParams]], seeds: Sequence[int], days: int, tell: Tell
) -> dict[str, Any]:
    """In each world Matinee serves for some days and learns each night; then pages for all members are laid out in
    three ways from the same rows and scores, and judged by the world's truth. What members chose on the last day finds
    the best fixed order. Worlds are resampled whole."""
    found: list[dict[str, dict[str, NDArray[np.float64]]]] = []
    groups: list[str] = []
    for name, told in params:
        for seed in seeds:
            tell(f"{name}, seed {seed}")
            one = _in_world(make_world(told, seed), days, seed)
            found.append(one)
            groups += [f"{name} {seed}"] * len(next(iter(one["matinee"].values())))
    joined = {way: {m: np.concatenate([one[way][m] for one in found]) for m in found[0][way]} for way in found[0]}
    many = np.array(groups, dtype=object)
    return {
        "source": "simulated",
        "worlds": len(found),
        "params": [name for name, _ in params],
        "seeds": list(seeds),
        "days": days,
        **report(joined, many, {}, 0),
        "by_world": {
            group: {way: round(float(told["true_reward"][many == group].mean()), 5) for way, told in joined.items()}
            for group in dict.fromkeys(groups)
        },
    }


def _in_world(world: World, days: int, seed: int) -> dict[str, dict[str, NDArray[np.float64]]]:
    engine = Matinee(Stage(world))
    run = lived(world, engine, days - 1, seed)
    last = HISTORY + days
    training = observed(engine, run, last - 1)
    truth = Truths(
        world, run.state, engine.numbers, {who: n for n, who in enumerate(engine.stage.member_ids)}, float(last)
    )
    cases = cases_at(engine, world.params.start_at + last * DAY + EVENING, truth)
    learned = engine.home.live.world().snapshot.learned
    device = engine.home.settings.page.devices.tv
    look = prior(device, device.rows, device.columns)
    laid = lay_out(cases, training, device, learned, lambda case, grid: attended(case, grid, look))
    found = table(cases, laid, device, WINDOW, truth.reward)
    engine.home.close()
    return found


def attended(case: PageCase, grid: Grid, look: NDArray[np.float64]) -> float:
    """How much attention fell on what was wanted, each thing counted where it is looked at most."""
    return float(sum(np.max(look, where=grid == item, initial=0.0) for item in case.wanted))


def observed(engine: Matinee, run: Run, day: int) -> list[PageCase]:
    """The rows that members could have had on the morning of a day, and what they chose on it, as an operator sees."""
    at = run.world.params.start_at + day * DAY
    now, row_of = engine.home.tick(), engine.home.known()
    proposals = {who: proposed(situation(engine, now, n, at)) for n, who in enumerate(engine.stage.member_ids)}
    one_day(run, day)
    engine.night(day)
    log = engine.home.store.duck()
    try:
        chosen = log.execute(
            "SELECT who, item FROM events WHERE \"at\" >= $1 AND kind IN ('play', 'purchase', 'open')", [at]
        ).fetchall()
    finally:
        log.close()
    wanted: dict[str, set[int]] = {}
    for who, item in chosen:
        wanted.setdefault(who, set()).add(int(now.catalog.family[row_of[item]]))
    return [PageCase(who, proposals[who], frozenset(rows)) for who, rows in wanted.items() if who in proposals]


def situation(engine: Matinee, now: Now, number: int, at: int) -> Situation:
    """A member's situation on a television at a time."""
    who = engine.stage.member_ids[number]
    profile, _ = engine.home.profile(who)
    return situate(engine.home.member(who), profile, Context(at=at, device="tv", seed=number), now)


def lived(world: World, engine: Matinee, days: int, seed: int) -> Run:
    """The world after some days with this engine, as `worlds.closed.simulate` lets them live."""
    run = Run(world, engine, make_shelves(world, seed), LoopState.fresh(world))
    for events in first_days(world, run.shelves, HISTORY):
        remember_history(run.state, world, events)
        engine.observe(events, run.decisions)
    engine.night(HISTORY - 1)
    for day in range(HISTORY, HISTORY + days):
        one_day(run, day)
        engine.night(day)
    return run


@dataclass(slots=True)
class Truths:
    """The world's truth on a day: what things are worth to members, and so what a page is worth."""

    world: World
    state: LoopState
    numbers: NDArray[np.int32]  # item row -> number in the world
    member: dict[str, int]
    day: float
    known: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def liked(self, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(items,) chance of opening each thing that is looked at, and how well it is truly liked."""
        n = self.world.truth.items.pages
        who, items = np.full(n, number, np.int32), np.arange(n, dtype=np.int32)
        matched = match(self.world, who, items[:, None], np.zeros(n, np.int8), self.day)
        odds = open_odds(self.world, who, items, matched[:, 0], self.day) - tired(self.world, self.state, who, items)
        here = self.world.truth.items.added_day[:n] <= self.day
        likes = liking(self.world, who, items[:, None], matched)[:, 0]
        return np.asarray(sigmoid(odds) * here, np.float64), np.asarray(likes, np.float64)

    def appeal(self, number: int) -> NDArray[np.float64]:
        """(items,) what each thing brings when it is looked at: who came to go on with a series opens that only."""
        if number not in self.known:
            opens, likes = self.liked(number)
            series = int(self.state.series[number])
            resume = self.world.params.behaviour.resume if series >= 0 else 0.0
            found = (1.0 - resume) * opens * likes
            if 0 <= series < len(found):
                found[series] += resume * likes[series]
            self.known[number] = found
        return self.known[number]

    def reward(self, case: PageCase, grid: Grid) -> float:
        """The true reward of a page: planted attention x appeal; an item that stands twice counts once, where it is
        looked at most."""
        look = self.world.attention(DEVICES.index("tv"), *grid.shape)
        best: dict[int, float] = {}
        for item, chance in zip(grid.ravel().tolist(), look.ravel().tolist(), strict=True):
            if item >= 0:
                best[item] = max(best.get(item, 0.0), chance)
        worth = self.appeal(self.member[case.who])
        return float(sum(chance * worth[self.numbers[item]] for item, chance in best.items()))


def cases_at(engine: Matinee, at: int, truth: Truths) -> list[PageCase]:
    """A page for each member on a television at a time; wanted is what is truly worth most to them."""
    now = engine.home.tick()
    rows = np.flatnonzero((engine.numbers >= 0) & (engine.numbers < truth.world.truth.items.pages))
    cases = []
    for number, who in enumerate(engine.stage.member_ids):
        s = situation(engine, now, number, at)
        best = rows[np.argsort(-truth.appeal(number)[engine.numbers[rows]], kind="stable")][:WANTED]
        cases.append(PageCase(who, proposed(s), frozenset(best.tolist())))
    return cases


def sized(told: WorldParams, members: int, items: int) -> WorldParams:
    """The same world at a size at which thirty of them can be run."""
    parts = msgspec.to_builtins(told)
    parts["members"]["n"], parts["items"]["n"] = members, items
    found: WorldParams = msgspec.convert(parts, WorldParams)
    return found
