"""The true worth of pictures: members and items in, the chance of a quality play behind each out.

A quality play is an open followed by a play that is liked: opens x plays x liking, less for what bait promised.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match, sigmoid
from matinee.worlds.looking import open_odds, picture_odds
from matinee.worlds.members import mood_weights
from matinee.worlds.world import World


def picture_worth(
    world: World, who: Ints, item: Ints, at: NDArray[np.int64], device: NDArray[np.int8]
) -> Floats:  # fmt: skip
    """Chance (n, a) of a quality play of n members and items behind each picture, moods averaged by their chance."""
    members, a = world.truth.members, world.params.artwork.per_item
    weights = mood_weights(members, who, world.when(at, who), device)
    day = float((int(at.min()) - world.params.start_at) / DAY) if len(at) else 0.0
    worth = np.zeros((len(who), a), dtype=np.float32)
    for mood in range(weights.shape[1]):
        moods = np.full(len(who), mood, dtype=np.int32)
        for picture in range(a):
            pictures = np.full(len(who), picture, dtype=np.int32)
            worth[:, picture] += weights[:, mood] * quality_play(world, who, item, pictures, moods, day)
    return worth


def quality_play(world: World, who: Ints, item: Ints, picture: Ints, mood: Ints, day: float) -> Floats:
    """Chance (n,) that a picture, looked at in this mood, leads to a quality play."""
    matched = match(world, who, item[:, None], mood, day)
    liked = liking(world, who, item[:, None], matched)[:, 0]
    opens = sigmoid(
        open_odds(world, who, item, matched[:, 0], day) + picture_odds(world, who, mood, item, picture, day)
    )
    bait = world.truth.artworks.clickbait[item, picture]
    plays = sigmoid(5.0 * (np.maximum(liked, 0.6 * bait) - 0.25))
    kept = (1.0 - world.params.artwork.clickbait_loss) ** 2
    return np.asarray(opens * plays * liked * np.where(bait, kept, 1.0), dtype=np.float32)
