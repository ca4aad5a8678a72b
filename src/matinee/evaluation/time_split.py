"""Time split: a log and cuts in; hit rate, ndcg and effective catalogue size, beside popularity, paired, out.

Everything before a cut teaches, all after it tests. The blend's weights are learned at an earlier cut, as far before
the cut as the test reaches after it (at most 14 days), so that nothing after the cut is touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.evaluation.time_split_data import Log, cuts_of, read_log
from matinee.evaluation.time_split_models import Voices, listen
from matinee.learning.sequential.features import relative
from matinee.learning.sequential.listwise import fit_softmax
from matinee.verdict.metrics import (
    effective_catalogue_size,
    hit_rate_at,
    mean_interval,
    ndcg_at,
    paired_difference,
)

DEPTH, N_CANDIDATES, FEWEST_BEFORE = 10, 200, 5
_BLOCK, _MOST_TARGETS, _GROUPS = 256, 3, 20
OURS, PLAIN = "ours", ("popular", "popular in the last 7 days", "sequence")
Lists = NDArray[np.int64]


def measure_time_split(folder: Path, seed: int = 0) -> dict[str, Any]:
    """Every cut of the folder's log, one table each."""
    log = read_log(folder)
    cuts = [measure_cut(log, cut, seed) for cut in cuts_of(log)]
    return {"members": log.n_members, "items": log.n_items, "events": int(log.item.size), "cuts": cuts}


def measure_cut(log: Log, cut: float, seed: int) -> dict[str, Any]:
    """Learn before ``cut`` (days), test on everything after it; members with five events before and any after."""
    earlier = cut - min(float(log.day.max()) - cut, 14.0)
    weights = _learn_blend(log, earlier, cut, seed)
    members, wanted = _tested(log, cut, np.inf)
    lists = _recommend(listen(log, cut), members, weights, log.repeats)
    truth = wanted.matrix()[members]
    relevant = {name: _relevant(ranked, truth) for name, ranked in lists.items()}
    n = truth.getnnz(axis=1)
    per_member = {
        name: {"hit_rate@10": hit_rate_at(found, n, DEPTH), "ndcg@10": ndcg_at(found, n, DEPTH)}
        for name, found in relevant.items()
    }
    return {
        "cut_day": cut,
        "members": int(members.size),
        "models": {
            name: {
                **{metric: mean_interval(values).mean for metric, values in found.items()},
                "effective_catalogue_size": effective_catalogue_size(np.bincount(lists[name].ravel())),
            }
            for name, found in per_member.items()
        },
        "ours_minus": {
            name: {
                **{
                    metric: paired_difference(per_member[OURS][metric], per_member[name][metric])._asdict()
                    for metric in per_member[OURS]
                },
                "effective_catalogue_size": _size_difference(lists[OURS], lists[name], log.n_items, seed),
            }
            for name in PLAIN
        },
    }


def _tested(log: Log, start: float, stop: float) -> tuple[NDArray[np.int64], Log]:
    """Members with enough before ``start`` and anything from then to ``stop``, and what they did then."""
    before = np.bincount(log.between(-np.inf, start).member, minlength=log.n_members)
    after = log.between(start, stop)
    there = np.bincount(after.member, minlength=log.n_members) > 0
    return np.flatnonzero((before >= FEWEST_BEFORE) & there), after


def _candidates(
    voices: Voices, members: NDArray[np.int64], repeats: bool
) -> tuple[Lists, NDArray[np.float32], dict[str, Lists]]:
    """Candidates (n, 200) by the voices' mean, their features (n, 200, f), and each plain voice's own first ten."""
    spoken = voices.score(members)
    seen = None if repeats else voices.seen[members].nonzero()
    total = np.zeros_like(spoken["popular"])
    plain = {}
    for name, scores in spoken.items():
        if seen is not None:
            scores[seen] = -np.inf if name in PLAIN else 0
        top = np.maximum(scores, 0)
        total += top / (top.max(axis=1, keepdims=True) + np.float32(1e-9))
        if name in PLAIN:
            plain[name] = _first(scores, DEPTH)
    if seen is not None:
        total[seen] = -np.inf
    items = _first(total, N_CANDIDATES)
    said = [column for scores in spoken.values() for column in relative(np.take_along_axis(scores, items, axis=1))]
    return items, np.stack(said, axis=2), plain


def _first(scores: NDArray[np.float32], k: int) -> Lists:
    k = min(k, scores.shape[1])
    some = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)


def _learn_blend(log: Log, start: float, stop: float, seed: int) -> NDArray[np.float32]:
    """Weights (f,) of the features, learned from what members did between ``start`` and ``stop``."""
    voices, rng = listen(log, start), np.random.default_rng(seed)
    members, after = _tested(log, start, stop)
    wanted, features, chosen = after.matrix(), [], []
    for begin in range(0, members.size, _BLOCK):
        block = members[begin : begin + _BLOCK]
        items, said, _ = _candidates(voices, block, log.repeats)
        hits = np.take_along_axis(wanted[block].toarray() > 0, items, axis=1)
        for row in range(block.size):
            found = rng.permutation(np.flatnonzero(hits[row]))[:_MOST_TARGETS]
            features.append(np.repeat(said[row : row + 1], found.size, axis=0))
            chosen.append(found)
    return fit_softmax(np.concatenate(features), np.concatenate(chosen))


def _recommend(
    voices: Voices, members: NDArray[np.int64], weights: NDArray[np.float32], repeats: bool
) -> dict[str, Lists]:
    """The first ten of ours and of each plain voice, (n, 10) each."""
    lists: dict[str, list[Lists]] = {name: [] for name in (OURS, *PLAIN)}
    for begin in range(0, members.size, _BLOCK):
        items, said, plain = _candidates(voices, members[begin : begin + _BLOCK], repeats)
        best = np.argsort(-(said @ weights), axis=1, kind="stable")[:, :DEPTH]
        lists[OURS].append(np.take_along_axis(items, best, axis=1))
        for name, own in plain.items():
            lists[name].append(own)
    return {name: np.concatenate(found) for name, found in lists.items()}


def _relevant(ranked: Lists, truth: Any) -> NDArray[np.bool_]:
    rows = np.repeat(np.arange(ranked.shape[0]), ranked.shape[1])
    return np.asarray(truth[rows, ranked.ravel()]).reshape(ranked.shape) > 0


def _size_difference(ours: Lists, other: Lists, n_items: int, seed: int) -> dict[str, float]:
    """Difference of effective catalogue sizes; 95 % interval by leaving out a twentieth of the members at a time.

    Of lists for as many members of the same kind. Drawing members anew (bootstrap) would not do: a member drawn twice
    brings no new items, so every draw lies low.
    """
    rows = np.arange(ours.shape[0])

    def difference(kept: NDArray[np.int64]) -> float:
        sizes = (effective_catalogue_size(np.bincount(lists[kept].ravel(), None, n_items)) for lists in (ours, other))
        return next(sizes) - next(sizes)

    group = np.random.default_rng(seed).permutation(rows) % _GROUPS
    left = np.array([difference(rows[group != one]) for one in range(min(_GROUPS, rows.size))])
    error = float(np.sqrt((left.size - 1) / left.size * ((left - left.mean()) ** 2).sum()))
    found = difference(rows)
    return {"mean": found, "low": found - 1.96 * error, "high": found + 1.96 * error}
