"""Matinee beside the peers that can be installed: runs each benchmark once, prints a line a peer, keeps what was said.

python benchmarks/compare.py [--only ingest,artwork] [--out benchmarks/compare.json]      # make compare

Peers come with the extra `bench`. Each pair runs in one process on the same input; ratios, not times, are what to read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MOVIELENS = str(ROOT / "examples" / "data" / "movielens-small")
Said = dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """A benchmark: its peer, the package that must be there, the command, and what of its JSON is printed."""

    peer: str
    package: str
    words: tuple[str, ...]
    line: Callable[[Said], str]


def quality(said: Said) -> str:
    """ndcg@100 of every model, the best first."""
    found = sorted(((model["ndcg@100"], name) for name, model in said["models"].items()), reverse=True)
    return f"ndcg@100 on {said['members']} members: " + ", ".join(f"{name} {value:.3f}" for value, name in found)


def learning(said: Said) -> str:
    """How long the whole of learning takes beside ALS alone, in processor time."""
    return ", ".join(f"{run['events']:,} events: {run['times_als_cpu']:.1f} times ALS alone" for run in said["sizes"])


def drawing(said: Said) -> str:
    """How fast pictures are chosen."""
    alone = f"{said['ratio_without_parsing']:.1f} x without its parsing"
    page = f"{said['places']:,} places in {said['page_ms']['p50']:.2f} ms"
    return f"{page}; {said['ratio']:.0f} x decisions a second, {alone}"


BENCHMARKS = {
    "quality": Beside(
        "EASE, EDLAE, implicit's ALS and BPR, item-kNN, popularity", "implicit",
        ("evaluate", "strong", "--ratings", MOVIELENS, "--seeds", "1"), quality,
    ),
    "artwork": Beside(
        "Vowpal Wabbit", "vowpalwabbit", ("bench", "artwork", "--items", "3000", "--pages", "100"),
        drawing,
    ),
    "ingest": Beside(
        "plain SQLite, one commit a batch", "sqlite3", ("bench", "ingest", "--events", "50000"),
        lambda said: f"{said['ratio']:.2f} x its events a second, with validation, ids and profiles",
    ),
    "learning": Beside("implicit's ALS", "implicit", ("bench", "learn", "--events", "100000"), learning),
}  # fmt: skip


def run(words: tuple[str, ...]) -> Said:
    """The JSON that a command prints."""
    started = [sys.executable, "-c", "from matinee.cli.main import main; main()", *words, "--json"]
    done = subprocess.run(started, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"matinee {' '.join(words)}: {done.stderr[-400:]}")
    found: Said = json.loads(done.stdout)
    return found


def main() -> None:
    """Run what can be run; a peer that is not installed is named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default=",".join(BENCHMARKS))
    asked.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "compare.json")
    given = asked.parse_args()
    kept: Said = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
    }
    for name in given.only.split(","):
        beside = BENCHMARKS[name]
        if importlib.util.find_spec(beside.package) is None:
            print(f"{name}: {beside.peer} is not installed; pip install 'matinee[bench]'")
            continue
        said = run(beside.words)
        kept[name] = {"command": f"matinee {' '.join(beside.words)}".replace(f"{ROOT}/", ""), "said": said}
        print(f"{name} beside {beside.peer}: {beside.line(said)}", flush=True)
    given.out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
