"""Messages and page over a permanent hold-out, in closed loop: a world and an engine in, what both bring, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput
from matinee.messages.caps import held_out
from matinee.verdict.experiments.comparison import Arms, cuped
from matinee.worlds.baselines import Popular
from matinee.worlds.closed import simulate
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.params import WorldParams
from matinee.worlds.policy import Asked, Messages, Pages, Policy, Stage
from matinee.worlds.world import World, make_world

Engine = Callable[[World, int], Policy]
Pair = tuple[NDArray[np.float64], NDArray[np.float64]]
HISTORY: Final = 14
"""Days before the first message, without an engine: what members differ in anyway is known from them."""


@runtime_checkable
class Costing(Protocol):
    """An engine that can say what its campaigns cost: name -> amount."""

    def cost(self) -> dict[str, float]:
        """Amounts so far."""


class HeldBack:
    """An engine for most members; those of the permanent hold-out see popular pages and get no messages. Guests, who
    are in no figure, see popular pages too."""

    name = "held-back"

    def __init__(self, engine: Policy, stage: Stage, share: float) -> None:
        self.engine, self.stage, self.popular = engine, stage, Popular(stage)
        self.held = np.array([held_out(member, share) for member in stage.member_ids])
        self.popular_for = self.held | stage.world.truth.members.guest
        self.events: list[tuple[NDArray[np.int64], ...]] = []
        self.sent = self.outs = 0

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Both learn; days with a visit and days with a purchase are kept."""
        kinds = np.isin(events.kind, (KIND["impression"], KIND["play"], KIND["open"], KIND["purchase"]))
        some = events.take(kinds & (events.session >= 0))
        day = (some.at - self.stage.start_at) // DAY
        self.events.append((some.member.astype(np.int64), day, (some.kind == KIND["purchase"]).astype(np.int64)))
        self.sent += int((events.kind == KIND["message_sent"]).sum())
        self.outs += int((events.kind == KIND["message_opt_out"]).sum())
        self.engine.observe(events, decisions)
        self.popular.observe(events, decisions)

    def night(self, day: int) -> None:
        """Both learn."""
        self.engine.night(day)
        self.popular.night(day)

    def messages(self, day: int) -> Messages:
        """The engine's, without those to members who are held out."""
        asked = self.engine.messages(day)
        keep = ~self.held[asked.who]
        return Messages(asked.who[keep], asked.item[keep], asked.artwork[keep], asked.at[keep])

    def pages(self, asked: Asked) -> Pages:
        """Each member's own."""
        held = self.popular_for[asked.who]
        items: NDArray[np.int32] | None = None
        pictures: NDArray[np.int16] | None = None
        decisions = [f"held-{number}" for number in asked.session.tolist()]
        for policy, where in ((self.engine, np.flatnonzero(~held)), (self.popular, np.flatnonzero(held))):
            if len(where):
                found = policy.pages(
                    Asked(asked.who[where], asked.at[where], asked.device[where], asked.session[where])
                )
                if items is None or pictures is None:
                    items = np.full((len(asked), *found.items.shape[1:]), -1, np.int32)
                    pictures = np.zeros(items.shape, np.int16)
                items[where] = found.items
                pictures[where] = 0 if found.artworks is None else found.artworks
                for place, decision in zip(where.tolist(), found.decisions, strict=False):
                    decisions[place] = decision
        assert items is not None
        return Pages(items, pictures, decisions)

    def totals(self, begin: int, end: int) -> dict[str, NDArray[np.float64]]:
        """By measure one figure (m,) a member over the days [begin, end)."""
        who, day, bought = (np.concatenate(column) for column in zip(*self.events, strict=True))
        inside, m = (day >= begin) & (day < end), len(self.held)
        days = np.unique(who[inside] * 10_000 + day[inside]) // 10_000
        shop = np.unique((who * 10_000 + day)[inside & (bought > 0)]) // 10_000
        weeks = np.unique(who[inside] * 10_000 + (day[inside] - begin) // 7) // 10_000
        last = np.unique(who[inside & (day >= end - 7)])
        purchases = np.bincount(shop, minlength=m).astype(np.float64)
        return {
            "active_days": np.bincount(days, minlength=m).astype(np.float64),
            "active_weeks": np.bincount(weeks, minlength=m).astype(np.float64),
            "retained": np.isin(np.arange(m), last).astype(np.float64),
            "purchase_days": purchases,
            "repeat_purchases": np.maximum(purchases - 1, 0),
        }


@dataclass(frozen=True, slots=True)
class Watched:
    """One world: totals by measure, and those of the same members where nobody is served; active days before, activity
    and whether held out, of its known members; messages, opt-outs and what else it cost."""

    totals: dict[str, NDArray[np.float64]]
    without: dict[str, NDArray[np.float64]]
    before: NDArray[np.float64]
    rate: NDArray[np.float64]
    held: NDArray[np.bool_]
    sent: int
    outs: int
    cost: dict[str, float]


def watched(make: Engine, world: World, days: int, share: float) -> Watched:
    """Run an engine in a world with a hold-out, and the world once more where nobody is served."""
    engine, stage = make(world, world.seed), Stage(world)
    policy, nobody = HeldBack(engine, stage, share), HeldBack(Popular(stage), stage, 1.0)
    for each in (policy, nobody):
        for _ in simulate(world, each, days, world.seed, HISTORY):
            pass
    known = ~world.truth.members.guest
    totals, without = (_of_known(each.totals(HISTORY, HISTORY + days), known) for each in (policy, nobody))
    rate = world.truth.members.activity[known].astype(np.float64)
    before = policy.totals(0, HISTORY)["active_days"][known]
    cost = engine.cost() if isinstance(engine, Costing) else {}
    return Watched(totals, without, before, rate, policy.held[known], policy.sent, policy.outs, cost)


def _of_known(totals: dict[str, NDArray[np.float64]], known: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    return {name: found[known] for name, found in totals.items()}


def over_hold_out(
    make: Engine, params: WorldParams, seeds: Sequence[int], days: int, share: float, tell: Callable[[str], None]
) -> dict[str, Any]:
    """What messages and page bring, pooled over seeds, by measure, of all known members and of the less and the more
    active half: served, held out and the difference with its 95 % interval, as a home can tell; and, as only a world
    can tell, the served beside themselves without; with messages, opt-outs and costs."""
    runs = []
    for seed in seeds:
        tell(f"over the hold-out, seed {seed}")
        runs.append(watched(make, make_world(params, seed), days, share))
    return pooled(runs) | {"seeds": list(seeds), "days": days}


def pooled(runs: Sequence[Watched]) -> dict[str, Any]:
    """Served against held out over several worlds, each measure less what its world's members differ from those of
    other worlds."""
    rate, held = np.concatenate([run.rate for run in runs]), np.concatenate([run.held for run in runs])
    before = _levelled([run.before for run in runs])
    casual = rate < np.median(rate)
    groups = {"all": rate >= 0, "casual": casual, "active": ~casual}
    measures = {}
    for name in runs[0].totals:
        total = _levelled([run.totals[name] for run in runs])
        gained = np.concatenate([run.totals[name] - run.without[name] for run in runs])
        measures[name] = {
            group: _lift((total[some & ~held], before[some & ~held]), (total[some & held], before[some & held]))
            | {"beside_themselves": _mean(gained[some & ~held])}
            for group, some in groups.items()
        }
    served = max(int((~held).sum()), 1)
    names = sorted({name for run in runs for name in run.cost})
    return {
        "served": served, "held_out": int(held.sum()), "measures": measures,
        "messages_per_served": sum(run.sent for run in runs) / served,
        "opt_out_share": sum(run.outs for run in runs) / served,
        "cost": {name: round(sum(run.cost.get(name, 0.0) for run in runs), 2) for name in names},
    }  # fmt: skip


def _mean(gained: NDArray[np.float64]) -> dict[str, float]:
    """What each of these members gained: the mean with its 95 % interval."""
    half = 1.96 * float(gained.std(ddof=1)) / max(len(gained), 2) ** 0.5
    return {"more": float(gained.mean()), "low": float(gained.mean()) - half, "high": float(gained.mean()) + half}


def _levelled(values: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Values of several worlds, each world's mean moved to the mean of all."""
    mean = float(np.concatenate(values).mean())
    return np.concatenate([value - value.mean() + mean for value in values])


def _lift(served: Pair, held: Pair) -> dict[str, Any]:
    """Served against held out, each with what the same members did before: means, and the difference with its 95 %
    interval, what members differed in before taken out (CUPED)."""
    if len(served[0]) < 2 or len(held[0]) < 2:
        raise InvalidInput(f"{len(held[0])} members are held out", "ask for more members or a larger hold-out")
    arms = cuped(Arms(held[0], served[0], held[1], served[1]))
    mine, theirs = arms.treatment, arms.control
    more = float(mine.mean() - theirs.mean())
    half = 1.96 * float(np.sqrt(mine.var(ddof=1) / len(mine) + theirs.var(ddof=1) / len(theirs)))
    return {"served": float(mine.mean()), "held_out": float(theirs.mean()), "more": more, "low": more - half,
            "high": more + half}  # fmt: skip
