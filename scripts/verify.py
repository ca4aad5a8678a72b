"""What the full tests said in; docs/targets.d/verify.md out: how often each test passed and failed, when and where.

python scripts/verify.py build/verify.xml
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

PAGE = Path(__file__).resolve().parents[1] / "docs" / "targets.d" / "verify.md"
OUTCOMES = {"failure": "failed", "error": "failed", "skipped": "skipped"}


def machine() -> str:
    """The processor's model and how many cores this process may use."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model or platform.processor() or platform.machine()}, {cores} cores"


def counts(report: Path) -> dict[str, Counter[str]]:
    """Test (its cases together) -> how many cases passed, failed and were skipped, from a report in JUnit's XML."""
    found: dict[str, Counter[str]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').split('[')[0]}"
        outcome = next((OUTCOMES[part.tag] for part in case if part.tag in OUTCOMES), "passed")
        found.setdefault(name, Counter())[outcome] += 1
    return found


def rows(report: Path) -> list[str]:
    """A table row a test, in the order of the names."""
    began = next((suite.get("timestamp", "") for suite in ElementTree.parse(report).iter("testsuite")), "")
    day, where = began[:10] or dt.datetime.now(dt.UTC).date().isoformat(), machine()
    lines = []
    for name, told in sorted(counts(report).items()):
        said = f"{told['passed']} passed, {told['failed']} failed"
        said += f", {told['skipped']} skipped" if told["skipped"] else ""
        lines.append(f"| {name} | `make verify` | {said} ({where}) | {day} |")
    return lines


def main() -> int:
    """Write the page; 1 where the report holds no test."""
    lines = rows(Path(sys.argv[1]))
    if not lines:
        print(f"{sys.argv[1]} holds no test", file=sys.stderr)
        return 1
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"wrote {len(lines)} rows to {PAGE.relative_to(PAGE.parents[2])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
