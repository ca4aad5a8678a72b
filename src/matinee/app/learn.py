"""Learning: the log in, a published snapshot and its quality beside simple rules out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, to_iso
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.evaluation.cases import (
    Moment,
    beginnings,
    case_of,
    choices_of,
    moments,
    pages_of,
    situations,
    slots_of,
)
from matinee.evaluation.quality import Quality, measure
from matinee.learning.blend import fit_blend
from matinee.learning.fit import fit
from matinee.learning.histories import read_histories
from matinee.learning.outcomes import fit_outcomes, joined, own_pages, spread
from matinee.learning.seen import read_seen
from matinee.learning.session_weights import fit_session
from matinee.learning.touched import SIGNS, Touched, read_evidence, read_touched
from matinee.serving.situate import World
from matinee.table.ranking.blend import prior_weights
from matinee.table.ranking.features import SESSION
from matinee.table.ranking.taste import expected_seconds

Tell = Callable[[str], None]

TEACHERS: Final = 600
"""Members held out to learn the blend from."""
FOLDS: Final = 4
PAGES: Final = 1_500
"""Pages that teach, of all of them together."""
MOMENTS: Final = 320
"""Moments of a fold that teach what is liked next."""
CHOICES: Final = 400
"""Choices in the middle of sessions that teach what a session tells."""
SHOWN: Final = SIGNS.index("shown")
LEAST_TAKEN: Final = 60
"""Slots taken up from which outcomes teach the blend."""
LEAST_SEEN: Final = 0.5
"""Share of what was liked that had been in view before, from which outcomes teach it: where most is found elsewhere,
what comes of the few slots says little of it."""
JUDGES: Final = 400
"""Members that the time split is measured on, at the most."""
SPLIT: Final = 0.9


@dataclass(frozen=True, slots=True)
class Learned:
    """A snapshot not yet published, what it took and how good it is."""

    snapshot: Snapshot
    quality: Quality
    seconds: float
    touched: Touched
    said: Mapping[str, Any] | None = None  # what the gate said of it


@dataclass(frozen=True, slots=True)
class Material:
    """What learning works on: the log in DuckDB with `events`, `places`, `links`; the catalogue; the settings."""

    log: duckdb.DuckDBPyConnection
    catalog: CatalogView
    settings: Settings

    def touched(self, before: int = 2**62) -> Touched:
        """Who met what before a time."""
        settings = self.settings
        return read_touched(self.log, settings.profile.weights, before, settings.feedback.abandoned_seconds)

    def evidence(self, before: int = 2**62) -> Mapping[str, int]:
        """What the log carried before a time."""
        whole = read_evidence(self.log, 0, before)
        return read_evidence(self.log, int(whole["last_at"] - self.settings.ranking.popular_days * DAY), before)

    def world(self, snapshot: Snapshot) -> World:
        """What a request would see under this snapshot."""
        return World(self.catalog, snapshot, Nearline(), self.settings)


def place_items(log: duckdb.DuckDBPyConnection, catalog: CatalogView, links: list[tuple[str, str]]) -> None:
    """Give the log the tables `places` (item, row of its family, its own row, seconds of the
    family) and `links` (anonymous, member)."""
    rows = np.flatnonzero([bool(item) for item in catalog.ids]).astype(np.int32)
    places = {
        "item": np.array([catalog.ids[row] for row in rows], dtype=object),
        "row": catalog.family[rows].astype(np.int32) if len(rows) else np.zeros(0, np.int32),
        "own": rows,
        "seconds": expected_seconds(catalog, catalog.family[rows]),
    }
    log.execute("CREATE TABLE places (item VARCHAR, row INTEGER, own INTEGER, seconds DOUBLE)")
    if len(rows):
        log.register("places_given", places)
        log.execute("INSERT INTO places SELECT item, row, own, seconds FROM places_given")
    log.execute("CREATE TABLE links (anonymous VARCHAR, member VARCHAR)")
    if links:
        log.executemany("INSERT INTO links VALUES (?, ?)", links)


def folds_of(touched: Touched) -> list[NDArray[np.int64]]:
    """Members held out whole, to learn the blend from: all of them in turn where there are few, else some at once."""
    order = np.random.default_rng(17).permutation(len(touched.names))
    if len(order) <= 2 * TEACHERS:
        return [np.sort(order[fold::FOLDS]) for fold in range(FOLDS)]
    return [np.sort(order[:TEACHERS])]


def some_of(cut: list[Moment]) -> list[Moment]:
    """At most `MOMENTS` of them, the same ones each time."""
    if len(cut) <= MOMENTS:
        return cut
    chosen = np.random.default_rng(len(cut)).choice(len(cut), MOMENTS, replace=False)
    return [cut[place] for place in np.sort(chosen)]


def learn_blend(material: Material, touched: Touched, evidence: Mapping[str, int]) -> NDArray[np.float64]:
    """The blend's weights from members held out whole: the models are fitted without them.

    They learn from what came of the slots that these members looked at, where the log tells of enough of them and most
    of what was liked had been in view; else from what they liked next, with nearly all of their history known, and as
    they were when hardly known.
    """
    slots, cases, choices, taken = [], [], [], 0.0
    least = LEAST_TAKEN if share_seen(touched) >= LEAST_SEEN else np.inf
    for teachers in folds_of(touched):
        rest = touched.take(~np.isin(touched.who, teachers))
        world = material.world(fit(rest, material.catalog, material.settings.ranking, evidence, lambda _: None))
        names = [str(name) for name in touched.names[teachers]]
        histories = read_histories(material.log, names)
        feedback = material.settings.feedback
        seen = read_seen(material.log, names, max(2, PAGES // max(len(touched.names), 1)), feedback)
        taken += float(seen.taken.sum())
        if len(seen):
            slots.append(slots_of(seen, situations(pages_of(seen), histories, world), feedback.rewards))
        choices += choices_of(histories, world, CHOICES // FOLDS)
        if taken < least:
            cut = some_of([*moments(touched, teachers), *beginnings(touched, histories)])
            cases += [case_of(situation, moment) for moment, situation in situations(cut, histories, world)]
    if taken < least:
        weights = fit_blend(cases)
        return fit_session(choices, weights, SESSION) if len(weights) else weights
    told = own_pages(joined(slots), least)
    weights = fit_session(choices, fit_outcomes(told, prior_weights()[:-1]), SESSION)
    return spread(told, weights[:-1])


def share_seen(touched: Touched) -> float:
    """The share of what was liked that had been in view before; 0 where nothing says so."""
    liked = touched.liked()
    return 0.0 if liked.signs is None or not len(liked.who) else float((liked.signs[:, SHOWN] > 0).mean())


def judge(material: Material, weights: NDArray[np.float64], touched: Touched) -> Quality:
    """Quality on a time split: the models know nothing after the cut."""
    if len(touched.last_at) < 100:
        return Quality(0, {})
    cut = int(np.quantile(touched.first_at, SPLIT))
    evidence = material.evidence(cut)
    before = material.touched(cut)
    snapshot = replace(
        fit(before, material.catalog, material.settings.ranking, evidence, lambda _: None), weights=weights
    )
    later = touched.liked().take(touched.liked().first_at >= cut)
    enough = np.bincount(np.searchsorted(before.names, before.names[before.who]), minlength=len(before.names)) >= 5
    known = set(before.names[enough])
    judges = [str(touched.names[m]) for m in np.unique(later.who) if str(touched.names[m]) in known][:JUDGES]
    rows = {str(touched.names[m]): later.row[later.who == m] for m in np.unique(later.who)}
    later_on = [Moment(who, cut, rows[who]) for who in judges]
    cases = list(situations(later_on, read_histories(material.log, judges, cut), material.world(snapshot)))
    return measure(cases, np.flatnonzero(material.catalog.available).astype(np.int32))


def learn(material: Material, tell: Tell, *, judged: bool = True) -> Learned:
    """Everything: models, the blend, quality on a time split."""
    began = time.perf_counter()
    tell("reading the log")
    touched, evidence = material.touched(), material.evidence()
    tell("learning the blend")
    weights = learn_blend(material, touched, evidence)
    tell("measuring on a time split")
    quality = judge(material, weights, touched) if judged else Quality(0, {})
    snapshot = fit(touched, material.catalog, material.settings.ranking, evidence, tell)
    seconds = time.perf_counter() - began
    manifest: dict[str, Any] = {
        "data": {"from": to_iso(evidence["first_at"]), "until": to_iso(evidence["last_at"])},
        "learn_seconds": round(seconds, 3),
        "quality": {"n_members": quality.n_members, "rules": quality.rules},
    }
    return Learned(replace(snapshot, weights=weights, manifest=manifest), quality, seconds, touched)
