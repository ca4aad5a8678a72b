"""Assignment: stable, even, independent between experiments."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.assignment import Arm, Experiment, assign, assign_all, place
from matinee.verdict.experiments.sample_ratio import is_broken, sample_ratio_p

MEMBERS = [str(n) for n in range(20_000)]


def experiment(salt: str, *shares: float) -> Experiment:
    arms = tuple(Arm(name=f"arm-{n}", share=share) for n, share in enumerate(shares))
    return Experiment(experiment="e", salt=salt, arms=arms, metric="plays")


def test_arms_get_their_shares_and_the_rest_stays_outside():
    found = assign_all(experiment("a", 0.3, 0.5), MEMBERS)
    counts = [found.count(name) for name in ("arm-0", "arm-1", "")]
    assert sample_ratio_p(counts, [0.3, 0.5, 0.2]) > 0.001


def test_a_member_keeps_the_arm_and_another_salt_is_independent_of_it():
    one, other = experiment("a", 0.5, 0.5), experiment("b", 0.5, 0.5)
    assert assign_all(one, MEMBERS) == assign_all(one, MEMBERS)
    together = np.corrcoef([place("a", m) for m in MEMBERS], [place("b", m) for m in MEMBERS])[0, 1]
    assert abs(together) < 0.03
    both = sum(assign(one, m) == assign(other, m) for m in MEMBERS)
    assert abs(both / len(MEMBERS) - 0.5) < 0.02


def test_a_members_place_is_fixed_for_ever():
    assert place("rows-1", "17") == pytest.approx(0.796157815739133)


def test_growing_an_arm_moves_only_members_from_outside_into_it():
    small, large = experiment("a", 0.1, 0.1), experiment("a", 0.1, 0.3)
    moved = [(assign(small, m), assign(large, m)) for m in MEMBERS if assign(small, m) != assign(large, m)]
    assert moved
    assert set(moved) == {("", "arm-1")}


@pytest.mark.parametrize("shares", [(0.5,), (0.6, 0.6), (0.5, 0.0)])
def test_arms_that_cannot_be_are_refused(shares):
    with pytest.raises(InvalidInput):
        experiment("a", *shares)


def test_the_books_broken_split_is_found_and_a_fair_one_is_not():
    assert sample_ratio_p([821_588, 815_482], [0.5, 0.5]) == pytest.approx(1.8e-6, rel=0.02)
    assert is_broken([821_588, 815_482], [0.5, 0.5])
    assert not is_broken([50_100, 49_900], [0.5, 0.5])
    assert sample_ratio_p([0, 0], [0.5, 0.5]) == 1.0
