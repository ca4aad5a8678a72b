"""Quality on a time split: what was learned before a time in, hit rates after it out, simple rules beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.evaluation.cases import Moment, candidates_of
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.ranking.blend import score
from matinee.table.situation import Situation
from matinee.verdict.metrics.ranking import ndcg_at, recall_at

AT: Final = 20
Rule = Callable[[Situation, NDArray[np.int32]], NDArray[Any]]


def by_popularity(s: Situation, rows: NDArray[np.int32]) -> NDArray[Any]:
    """How many members liked it, ever."""
    return s.snapshot.counts[rows]


def by_window(s: Situation, rows: NDArray[np.int32]) -> NDArray[Any]:
    """How many liked it in the popular window; the ever-popular ones break ties."""
    return s.snapshot.recent[rows] + s.snapshot.counts[rows] / 1e6


def by_item_knn(s: Situation, rows: NDArray[np.int32]) -> NDArray[Any]:
    """Cosine of co-liking, summed over what the member liked."""
    liked = np.flatnonzero(s.taste.liking >= 0.3)
    touched = s.profile.touches["row"][liked]
    root = np.sqrt(np.maximum(s.snapshot.counts[touched], 1))
    return s.snapshot.together.push(touched, 1.0 / root, s.n)[rows] / np.sqrt(np.maximum(s.snapshot.counts[rows], 1))


RULES: Final[dict[str, Rule]] = {
    "matinee": score, "popularity": by_popularity, "popularity_window": by_window, "item_knn": by_item_knn,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quality:
    """recall and ndcg at 20 of each rule, mean over members, and on how many members that rests."""

    n_members: int
    rules: dict[str, dict[str, float]]


def measure(cases: Sequence[tuple[Moment, Situation]], everything: NDArray[np.int32]) -> Quality:
    """Rank for each member at the cut what they took up for the first time after it.

    The simple rules choose among everything that serving may show as new to the member; ours among its candidates. What
    a member was only shown before is not theirs yet: it may be named, and liked next.
    """
    sums: dict[str, list[tuple[float, float]]] = {name: [] for name in RULES}
    for moment, situation in cases:
        touches = situation.profile.touches
        wanted = np.setdiff1d(moment.liked, touches["row"][touches["acted_at"] > 0])
        if not len(wanted):
            continue
        open_to = everything[apply((*HOUSE, *DISCOVERY), situation, everything).kept]
        for name, rule in RULES.items():
            rows = candidates_of(situation) if name == "matinee" else open_to
            value = rule(situation, rows)
            best = rows[np.lexsort((rows, -value))[:AT]]
            hit, among = np.isin(best, wanted)[None], np.array([len(wanted)])
            sums[name].append((float(recall_at(hit, among, AT)[0]), float(ndcg_at(hit, among, AT)[0])))
    n = len(sums["matinee"])
    return Quality(n, {name: _means(pairs) for name, pairs in sums.items()})


def _means(pairs: list[tuple[float, float]]) -> dict[str, float]:
    recall, ndcg = (float(np.mean(column)) for column in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    return {f"recall@{AT}": round(recall, 5), f"ndcg@{AT}": round(ndcg, 5)}
