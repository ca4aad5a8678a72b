"""False alarms of watched experiments, their power, what interleaving saves; the first argument is how many runs."""

from __future__ import annotations

import sys

from matinee.evaluation.interleaving import compare_needs
from matinee.evaluation.watching import alarms


def main() -> None:
    """Print the three tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for lift in (0.0, 0.1, 0.2):
        found = alarms(runs, 100, 2_000, lift, seed=1)
        print(
            f"lift {lift:.0%}: {found.runs} runs, {found.looks} looks: sequence {found.watched:.3f}, "
            f"Welch at each look {found.plain:.3f}, mean stop at {found.n_looked:.0f} of 2,000 members an arm"
        )
    for better in (1.5, 2.0, 4.0):
        needs = compare_needs(20 * runs, better, seed=2)
        print(
            f"B {better:g} times as clear: plays a page {needs.mean_first:.3f} and {needs.mean_second:.3f}; needed: "
            f"A/B {needs.ab:.0f}, interleaving {needs.interleaved:.0f} ({needs.fewer:.0f} times fewer)"
        )


if __name__ == "__main__":
    main()
