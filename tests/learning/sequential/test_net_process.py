"""Nets trained in processes of their own are the nets trained here."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.core.errors import StoreError
from matinee.learning.linear import Sequences
from matinee.learning.sequential import net_process
from matinee.learning.sequential.net_process import train_beside
from matinee.learning.sequential.net_training import Recipe, train_net

SEQUENCES = Sequences(np.arange(0, 401, 4), np.tile(np.arange(10, dtype=np.int32), 40), 10)
RECIPE = Recipe(n_factors=8, n_places=3, n_others=10, batch=64, most_moments=2000)


def test_small_data_is_not_worth_a_process() -> None:
    with train_beside(SEQUENCES, (RECIPE,), seed=5) as trainings:
        assert trainings is None


@pytest.mark.slow
def test_a_net_from_a_process_scores_as_the_same_seed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_process, "_WORTH_A_PROCESS", 0)
    with train_beside(SEQUENCES, (RECIPE, RECIPE), seed=5) as trainings:
        assert trainings is not None
        scorers = [training.scorer() for training in trainings]
    known = SEQUENCES.take(np.arange(20))
    for place, scorer in enumerate(scorers):
        np.testing.assert_allclose(scorer(known), train_net(SEQUENCES, RECIPE, 5 + place)(known), rtol=1e-4)


@pytest.mark.slow
def test_a_process_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_process, "_WORTH_A_PROCESS", 0)
    with train_beside(SEQUENCES, (RECIPE,), seed=5) as trainings:
        assert trainings is not None
        trainings[0].process.kill()
        with pytest.raises(StoreError, match="training a net"):
            trainings[0].scorer()
