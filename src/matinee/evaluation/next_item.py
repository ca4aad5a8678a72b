"""Next item, leave-last-two-out: sequences in; recall@10, ndcg@10, cost and baselines out.

Fit on all but each member's last two items, choose settings on the one before last, test on the last given all before
it, without refitting; the full catalogue is ranked, items already seen are removed, cold test items are kept.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.learning.linear import Sequences
from matinee.learning.sequential import fit_next_item, plain_ranks, ranks
from matinee.learning.sequential.sources import NETS
from matinee.verdict.metrics import mean_interval, rank_hits, rank_ndcg

DEPTH = 10


class Split(NamedTuple):
    """Leave-last-two-out: what teaches, the item to tune on, what is known at the test, the item to test on."""

    train: Sequences
    validation: NDArray[np.int32]  # (n,)
    known: Sequences
    test: NDArray[np.int32]  # (n,)


def leave_last_two(sequences: Sequences) -> Split:
    """Split sequences of at least three items each."""
    end = sequences.offsets[1:]
    return Split(
        sequences.without_last(2), sequences.items[end - 2], sequences.without_last(1), sequences.items[end - 1]
    )


def measure_next_item(sequences: Sequences, seed: int = 0) -> dict[str, Any]:
    """Run the whole protocol; seconds are wall and processor time, bytes the peak, processes started included."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    split = leave_last_two(sequences)
    model = fit_next_item(split.train, split.validation, seed)
    fit_seconds, cpu_seconds = time.perf_counter() - wall, _cpu_seconds() - cpu
    wall = time.perf_counter()
    ours = ranks(model.blend, split.known, split.test)
    query_seconds = time.perf_counter() - wall
    return {
        **quality(ours),
        "validation": quality(model.validation_ranks),
        "fit_seconds": fit_seconds,
        "cpu_seconds": cpu_seconds,
        "query_seconds": query_seconds,
        "peak_bytes": peak_bytes(),
        "members": int(sequences.lengths.size),
        "items": sequences.n_items,
        "events": int(sequences.items.size),
        "seed": seed,
        "baselines": {
            "popularity": quality(_popularity_ranks(split)),
            "counts": {**quality(plain_ranks(model.counts, split.known, split.test))},
        },
    }


def quality(found: NDArray[np.float64]) -> dict[str, float]:
    """Recall and ndcg at 10 with their standard errors over members, from ranks counted from 0."""
    hits, gains = mean_interval(rank_hits(found, DEPTH)), mean_interval(rank_ndcg(found, DEPTH))
    return {
        "recall@10": hits.mean,
        "recall@10_standard_error": hits.standard_error,
        "ndcg@10": gains.mean,
        "ndcg@10_standard_error": gains.standard_error,
    }


def peak_bytes() -> int:
    """Most memory held: by this process and, as if all had peaked together, by the nets' processes."""
    unit = 1 if sys.platform == "darwin" else 1024
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + len(NETS) * child) * unit


def _cpu_seconds() -> float:
    """Processor time of this process and of those that it started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _popularity_ranks(split: Split) -> NDArray[np.float64]:
    """Ranks of the test items by the number of training events."""
    events = np.bincount(split.train.items, minlength=split.train.n_items).astype(np.float32)

    def scores(sequences: Sequences) -> NDArray[np.float32]:
        return np.repeat(events[None, :], sequences.lengths.size, axis=0)

    return plain_ranks(scores, split.known, split.test)
