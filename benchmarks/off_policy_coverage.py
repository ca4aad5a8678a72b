"""Coverage, bias and error of the off-policy estimators over simulated logs; the first argument is how many."""

from __future__ import annotations

import sys
import time

from matinee.evaluation.off_policy_coverage import coverage


def main() -> None:
    """Print one line an estimator; the first argument is the number of logs, the second the first seed."""
    n_logs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    began = time.perf_counter()
    found = coverage(range(first, first + n_logs))
    sizes = ", ".join(f"{size:.0f}" for size in found["effective_sample_size"])
    print(f"{n_logs} logs from seed {first} in {time.perf_counter() - began:.0f} s; effective samples {sizes}")
    print(f"{'estimator':10} {'covered':>8} {'below':>7} {'above':>7} {'bias':>9} {'rmse':>8} {'width':>8}")
    for name, line in found["estimators"].items():
        print(
            f"{name:10} {line['covered']:8.4f} {line['missed_below']:7.4f} {line['missed_above']:7.4f} "
            f"{line['bias']:+9.5f} {line['rmse']:8.5f} {line['width']:8.5f}"
        )
    print(f"chosen: {found['chosen']['counts']}, rmse {found['chosen']['rmse']:.5f}")


if __name__ == "__main__":
    main()
