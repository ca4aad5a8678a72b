"""A server under a mix of pages, events and searches: errors, times and memory over minutes, as one JSON object.

    python benchmarks/load.py HOME --minutes 20 --rate 250 --processes 2

HOME is one that 'matinee bench live --home HOME' made. The load comes from wrk (Debian's package), over loopback.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from matinee.evaluation.ingest_speed import free_port, wait_for

HERE = Path(__file__).parent


def resident(pid: int) -> int:
    """Bytes in memory of a process and its children, what they share counted once each (PSS)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rolls = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (str(pid), *children)]
    return sum(1024 * int(re.search(r"^Pss:\s+(\d+)", roll, re.M)[1]) for roll in rolls)  # type: ignore[index]


def main() -> None:
    """Serve, load, watch, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--rate", type=int, default=250)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=60_000)
    given = parser.parse_args()
    port = free_port()
    command = [sys.executable, "-c", "from matinee.cli.main import main; main()", "serve", "--home", str(given.home)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--processes", str(given.processes)], stdout=subprocess.DEVNULL
    )
    try:
        wait_for(server, port)
        pause = 1000 * given.connections / given.rate
        load = subprocess.Popen(
            ["wrk", "-t2", f"-c{given.connections}", f"-d{given.minutes * 60:.0f}s", "--latency", "--timeout", "10s",
             "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{port}", "--",
             str(given.members), str(given.items), f"{pause:.0f}"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        memory = []
        while load.poll() is None:
            time.sleep(5)
            memory.append(resident(server.pid))
        print(json.dumps(told(load.stdout.read(), memory, given)))  # type: ignore[union-attr]
    finally:
        server.terminate()
        server.wait(60)


def told(said: str, memory: list[int], given: argparse.Namespace) -> dict[str, object]:
    """What wrk said, and how memory went: the mean of the last tenth over that after the first fifth (warm-up)."""

    def number(pattern: str) -> float:
        found = re.search(pattern, said)
        return float(found[1]) if found else 0.0

    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    quantiles = {f"p{p}_ms": float(n) * unit[u] for p, n, u in re.findall(r"(50|90|99)%\s+([\d.]+)(us|ms|s)", said)}
    tenth, warm = max(1, len(memory) // 10), len(memory) // 5
    start, end = sum(memory[warm : warm + tenth]) / tenth, sum(memory[-tenth:]) / tenth
    return {
        "minutes": given.minutes, "asked_per_second": given.rate, "requests": int(number(r"(\d+) requests in")),
        "requests_per_second": number(r"Requests/sec:\s+([\d.]+)"),
        "errors": int(number(r"Non-2xx or 3xx responses: (\d+)")),
        "socket_errors": re.findall(r"Socket errors: (.*)", said), **quantiles,
        "memory_mb": round(end / 2**20), "memory_growth_share": round(end / start - 1.0, 4),
    }  # fmt: skip


if __name__ == "__main__":
    main()
