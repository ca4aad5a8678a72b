"""Experiments of a home: started, watched while they run, stopped; the winner becomes the default and rolls back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.judged import attributed
from matinee.app.trials import SNAPSHOT, arm_of, keep, stored, with_changes
from matinee.core.clock import DAY, day_of, to_iso
from matinee.core.errors import InvalidInput, UnknownName
from matinee.storage import snapshots
from matinee.verdict.experiments.assignment import Arm, Experiment, assign
from matinee.verdict.experiments.increment import LEAST_HELD_OUT, increment
from matinee.verdict.experiments.reading import Reading, read_experiment

Floats = NDArray[np.float64]

METRICS: Final = ("plays", "seconds", "finished", "purchases", "revenue", "days")
"""What an experiment may be read by, all per member: plays, seconds watched, plays of most of an item's length,
purchases, revenue, days with anything."""
HOLD_OUT: Final = "hold-out"

_TOTALS: Final = """
SELECT o.member, CAST(floor(o."at" / 86400000000.0) AS BIGINT) AS day,
  count(*) FILTER (o.kind = 'play') AS plays,
  coalesce(sum(o.seconds) FILTER (o.kind = 'play'), 0.0) AS seconds,
  count(*) FILTER (o.kind = 'play' AND o.seconds >= {finished} * l.seconds) AS finished,
  count(*) FILTER (o.kind = 'purchase') AS purchases,
  coalesce(sum(coalesce(o.price, 0) * coalesce(o.quantity, 1)) FILTER (o.kind = 'purchase'), 0.0) AS revenue,
  1.0 AS days
FROM outcomes o LEFT JOIN lengths l ON l.item = o.item
WHERE o.kind IN ('play', 'purchase') AND o."at" >= {since} AND o."at" < {until}
GROUP BY 1, 2
"""


def start(home: Home, experiment: Experiment) -> Experiment:
    """Start an experiment now: from the next request on members see their arm.

    Raises:
        InvalidInput: one of that name was started before, or a metric is none.
        SettingsError, SnapshotError: an arm changes what there is not.
    """
    if experiment.experiment in stored(home.store):
        raise InvalidInput(f"experiment '{experiment.experiment}' was started before", "give it another name")
    unknown = [m for m in (experiment.metric, *experiment.guardrails) if m not in METRICS]
    if unknown:
        raise InvalidInput(f"'{unknown[0]}' is no metric", f"choose of {', '.join(METRICS)}")
    for arm in experiment.arms:
        with_changes(home.settings, {k: v for k, v in arm.settings.items() if k != SNAPSHOT})
        if SNAPSHOT in arm.settings:
            snapshots.read(home.path / "snapshots", str(arm.settings[SNAPSHOT]))
    planned = experiment.planned or float(max(_members_lately(home) * min(a.share for a in experiment.arms), 100.0))
    begun = msgspec.structs.replace(experiment, started_at=home.now(), planned=planned)
    keep(home.store, begun)
    return begun


def _members_lately(home: Home) -> int:
    with home.store.reading() as reader:
        sql = "SELECT count(DISTINCT who) FROM decisions WHERE at >= ?"
        return int(reader.execute(sql, (home.now() - 28 * DAY,)).fetchone()[0])


def known(home: Home, name: str) -> Experiment:
    """A stored experiment.

    Raises:
        UnknownName: there is none of that name.
    """
    found = stored(home.store)
    if name not in found:
        raise UnknownName(f"no experiment '{name}'", f"there are: {', '.join(found) or 'none yet'}")
    return found[name]


def stop(home: Home, name: str, winner: str = "", *, default: bool = True) -> Experiment:
    """Stop an experiment; a winner's settings hold for everybody from the next request on.

    winner: an arm, "" for none, control included. default: make its settings the default.

    Raises:
        UnknownName: no such experiment or arm.
    """
    experiment = known(home, name)
    if winner:
        arm = arm_of(experiment, winner)
        if default and SNAPSHOT in arm.settings:
            snapshots.use(home.path / "snapshots", str(arm.settings[SNAPSHOT]))
    ended = msgspec.structs.replace(
        experiment, stopped_at=experiment.stopped_at or home.now(), winner=winner, default=bool(winner) and default
    )
    keep(home.store, ended)
    return ended


def roll_back(home: Home, name: str) -> Experiment:
    """Take a winner's settings back: everybody has again what held before."""
    experiment = msgspec.structs.replace(known(home, name), default=False)
    keep(home.store, experiment)
    return experiment


class Totals:
    """What each triggered member did, by day, before and since the start.

    A member counts once they have had a page since the start; all they did since the start counts.
    """

    def __init__(self, home: Home, experiment: Experiment) -> None:
        self.experiment = experiment
        end = experiment.stopped_at or home.now()
        self.length = max(end - experiment.started_at, DAY)
        log = attributed(home)
        try:
            log.execute("CREATE TEMP TABLE triggered AS SELECT DISTINCT member FROM slots"
                        f' WHERE "at" >= {experiment.started_at} AND "at" <= {end}')  # fmt: skip
            members = [line[0] for line in log.execute("SELECT member FROM triggered ORDER BY 1").fetchall()]
            sql = _TOTALS.format(
                since=experiment.started_at - self.length, until=end + 1, finished=home.settings.feedback.finished_share
            )
            found = log.execute(sql).fetchall()
        finally:
            log.close()
        self.members = members
        self.arm = np.array([assign(experiment, member) for member in members], dtype=object)
        place = {member: n for n, member in enumerate(members)}
        kept = [line for line in found if line[0] in place]
        self.who = np.array([place[line[0]] for line in kept], np.int64)
        self.day = np.array([line[1] for line in kept], np.int64)
        self.totals = np.array([line[2:] for line in kept], float).reshape(len(kept), len(METRICS))

    def values(self, until_day: int, *, before: bool = False) -> dict[str, Floats]:
        """Metric -> (members,) totals since the start up to a day, or of as long before the start."""
        first = self.experiment.started_at // DAY
        some = self.day < first if before else (self.day >= first) & (self.day <= until_day)
        return {
            metric: np.bincount(self.who[some], self.totals[some, k], len(self.members)).astype(float)
            for k, metric in enumerate(METRICS)
        }

    def by_arm(self, until_day: int) -> dict[str, dict[str, Floats]]:
        """As `verdict.experiments.reading.Values`, with what each member did before beside it."""
        names = [arm.name for arm in self.experiment.arms]
        since, past = self.values(until_day), self.values(until_day, before=True)
        found = {metric: {name: since[metric][self.arm == name] for name in names} for metric in METRICS}
        if any(past[metric].any() for metric in METRICS):
            found |= {f"{m}:before": {name: past[m][self.arm == name] for name in names} for m in METRICS}
        return found


def watch(home: Home, name: str) -> dict[str, Any]:
    """What a running or stopped experiment says; it may be looked at as often as one likes."""
    experiment = known(home, name)
    totals = Totals(home, experiment)
    last = (experiment.stopped_at or home.now()) // DAY
    first = experiment.started_at // DAY
    counts = {arm.name: int((totals.arm == arm.name).sum()) for arm in experiment.arms}
    told = {**summary(experiment), "members": counts, "looked_at": to_iso(home.now())}
    if min(counts.values()) < 2:
        return {**told, "advice": "go on: too few members have seen a page", "arms": [], "over_time": []}
    days = range(max(first, last - 89), last + 1)
    readings = {day: read_experiment(experiment, totals.by_arm(day), experiment.planned) for day in days}
    told |= _reading(readings[last])
    if experiment.kind == HOLD_OUT:
        told["increment"] = _increment(experiment, totals, last)
    return {**told, "over_time": _over_time(readings)}


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "split_p": reading.split_p, "advice": reading.advice, "suggested_winner": reading.winner,
        "arms": [
            {"arm": arm.arm, "members": arm.members, **_finite(msgspec.structs.asdict(arm.metric)),
             "guardrails": arm.guardrails}
            for arm in reading.arms
        ],
    }  # fmt: skip


def _finite(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: round(float(v), 6) if np.isfinite(v) else None for name, v in values.items()}


def _over_time(readings: Mapping[int, Reading]) -> list[dict[str, Any]]:
    return [
        {"day": day_of(day * DAY), "arm": arm.arm, "members": arm.members,
         **_finite({"difference": arm.metric.difference, "low": arm.metric.low, "high": arm.metric.high})}
        for day, reading in readings.items()
        for arm in reading.arms
    ]  # fmt: skip


def _increment(experiment: Experiment, totals: Totals, last: int) -> dict[str, Any]:
    """What would be lost without: the served arm against the held-out one."""
    served, held = (arm.name for arm in experiment.arms[:2])
    values, past = totals.values(last), totals.values(last, before=True)
    mine, theirs = totals.arm == served, totals.arm == held
    if theirs.sum() < LEAST_HELD_OUT or mine.sum() < LEAST_HELD_OUT or values[experiment.metric][mine].sum() <= 0:
        return {"lost_share": None, "said": f"{int(theirs.sum())} members are held out: too few to say"}
    before = past[experiment.metric]
    some = bool(before.any())
    found = increment(
        values[experiment.metric][mine], values[experiment.metric][theirs],
        before[mine] if some else np.zeros(0), before[theirs] if some else np.zeros(0),
    )  # fmt: skip
    said = "nothing proves that anything would be lost without recommendations"
    if found.low > 0:
        said = f"{found.lost_share:.1%} of {experiment.metric} would be lost without recommendations"
    return {**_finite(msgspec.structs.asdict(found)), "metric": experiment.metric, "said": said}


def summary(experiment: Experiment) -> dict[str, Any]:
    """An experiment as plain values."""
    return {
        "experiment": experiment.experiment, "kind": experiment.kind, "metric": experiment.metric,
        "state": "stopped" if experiment.stopped_at else "running",
        "started_at": to_iso(experiment.started_at),
        "stopped_at": to_iso(experiment.stopped_at) if experiment.stopped_at else "",
        "winner": experiment.winner, "default": experiment.default, "planned": experiment.planned,
        "guardrails": experiment.guardrails,
        "changes": {arm.name: arm.settings for arm in experiment.arms},
        "shares": {arm.name: arm.share for arm in experiment.arms},
    }  # fmt: skip


def everything(home: Home) -> list[dict[str, Any]]:
    """Every experiment, the latest first."""
    return [summary(e) for e in sorted(stored(home.store).values(), key=lambda e: -e.started_at)]


def arms_of(told: Sequence[str]) -> tuple[Arm, ...]:
    """Arms as the command line says them: NAME[@SHARE][:setting=value,...], the first one control.

    Raises:
        InvalidInput: a share or a change cannot be read.

    Example:
        >>> arms_of(["now", "bold:page.exploration=0.1"])[1].settings
        {'page.exploration': 0.1}
    """
    if len(told) < 2:
        raise InvalidInput("an experiment needs two or more arms", "give --arm twice or more, control first")
    arms = []
    for text in told:
        head, _, changes = text.partition(":")
        name, _, share = head.partition("@")
        try:
            part = float(share) if share else 1.0 / len(told)
        except ValueError as error:
            raise InvalidInput(f"the share of '{text}' is no number", "write NAME@0.5:setting=value") from error
        arms.append(
            Arm(name=name, share=part, settings=dict(_change(c) for c in re.split(r",(?=[\w.]+=)", changes) if c))
        )
    return tuple(arms)


def _change(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidInput(f"'{text}' changes nothing", "write setting=value")
    try:
        return name.strip(), msgspec.json.decode(value)
    except msgspec.DecodeError:
        return name.strip(), value.strip()
