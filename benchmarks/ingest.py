"""How fast events become durable on this machine: python benchmarks/ingest.py [EVENTS]; one JSON object out."""

from __future__ import annotations

import json
import sys

from matinee.evaluation.ingest_speed import measure

if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000), indent=1))
