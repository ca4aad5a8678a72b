"""Worlds' speed on this machine: events per second of the open loop, seconds a policy in the closed loop, peak memory.

    python benchmarks/worlds.py [--events 10000000]

Prints one JSON object; each size runs in a process of its own on one thread.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.open_loop import write_open_loop
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import make_world


def open_loop(name: str, events: int) -> dict[str, Any]:
    """Write events of a world and time it, drawing the world included."""
    members, items = min(max(events // 200, 100), 50_000), min(max(events // 500, 500), 20_000)
    with tempfile.TemporaryDirectory() as place:
        wall, cpu = time.perf_counter(), time.process_time()
        write_open_loop(make_world(with_sizes(preset(name), members, items), 1), events, 60, Path(place))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "preset": name, "events": events, "seconds": round(wall, 2), "cpu_seconds": round(cpu, 2),
        "events_per_second": round(events / wall), "events_per_cpu_second": round(events / cpu), "peak_mb": _peak(),
    }  # fmt: skip


def closed_loop(policy: str) -> dict[str, Any]:
    """1,000 members over 14 days under one policy."""
    world = make_world(preset("stream"), 1)
    wall, cpu = time.perf_counter(), time.process_time()
    days = list(simulate(world, BUILT_IN[policy](world, 1), 14, 1))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sessions = sum(day.sessions for day in days)
    return {"policy": policy, "sessions": sessions, "seconds": round(wall, 2), "cpu_seconds": round(cpu, 2)}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Run all sizes up to the one asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=10_000_000)
    most = parser.parse_args().events
    spawn = multiprocessing.get_context("spawn")
    sizes = [n for n in (1_000_000, 3_000_000, 10_000_000) if n <= most] or [most]
    found: dict[str, Any] = {"open_loop": [], "closed_loop": []}
    for name in ("stream", "shop"):
        for size in sizes:
            with spawn.Pool(1) as pool:
                found["open_loop"].append(pool.apply(open_loop, (name, size)))
    for policy in ("random", "popular", "oracle"):
        with spawn.Pool(1) as pool:
            found["closed_loop"].append(pool.apply(closed_loop, (policy,)))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
