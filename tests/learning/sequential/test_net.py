"""The shallow net: its gradients against differences, and what a seed promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matinee.learning.linear import Sequences
from matinee.learning.sequential.net import Batch, Net, loss_and_gradients, new_net, windows_of
from matinee.learning.sequential.net_training import Recipe, train_net

NAMES = ["vectors", "bias", "places", "inner", "offset", "outer", "gain"]


def _setting() -> tuple[Net, Batch]:
    rng = np.random.default_rng(4)
    net = new_net(20, 6, 3, rng)
    net = Net(*(part.astype(np.float64) for part in net.parameters))  # type: ignore[arg-type]
    windows = rng.integers(0, 21, (8, 3)).astype(np.int32)
    dropout = (rng.integers(0, 2, (8, 6)) * 2.0, rng.integers(0, 2, (8, 6)) * 2.0)
    others = rng.permutation(20)[:12].astype(np.int32)
    return net, Batch(windows, rng.integers(0, 20, 8).astype(np.int32), others, dropout)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", range(7), ids=NAMES)
def test_each_gradient_is_the_slope_of_the_loss(place: int) -> None:
    net, batch = _setting()
    gradient = loss_and_gradients(net, batch)[1][place]
    rng, part = np.random.default_rng(place), net.parameters[place]
    direction = rng.standard_normal(part.shape)
    if place == 0:
        direction[-1] = 0
    step = 1e-6
    ahead, behind = (
        loss_and_gradients(replace(net, **{NAMES[place]: part + sign * step * direction}), batch)[0] for sign in (1, -1)
    )
    assert (gradient * direction).sum() == pytest.approx((ahead - behind) / (2 * step), rel=2e-4, abs=1e-7)


def test_gradients_of_a_single_precision_net_stay_single() -> None:
    net, batch = _setting()
    small = Net(*(part.astype(np.float32) for part in net.parameters))
    factors = (batch.dropout[0].astype(np.float32), batch.dropout[1].astype(np.float32))
    assert {slope.dtype for slope in loss_and_gradients(small, batch._replace(dropout=factors))[1]} == {
        np.dtype(np.float32)
    }


def test_windows_hold_the_newest_items_first_and_never_reach_into_another_member() -> None:
    sequences = Sequences(np.array([0, 3, 5]), np.array([4, 5, 6, 7, 8], dtype=np.int32), 9)
    expected = [[4, 9, 9], [5, 4, 9], [6, 5, 4], [7, 9, 9], [8, 7, 9]]
    np.testing.assert_array_equal(windows_of(sequences, 3), expected)


def test_a_net_learns_a_cycle_and_the_same_seed_gives_the_same_net() -> None:
    starts = np.random.default_rng(0).integers(0, 12, 200)
    items = ((starts[:, None] + np.arange(6)) % 12).ravel().astype(np.int32)
    sequences = Sequences(np.arange(0, 1201, 6), items, 12)
    recipe = Recipe(n_factors=16, n_places=4, n_others=12, batch=64, most_moments=30_000, rate=0.02, ahead_decay=0.05)
    scorer = train_net(sequences, recipe, seed=1)
    known = Sequences(np.array([0, 2, 3]), np.array([3, 4, 11], dtype=np.int32), 12)
    np.testing.assert_array_equal(scorer(known).argmax(axis=1), [5, 0])
    np.testing.assert_array_equal(scorer(known), train_net(sequences, recipe, seed=1)(known))
