"""Sparse linear models: loss of quality beside the dense one on a sequence file, and memory at 60,000 items.

Run: python benchmarks/next_item_sparse.py quality FILE | python benchmarks/next_item_sparse.py memory
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from matinee.evaluation.next_item import leave_last_two, peak_bytes, quality
from matinee.evaluation.next_item_file import read_sequences
from matinee.learning.linear import Sequences, fit_directed, fit_directed_sparse, moments
from matinee.learning.sequential import plain_ranks
from matinee.learning.sequential.scorers import ProfileScorer

L2, DROPOUT = 30.0, 0.2


def compare(file: Path) -> None:
    """Print quality on the item before the last, and processor seconds of the fit, for each width and the dense one."""
    split = leave_last_two(read_sequences(file).sequences)
    pairs = moments(split.train, 0.6, 0.4)
    for width in (25, 50, 100, 200, 0):
        start = time.process_time()
        weights = fit_directed_sparse(pairs, L2, DROPOUT, width).matrix() if width else fit_directed(pairs, L2, DROPOUT)
        seconds = time.process_time() - start
        found = quality(plain_ranks(ProfileScorer(weights, 0.7), split.train, split.validation))
        print(json.dumps({"width": width or "dense", "cpu_seconds": round(seconds, 1), **found}), flush=True)


def weigh(n_items: int = 60_000, n_members: int = 200_000, seed: int = 0) -> None:
    """Print the peak memory and seconds of a sparse fit on a drawn log: Zipf items in 600 clusters."""
    rng = np.random.default_rng(seed)
    lengths = rng.poisson(9, n_members) + 3
    cluster = np.repeat(rng.integers(0, 600, n_members), lengths)
    within = np.minimum((n_items // 600) * rng.random(cluster.size) ** 2, n_items // 600 - 1).astype(np.int64)
    away = rng.random(cluster.size) < 0.2
    items = np.where(away, (n_items * rng.random(cluster.size) ** 3).astype(np.int64), cluster + 600 * within)
    sequences = Sequences(np.concatenate([[0], np.cumsum(lengths)]), items.astype(np.int32), n_items)
    before, start = peak_bytes(), time.process_time()
    rows = fit_directed_sparse(moments(sequences, 0.6, 0.4), L2, DROPOUT, 100)
    result = {"items": n_items, "events": int(items.size), "cpu_seconds": round(time.process_time() - start, 1)}
    sizes = {"peak_bytes": peak_bytes(), "bytes_before": before, "dense_bytes": 4 * n_items**2}
    print(json.dumps({**result, **sizes, "weights": int(rows.values.size)}))


if __name__ == "__main__":
    if sys.argv[1] == "quality":
        compare(Path(sys.argv[2]))
    else:
        weigh()
