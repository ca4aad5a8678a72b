"""The gate: what was just learned and what is served in; whether the new snapshot may be served, and why, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from matinee.app import experiments
from matinee.app.home import Home
from matinee.app.learn import Material
from matinee.app.trials import SNAPSHOT, keep, stored
from matinee.core.clock import DAY, HOUR
from matinee.core.judging import PromotionSettings
from matinee.core.snapshot import Snapshot
from matinee.evaluation.cases import Moment, candidates_of, situations
from matinee.learning.fit import fit
from matinee.learning.histories import Histories, read_histories
from matinee.learning.touched import Touched
from matinee.serving.situate import World
from matinee.storage import snapshots
from matinee.table.ranking.blend import score
from matinee.table.situation import Situation
from matinee.verdict.experiments.assignment import Arm, Experiment
from matinee.verdict.experiments.comparison import DAMAGED
from matinee.verdict.metrics.ranking import ndcg_at

Floats = NDArray[np.float64]

AT: Final = 20
JUDGES: Final = 300
SURELY: Final = 0.8
"""One-sided confidence that no more than the margin is lost."""
GUARDS: Final = {"plays": 0.1, "seconds": 0.1}
"""What a canary must not damage, and the share that may be lost."""


class Gate(msgspec.Struct, frozen=True):
    """What the gate says: promote, canary or refuse; why; and the numbers it rests on (None where nothing could be
    measured): mean ndcg@20 of both on what members took up since, the difference and its lower bound."""

    said: str
    why: str
    members: int = 0
    candidate: float | None = None
    current: float | None = None
    difference: float | None = None
    low: float | None = None


UNJUDGED: Final = Gate("promote", "nothing was judged")


def gate(home: Home, material: Material, candidate: Snapshot, touched: Touched) -> Gate:
    """Judge a new snapshot against the one in use, on what members took up since that one was learned.

    The judges' own later doings are kept from the candidate's twin that is judged: it learns from everybody else's.
    """
    told, current = home.settings.promotion, home.live.world().snapshot
    if not told.gate or current.version == "none":
        return Gate("promote", "the gate is off" if not told.gate else "there is none to compare with")
    if len(current.weights) not in (0, len(candidate.weights)):
        return Gate("promote", "the one in use was learned with other features")
    cut = current.data_until
    judges = judges_of(touched, cut)
    if len(judges) < told.least:
        return Gate("promote", f"{len(judges)} members took up something since: too few to judge by", len(judges))
    rng = np.random.default_rng(cut % 2**32)
    judges = np.sort(rng.permutation(judges)[:JUDGES])
    twin = without_their_later(material, candidate, touched, (judges, cut))
    moments = [Moment(str(touched.names[m]), cut, liked_after(touched, int(m), cut)) for m in judges]
    histories = read_histories(material.log, [moment.who for moment in moments])
    found = ndcgs(moments, histories, material.world(twin))
    return compared(found, ndcgs(moments, histories, material.world(current)), told)


def judges_of(touched: Touched, cut: int) -> NDArray[np.int64]:
    """Members known before a time who took up something they liked after it."""
    later = np.unique(touched.who[(touched.first_at >= cut) & (touched.liking >= 0.3)])
    before = np.bincount(touched.who[touched.first_at < cut], minlength=len(touched.names))
    return np.asarray(later[before[later] >= 3], np.int64)


def liked_after(touched: Touched, member: int, cut: int) -> NDArray[np.int32]:
    """Rows of what a member first met after a time and liked."""
    mine = (touched.who == member) & (touched.first_at >= cut) & (touched.liking >= 0.3)
    return np.asarray(touched.row[mine], np.int32)


def without_their_later(
    material: Material, candidate: Snapshot, touched: Touched, held: tuple[NDArray[np.int64], int]
) -> Snapshot:
    """The candidate learned again without what the judges did after the cut; its weights and parts as they are."""
    judges, cut = held
    rest = touched.take(~(np.isin(touched.who, judges) & (touched.first_at >= cut)))
    found = fit(rest, material.catalog, material.settings.ranking, candidate.evidence, lambda _: None)
    return replace(found, weights=candidate.weights, learned={**candidate.learned, **found.learned})


def ndcgs(moments: list[Moment], histories: Histories, world: World) -> Floats:
    """(moments,) ndcg@20 of what each member took up next; NaN where nothing of it was new."""
    return np.array([_ndcg(moment, s) for moment, s in situations(moments, histories, world)])


def _ndcg(moment: Moment, s: Situation) -> float:
    wanted = np.setdiff1d(moment.liked, s.profile.touches["row"])
    if not len(wanted):
        return float("nan")
    rows = candidates_of(s)
    best = rows[np.lexsort((rows, -score(s, rows)))[:AT]]
    return float(ndcg_at(np.isin(best, wanted)[None], np.array([len(wanted)]), AT)[0])


def compared(candidate: Floats, current: Floats, told: PromotionSettings) -> Gate:
    """Not worse by more than the margin, surely: a one-sided bound on the mean difference, a member a pair.

    Source: non-inferiority as in Piaggio et al. (2012), JAMA 308.
    """
    some = ~(np.isnan(candidate) | np.isnan(current))
    n = int(some.sum())
    if n < told.least:
        return Gate("promote", f"{n} members took up something new since: too few to judge by", n)
    apart = candidate[some] - current[some]
    base, mean = float(current[some].mean()), float(apart.mean())
    low = mean - float(norm.ppf(SURELY)) * float(apart.std(ddof=1)) / float(n) ** 0.5
    good = low >= -told.margin * base
    why = f"{'no' if good else 'perhaps'} more than {told.margin:.0%} is lost of what the one in use finds"
    return Gate(
        "promote" if good else "refuse", why, n, round(base + mean, 5), round(base, 5), round(mean, 5), round(low, 5)
    )


def publish(home: Home, candidate: Snapshot, judged: Gate) -> str:
    """Keep the snapshot and serve it as far as the gate lets: to all, to a canary's share of members, or to nobody."""
    folder, before = home.path / "snapshots", home.live.world().snapshot.version
    version = snapshots.publish(folder, candidate, current=judged.said == "promote")
    if judged.said == "canary":
        begin_canary(home, version, before)
    home.store.nearline_put("snapshot:current", version.encode())  # a commit, so that every process looks again
    note = {"snapshot": version, "at": home.now(), **msgspec.structs.asdict(judged)}
    home.store.nearline_put(f"promotion:{home.now():020d}", msgspec.json.encode(note))
    return version


def canary_first(home: Home, judged: Gate) -> Gate:
    """A snapshot that may be served goes to some members first, where there are enough to see damage by."""
    told, before = home.settings.promotion, home.live.world().snapshot.version
    if judged.said != "promote" or not told.gate or not told.canary_share or before == "none":
        return judged
    if any(e.kind == "canary" and not e.stopped_at for e in stored(home.store).values()):
        return msgspec.structs.replace(judged, said="refuse", why="a canary is running: it comes first")
    with home.store.reading() as reader:
        sql = "SELECT count(DISTINCT who) FROM decisions WHERE at >= ?"
        members = int(reader.execute(sql, (home.now() - 7 * DAY,)).fetchone()[0])
    if members < told.canary_members:
        return judged
    return msgspec.structs.replace(judged, said="canary", why=f"{told.canary_share:.0%} of members see it first")


def begin_canary(home: Home, version: str, before: str) -> Experiment:
    """Serve a snapshot to the canary's share of members, the one before it to the others."""
    share = home.settings.promotion.canary_share
    arms = (
        Arm(name="now", share=1.0 - share, settings={SNAPSHOT: before}),
        Arm(name="canary", share=share, settings={SNAPSHOT: version}),
    )
    return experiments.start(
        home,
        Experiment(experiment=f"canary-{version}", salt=version, arms=arms, metric="plays", guardrails=GUARDS,
                   kind="canary"),
    )  # fmt: skip


def settle(home: Home) -> list[dict[str, Any]]:
    """Look at every running canary: damage ends it at once, time without damage promotes it; what was done."""
    done = []
    for one in [e for e in stored(home.store).values() if e.kind == "canary" and not e.stopped_at]:
        found = experiments.watch(home, one.experiment)
        damaged = [arm["arm"] for arm in found["arms"] if DAMAGED in arm["guardrails"].values()]
        if damaged:
            keep(home.store, msgspec.structs.replace(one, stopped_at=home.now(), winner="now"))
            done.append({"experiment": one.experiment, "said": "stopped: a guardrail is damaged"})
        elif home.now() - one.started_at >= home.settings.promotion.canary_hours * HOUR:
            experiments.stop(home, one.experiment, "canary")
            done.append({"experiment": one.experiment, "said": "promoted: nothing was damaged"})
    return done


def history(home: Home, limit: int = 50) -> list[dict[str, Any]]:
    """What the gate said of the latest snapshots, newest first."""
    found = [msgspec.json.decode(body) for body in home.store.nearline_named("promotion:").values()]
    return list(reversed(found))[:limit]
