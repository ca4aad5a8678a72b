"""Pictures: the one that fits is worth most, bait wins opens and is worth less than it seems."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.worlds.looking import picture_odds
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.pictures import picture_worth
from matinee.worlds.world import World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(with_sizes(preset("stream"), 150, 300), 9)


def test_bait_draws_more_opens_and_brings_fewer_quality_plays(world: World) -> None:
    rng = np.random.default_rng(1)
    who = rng.integers(0, 150, 4_000).astype(np.int32)
    item = rng.integers(0, world.truth.items.pages, 4_000).astype(np.int32)
    at = np.full(4_000, world.params.start_at)
    worth = picture_worth(world, who, item, at, np.zeros(4_000, dtype=np.int8))
    bait = world.truth.artworks.clickbait[item]
    mood = np.zeros(4_000, dtype=np.int32)
    odds = np.stack([picture_odds(world, who, mood, item, np.full(4_000, n), 0.0) for n in range(bait.shape[1])], 1)
    assert worth.min() >= 0 and worth.max() <= 1
    assert odds[bait].mean() > odds[~bait].mean()
    assert worth[bait].mean() < 0.7 * worth[~bait].mean()


def test_members_differ_in_which_picture_of_an_item_is_best_for_them(world: World) -> None:
    who = np.arange(150, dtype=np.int32)
    at, device = np.full(150, world.params.start_at), np.zeros(150, dtype=np.int8)
    items = [np.full(150, number, dtype=np.int32) for number in range(10)]
    best = [picture_worth(world, who, item, at, device).argmax(1) for item in items]
    assert np.mean([len(set(one.tolist())) for one in best]) > 1.5
    bait = [world.truth.artworks.clickbait[item[0], one].mean() for item, one in zip(items, best, strict=True)]
    assert np.mean(bait) < 0.1
