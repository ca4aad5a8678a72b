"""What the picture itself adds: sign and interval where it was planted, silence without exploration."""

import numpy as np

from matinee.learning.artwork.effect import Effect, Logged, Refusal, contrast, over_default, within_items

ITEMS, PICTURES = 20, 4


def log_of(n, seed, lift=0.1, exploration=0.4):
    """The default earns .2 + what item and member bring; picture 1, which is preferred, earns `lift` more."""
    rng = np.random.default_rng(seed)
    who, row = rng.integers(0, 300, n), rng.integers(0, ITEMS, n)
    picture = np.where(rng.random(n) < exploration, rng.integers(0, PICTURES, n), 1)
    chance = np.where(picture == 1, 1 - exploration + exploration / PICTURES, exploration / PICTURES)
    base = 0.2 + 0.3 * (row % 5 == 0) + 0.1 * (who % 7 == 0)
    reward = (rng.random(n) < base + lift * (picture == 1)).astype(float)
    return Logged(who, row, row * PICTURES + picture, picture == 0, chance, reward)


def test_the_effect_over_the_default_is_recovered_with_its_sign_and_95_percent_intervals_hold_it():
    share_of_first = 0.6 + 0.4 / PICTURES
    for lift in (0.1, -0.1):
        found = [over_default(log_of(6_000, seed, lift)) for seed in range(60)]
        held = [one.low <= lift * share_of_first <= one.high for one in found if isinstance(one, Effect)]
        assert len(held) == 60 and np.mean(held) > 0.87
        assert all(np.sign(one.effect) == np.sign(lift) for one in found)


def test_items_that_are_recommended_better_do_not_count_for_the_picture():
    log = log_of(20_000, 4, lift=0.0)
    better = np.where(log.picture % PICTURES == 1, log.row % 5 == 0, log.row % 5 > 0)
    found = over_default(log.take(better | (np.random.default_rng(1).random(len(log)) < 0.3)))
    assert isinstance(found, Effect) and found.low < 0 < found.high


def test_without_exploration_nothing_is_said():
    found = over_default(log_of(20_000, 1, exploration=0.0))
    assert isinstance(found, Refusal) and "exploration" in found.reason


def test_a_property_that_helps_is_told_apart_from_the_items_that_carry_it():
    log = log_of(40_000, 9)
    has = log.picture % PICTURES == 1
    kept = within_items(log, has)
    found = contrast(kept, kept.picture % PICTURES == 1, kept.picture % PICTURES != 1)
    assert found.low > 0 and abs(found.effect - 0.1) < 0.04


def test_where_nothing_came_of_anything_nothing_is_said():
    log = log_of(6_000, 2)
    found = over_default(Logged(log.who, log.row, log.picture, log.default, log.propensity, np.zeros(len(log))))
    assert isinstance(found, Refusal) and "least" in found.reason
