"""Strong generalisation: ratings in; recall@20/50 and ndcg@100 of members held out whole, paired, out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.evaluation.strong_data import Held, member_order, read_ratings, split_members
from matinee.evaluation.strong_models import OTHERS, OURS, Family, Fitted, implicit_families
from matinee.verdict.metrics import mean_interval, ndcg_at, paired_difference, recall_at

METRICS = ("recall@20", "recall@50", "ndcg@100")
PerMember = dict[str, NDArray[np.float64]]


def measure_strong(folder: Path, seeds: int = 5) -> dict[str, Any]:
    """Every model on the same splits: settings chosen on the validation members, then one run on the test members.

    A member who is tested under several seeds is one cluster: differences are averaged per member first.
    """
    ratings = read_ratings(folder)
    families = (OURS, *OTHERS, *implicit_families())
    runs: dict[str, list[PerMember]] = {family.name: [] for family in families}
    chosen: dict[str, list[dict[str, float]]] = {family.name: [] for family in families}
    for seed in range(seeds):
        split = split_members(ratings, seed)
        for family in families:
            setting, fitted = choose(family, split.train, split.validation, seed)
            runs[family.name].append(measure(fitted, split.test))
            chosen[family.name].append(setting)
    tested = [member_order(ratings.shape[0], seed)[: ratings.shape[0] // 6] for seed in range(seeds)]
    per_member = {name: _by_member(found, tested, ratings.shape[0]) for name, found in runs.items()}
    return {
        "members": ratings.shape[0],
        "items": ratings.shape[1],
        "ratings": int(ratings.nnz),
        "seeds": seeds,
        "ours": OURS.name,
        "models": {name: {**_means(found), "settings": chosen[name]} for name, found in per_member.items()},
        "differences": {
            name: _differences(per_member[OURS.name], found) for name, found in per_member.items() if name != OURS.name
        },
    }


def choose(family: Family, train: sparse.csr_matrix, validation: Held, seed: int) -> tuple[dict[str, float], Fitted]:
    """The setting of highest mean ndcg@100 on the validation members, and the model fitted with it."""
    best: tuple[float, dict[str, float], Fitted] | None = None
    for setting in family.settings:
        fitted = family.fit(train, setting, seed)
        reached = float(np.nanmean(measure(fitted, validation)["ndcg@100"]))
        if best is None or reached > best[0]:
            best = (reached, setting, fitted)
    assert best is not None, "a family has at least one setting"
    return best[1], best[2]


def measure(fitted: Fitted, held: Held) -> PerMember:
    """The three metrics per member (n,), nan for members with nothing to be found; known items are not ranked."""
    scores = fitted(held.known).copy()
    scores[held.known.nonzero()] = -np.inf
    depth = min(100, scores.shape[1])
    top = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    relevant = np.take_along_axis(held.wanted.toarray() > 0, top, axis=1)
    n = held.wanted.getnnz(axis=1)
    return dict(
        zip(METRICS, (recall_at(relevant, n, 20), recall_at(relevant, n, 50), ndcg_at(relevant, n, 100)), strict=True)
    )


def _by_member(found: list[PerMember], tested: list[NDArray[np.int64]], n_members: int) -> PerMember:
    """Each member's mean over the seeds under which they were tested; nan where never."""
    result = {}
    for metric in METRICS:
        values = np.concatenate([one[metric] for one in found])
        rows, there = np.concatenate(tested), ~np.isnan(values)
        total = np.bincount(rows[there], values[there], n_members)
        times = np.bincount(rows[there], minlength=n_members)
        result[metric] = np.where(times > 0, total / np.maximum(times, 1), np.nan)
    return result


def _means(found: PerMember) -> dict[str, float]:
    named = {metric: mean_interval(found[metric]) for metric in METRICS}
    errors = {f"{metric}_standard_error": one.standard_error for metric, one in named.items()}
    return {**{metric: one.mean for metric, one in named.items()}, **errors}


def _differences(ours: PerMember, other: PerMember) -> dict[str, dict[str, float]]:
    pairs = {metric: paired_difference(ours[metric], other[metric]) for metric in METRICS}
    return {metric: {"mean": one.mean, "low": one.low, "high": one.high} for metric, one in pairs.items()}
