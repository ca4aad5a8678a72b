"""Repeat-purchase models beside the package `lifetimes`: a file of purchases in, fit times and parameters of both out.

    python benchmarks/repeat.py FILE [--until 1997-09-30] [--rounds 5]

Both fit the same histories in one process, in turn; the figure is the median of the rounds after a warm-up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matinee.evaluation.repeat import read_file
from matinee.learning.repeat.geometric import fit_geometric
from matinee.learning.repeat.histories import histories
from matinee.learning.repeat.ours import fit_returning
from matinee.learning.repeat.pareto import fit_pareto


def timed(fit: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one call, and what it gave."""
    begin = time.perf_counter()
    fitted = fit()
    return time.perf_counter() - begin, fitted


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--until", default="1997-09-30")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

    known = histories(read_file(asked.file)[0], dt.date.fromisoformat(asked.until).toordinal())
    columns = (known.repeats, known.last, known.age)
    pairs = {
        "BG/NBD": (lambda: fit_geometric(known), lambda: BetaGeoFitter().fit(*columns)),
        "MBG/NBD": (lambda: fit_geometric(known, modified=True), lambda: ModifiedBetaGeoFitter().fit(*columns)),
        "Pareto/NBD": (lambda: fit_pareto(known), lambda: ParetoNBDFitter().fit(*columns)),
    }
    models = {}
    for name, (ours, theirs) in pairs.items():
        rounds = [(timed(ours), timed(theirs)) for _ in range(asked.rounds + 1)][1:]
        mine, other = (statistics.median(each[side][0] for each in rounds) for side in (0, 1))
        fitted, peer = rounds[-1][0][1], rounds[-1][1][1]
        models[name] = {"seconds": mine, "lifetimes_seconds": other, "times_faster": other / mine}
        models[name] |= {"parameters": fitted.parameters, "lifetimes_parameters": dict(peer.params_)}
    own = statistics.median(timed(lambda: fit_returning(known))[0] for _ in range(asked.rounds))
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    print(json.dumps({"customers": len(known), "machine": machine, "models": models, "ours_seconds": own}, indent=1))


if __name__ == "__main__":
    main()
