"""Messages judged in worlds: parameters and seeds in; Qini, true value beside other rules, who gets and gains out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.messaging import MessageSettings
from matinee.evaluation.closed_loop import Interval, interval
from matinee.evaluation.messages_content import apart
from matinee.evaluation.messages_policy import RULES, WEEK, Mailer, Rule, by_lot
from matinee.messages.panel import Floats, Ints, Panel
from matinee.messages.qini import qini, qini_of_truth
from matinee.messages.traits import features, open_share
from matinee.messages.uplift import fit_uplift, gains
from matinee.worlds.closed import Run, one_day, remember_history
from matinee.worlds.items import stream
from matinee.worlds.messaging import planted
from matinee.worlds.open_loop import first_days
from matinee.worlds.params import WorldParams, with_sizes
from matinee.worlds.policy import Messages, Stage
from matinee.worlds.shelves import make_shelves
from matinee.worlds.state import LoopState
from matinee.worlds.world import World, make_world

Tell = Callable[[str], None]
HISTORY: Final = 7
"""Days before the first message."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How large: members and items of each world, weeks of messages by lot, weeks under each rule."""

    members: int = 1_500
    items: int = 400
    learning_weeks: int = 6
    weeks: int = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of some weeks under a rule, by member (m,): visits made, messages, opt-outs (0 or 1); and the planted
    truth of the messages: visits that they added and opt-outs to be expected of them."""

    visits: Floats
    sent: Floats
    outs: Floats
    added: Floats
    expected_outs: Floats

    def value(self, settings: MessageSettings) -> Floats:
        """(m,) true value in visits over sending nothing: those added, less what messages and opt-outs cost."""
        return self.added - settings.cost * self.sent - settings.opt_out_visits * self.expected_outs


def evaluate(
    files: Mapping[str, WorldParams], seeds: Sequence[int], trial: Trial, settings: MessageSettings, tell: Tell
) -> dict[str, Any]:
    """Every parameter file on every seed; `settings` say cost, cap and hold-out."""
    found = {}
    for name, params in files.items():
        runs = []
        for seed in seeds:
            tell(f"{name}, seed {seed}")
            runs.append(one_world(make_world(with_sizes(params, trial.members, trial.items), seed), trial, settings))
        found[name] = summed(runs)
    return {"source": "simulated", "seeds": list(seeds), "cost": settings.cost, "cap": settings.cap, "worlds": found}


def warmed(world: World, trial: Trial, settings: MessageSettings) -> Run:
    """A world after weeks of messages by lot."""
    policy = Mailer(Stage(world), world.seed, by_lot, settings)
    run = Run(world, policy, make_shelves(world, world.seed), LoopState.fresh(world))
    for day, events in enumerate(first_days(world, run.shelves, HISTORY)):
        remember_history(run.state, world, events)
        policy.observe(events, ())
        policy.night(day)
    go_on(run, HISTORY, trial.learning_weeks * WEEK)
    return run


def go_on(run: Run, day: int, days: int) -> None:
    """Some days more."""
    for number in range(day, day + days):
        one_day(run, number)
        run.policy.night(number)


def under(run: Run, rule: Rule, day: int, weeks: int) -> tuple[Outcome, Mailer]:
    """What comes of some weeks under a rule; the run itself stays where it is, so that each rule meets the same."""
    branch = copy.deepcopy(run, {id(run.world): run.world, id(run.shelves): run.shelves})
    mailer: Mailer = branch.policy  # type: ignore[assignment]
    mailer.rule, before = rule, mailer.out.copy()
    added, outs = np.zeros((2, len(before)))

    def watch(asked: Messages, number: int) -> None:
        more, quits = planted(branch.world, branch.state, asked, number)
        np.add.at(added, asked.who, more)
        np.add.at(outs, asked.who, quits)

    mailer.watch = watch
    go_on(branch, day, weeks * WEEK)
    panel = mailer.panel(day + weeks * WEEK)
    visits, sent = (grid[:, day:].sum(1).astype(np.float64) for grid in (panel.visits, panel.sent))
    return Outcome(visits, sent, (mailer.out & ~before).astype(np.float64), added, outs), mailer


def one_world(world: World, trial: Trial, settings: MessageSettings) -> dict[str, Any]:
    """All figures of one world."""
    run = warmed(world, trial, settings)
    day = HISTORY + trial.learning_weeks * WEEK
    mailer: Mailer = run.policy  # type: ignore[assignment]
    panel = mailer.panel(day)
    may = mailer.reachable & ~mailer.held & ~mailer.out
    everyone = mailer.reachable & ~mailer.held
    scores = {
        "uplift": gains(fit_uplift(panel), features(panel)),
        "response": response(panel),
        "openers": open_share(panel),
    }
    outcomes = {name: under(run, rule, day, trial.weeks)[0] for name, rule in RULES.items()}
    value = {name: float(one.value(settings)[everyone].mean()) for name, one in outcomes.items()}
    harmed, effect = world.truth.members.uplift < 0, effects(run, mailer, day)[may]
    plan = outcomes["plan"]
    return {
        "qini_by_coin": _tested(run, day, scores, may, settings),
        "qini": {name: qini_of_truth(score[may], effect) for name, score in scores.items()},
        "qini_best": qini_of_truth(effect, effect),
        "value": value,
        "visits": {name: float(one.visits[everyone].mean()) for name, one in outcomes.items()},
        "gain": {name: value["plan"] - value[name] for name in RULES if name != "plan"},
        "messages": {name: float(one.sent[everyone].mean() / trial.weeks) for name, one in outcomes.items()},
        "opt_outs": {name: float(one.outs[everyone].mean()) for name, one in outcomes.items()},
        "sent_to": {
            "harmed": float(plan.sent[everyone & harmed].mean() / trial.weeks),
            "helped": float(plan.sent[everyone & ~harmed].mean() / trial.weeks),
        },
        "apart": apart(mailer, day, settings),
        "by_activity": _by_activity(panel, outcomes, everyone, settings),
    }


def effects(run: Run, mailer: Mailer, day: int) -> Floats:
    """(m,) planted effect on visits of a message to each member on this day; 0 for who has left or opted out."""
    who = np.arange(len(mailer.out), dtype=np.int32)
    at = np.full(len(who), run.world.params.start_at + day * DAY)
    asked = Messages(who, mailer.content(who), np.zeros(len(who), np.int32), at)
    return planted(run.world, run.state, asked, day)[0].astype(np.float64)


def response(panel: Panel) -> Floats:
    """(m,) what a response model says: who comes on days with a message, whether or not because of it."""
    begin = panel.days - 2 * WEEK
    sent = panel.sent[:, begin:] > 0
    came = ((panel.visits[:, begin:] > 0) & sent).sum(1) / np.maximum(sent.sum(1), 1)
    x, weight = features(panel.until(begin)), sent.sum(1).astype(np.float64)
    gram = (x * weight[:, None]).T @ x + np.eye(x.shape[1])
    return np.asarray(features(panel) @ np.linalg.solve(gram, x.T @ (weight * came)), np.float64)


def _tested(
    run: Run, day: int, scores: Mapping[str, Floats], may: NDArray[np.bool_], settings: MessageSettings
) -> dict[str, float]:
    """Qini on two fresh weeks in which a coin says who gets two messages a week and who gets none."""
    coin = stream(run.world.seed, "test weeks", day).random(len(may)) < 0.5

    def tossed(mailer: Mailer, panel: Panel, rng: np.random.Generator) -> Ints:
        return np.where(coin, min(2, settings.cap), 0)

    outcome, mailer = under(run, tossed, day, 2)
    before = mailer.panel(day).visits[:, -4 * WEEK :].mean(1) * 2 * WEEK
    gained = outcome.visits - before
    noise = 1.0 / np.sqrt(before + 2.0)
    return {name: qini(score[may], coin[may], (gained * noise)[may]) for name, score in scores.items()}


def _by_activity(
    panel: Panel, outcomes: Mapping[str, Outcome], everyone: NDArray[np.bool_], settings: MessageSettings
) -> dict[str, dict[str, float]]:
    """Value gained by the plan over nothing, and messages a week, by how active members were before."""
    rate = panel.visits.mean(1)
    bounds = {"casual": (0.0, 2 / 7), "regular": (2 / 7, 1.0), "daily": (1.0, np.inf)}
    gained = outcomes["plan"].value(settings)
    found = {}
    for name, (low, high) in bounds.items():
        some = everyone & (rate >= low) & (rate < high)
        usual = float(outcomes["nothing"].visits[some].mean()) if some.any() else 0.0
        found[name] = {
            "members": int(some.sum()),
            "gain": float(gained[some].mean()) if some.any() else 0.0,
            "gain_share": float(gained[some].mean()) / max(usual, 1e-9) if some.any() else 0.0,
            "messages": float(outcomes["plan"].sent[some].mean()) if some.any() else 0.0,
        }
    return found


def summed(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same figures as means over seeds, each with its interval."""
    return {name: _together([run[name] for run in runs]) for name in runs[0]}


def _together(values: Sequence[Any]) -> Any:
    if isinstance(values[0], dict):
        return {name: _together([value[name] for value in values]) for name in values[0]}
    found: Interval = interval([float(value) for value in values])
    return {"mean": round(found.mean, 5), "low": _short(found.low), "high": _short(found.high)}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
