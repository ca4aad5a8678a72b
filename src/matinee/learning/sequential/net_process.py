"""Nets trained beside the caller: sequences and recipes in, one process a net, trained scorers out.

Each process runs its matrix products on a single thread: a net's products are small, and two nets on two cores finish
sooner than one after the other on both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from matinee.core.errors import StoreError
from matinee.learning.linear import Sequences
from matinee.learning.sequential.net import Net
from matinee.learning.sequential.net_training import NetScorer, Recipe, moments_seen, train_net

_WORTH_A_PROCESS = 200_000  # moments seen in training
_PROGRAM = "import sys, pathlib, matinee.learning.sequential.net_process as n; n.main(*map(pathlib.Path, sys.argv[1:]))"
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True, slots=True)
class Training:
    """A net in the making, in a process of its own."""

    process: subprocess.Popen[bytes]
    result: Path

    def scorer(self) -> NetScorer:
        """Wait for the net; raises StoreError where its process failed."""
        if self.process.wait() != 0:
            raise StoreError(f"training a net ended with code {self.process.returncode}", "look at the error output")
        with np.load(self.result) as arrays:
            return NetScorer(Net(*(arrays[name] for name in Net.__slots__)))


@contextmanager
def train_beside(sequences: Sequences, recipes: tuple[Recipe, ...], seed: int) -> Iterator[list[Training] | None]:
    """Start one process a recipe, seeds counting up from ``seed``; yields None where the data is too small for that."""
    if min(moments_seen(sequences, recipe) for recipe in recipes) < _WORTH_A_PROCESS:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="matinee-nets-") as folder:
        started = [_start(Path(folder), sequences, recipe, seed + place) for place, recipe in enumerate(recipes)]
        try:
            yield started
        finally:
            for training in started:
                training.process.kill()
                training.process.wait()


def _start(folder: Path, sequences: Sequences, recipe: Recipe, seed: int) -> Training:
    task, result = folder / f"task{seed}.npz", folder / f"net{seed}.npz"
    np.savez(
        task, offsets=sequences.offsets, items=sequences.items, n_items=sequences.n_items, seed=seed, **asdict(recipe)
    )
    environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
    return Training(subprocess.Popen([sys.executable, "-c", _PROGRAM, str(task), str(result)], env=environment), result)


def main(task: Path, result: Path) -> None:
    """Train the net of one task file."""
    with np.load(task) as given:
        sequences = Sequences(given["offsets"], given["items"], int(given["n_items"]))
        recipe = Recipe(**{name: given[name].item() for name in Recipe.__slots__})
        net = train_net(sequences, recipe, int(given["seed"])).net
    np.savez(result, **{name: getattr(net, name) for name in Net.__slots__})
