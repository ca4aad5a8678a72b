"""How learning grows: sizes in; seconds and peak memory of learning and of implicit ALS on events of one world out."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from scipy import sparse

from matinee.app.learn import Material, learn, place_items
from matinee.catalog.view import build_view
from matinee.core.errors import MatineeError, MissingExtra
from matinee.core.settings import Settings
from matinee.core.values import Item
from matinee.learning.fit import latest
from matinee.storage.segments import WHO, open_duck
from matinee.worlds.open_loop import write_open_loop
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import make_world

FACTORS: Final = 64
ITERATIONS: Final = 15
DAYS: Final = 60
EVENTS_A_MEMBER: Final = 120


def bench_learn(sizes: Sequence[int], n_items: int, seed: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Each size in a process of its own, so that its peak of memory is its own.

    Raises:
        MatineeError: one of them failed.
    """
    found = []
    for n_events in sizes:
        tell(f"{n_events:,} events")
        given = json.dumps({"n_events": n_events, "n_items": n_items, "seed": seed})
        done = subprocess.run([sys.executable, "-m", __name__, given], capture_output=True, text=True, check=False)
        if done.returncode:
            raise MatineeError(f"learning from {n_events} events failed: {done.stderr[-300:]}", "try a smaller size")
        found.append(json.loads(done.stdout))
    least, most = found[0], found[-1]
    growth = np.log(most["seconds"] / least["seconds"]) / max(np.log(most["events"] / least["events"]), 1e-9)
    return {"items": n_items, "sizes": found, "seconds_grow_as_events_to_the": round(float(growth), 3)}


def one_size(n_events: int, n_items: int, seed: int) -> dict[str, Any]:
    """Events of a world written, learned from, and factorised by implicit."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
        params = with_sizes(preset("stream"), max(200, n_events // EVENTS_A_MEMBER), n_items)
        write_open_loop(make_world(params, seed), n_events, DAYS, Path(folder))
        return {"events": n_events, **_measured(Path(folder))}


def _measured(folder: Path) -> dict[str, Any]:
    items = [msgspec.json.decode(line, type=Item) for line in (folder / "items.jsonl").read_bytes().splitlines()]
    catalog = build_view(list(enumerate(items)))
    log = open_duck(2)
    parts = [str(path) for path in sorted(folder.glob("events-*.parquet"))]
    log.execute(f"CREATE VIEW events AS SELECT *, row_number() OVER () AS seq, {WHO} FROM read_parquet({parts})")
    wall, cpu = time.perf_counter(), _cpu()
    place_items(log, catalog, [])
    material = Material(log, catalog, Settings())
    found = learn(material, lambda _: None, judged=False)
    seconds, cpu_seconds, peak = time.perf_counter() - wall, _cpu() - cpu, _peak()
    liked = latest(found.touched.liked())
    ones = np.ones(len(liked.who), np.float32)
    matrix = sparse.csr_matrix((ones, (liked.who, liked.row)), shape=(len(liked.names), len(catalog)))
    als, als_cpu = _als(matrix)
    return {
        "members": len(liked.names), "liked": int(matrix.nnz), "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1), "peak_bytes": peak, "als_seconds": round(als, 1),
        "als_cpu_seconds": round(als_cpu, 1), "times_als": round(seconds / max(als, 1e-9), 2),
        "times_als_cpu": round(cpu_seconds / max(als_cpu, 1e-9), 2),
    }  # fmt: skip


def _als(matrix: sparse.csr_matrix) -> tuple[float, float]:
    try:
        from implicit.cpu.als import AlternatingLeastSquares
    except ImportError as error:
        raise MissingExtra.named("bench") from error
    wall, cpu = time.perf_counter(), _cpu()
    model = AlternatingLeastSquares(factors=FACTORS, iterations=ITERATIONS, random_state=0, num_threads=2)
    model.fit(matrix, show_progress=False)
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(one_size(**json.loads(sys.argv[1]))))
