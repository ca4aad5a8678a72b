"""What members see of their pages and open: pages in, slots looked at and the chance of opening each out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.faults import broken_pictures, failing
from matinee.worlds.items import Floats, Ints
from matinee.worlds.liking import liking, match, out_of_mood, sigmoid
from matinee.worlds.members import at_day
from matinee.worlds.policy import Pages
from matinee.worlds.sessions import Sessions
from matinee.worlds.state import LoopState
from matinee.worlds.world import World

MOST_TIRED = 6
"""Showings in vain after which a thing tires no further."""

SEEN_BEFORE = np.float32(3.0)
"""Log-odds of opening that a thing loses once it was played, for who never goes back."""


@dataclass(frozen=True, slots=True)
class Looked:
    """k slots that were looked at, in the order in which the eye goes: of which session, where, what, how good."""

    of: NDArray[np.int64]  # (k,) place of the session
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    item: Ints
    artwork: Ints
    liked: Floats  # true liking, before any disappointment
    chance: Floats  # of being opened

    def take(self, where: NDArray[np.integer] | NDArray[np.bool_]) -> Looked:
        """The slots at these places."""
        names = ("of", "row", "column", "item", "artwork", "liked", "chance")
        return Looked(*(getattr(self, name)[where] for name in names))


def look(
    world: World, state: LoopState, sessions: Sessions, pages: Pages, day: int, rng: np.random.Generator
) -> Looked:
    """Which slots are looked at, by the planted attention, and how likely each is opened then."""
    n, rows, columns = pages.items.shape
    curves = np.stack([world.attention(device, rows, columns) for device in range(4)])
    chance = curves[sessions.device] * world.truth.members.patience[sessions.who, None, None]
    seen = (rng.random((n, rows, columns), dtype=np.float32) < chance) & (pages.items >= 0)
    seen &= world.truth.items.added_day[pages.items] <= day
    of, row, column = np.nonzero(seen)
    item = pages.items[of, row, column]
    artwork = np.zeros(len(of), dtype=np.int16) if pages.artworks is None else pages.artworks[of, row, column]
    artwork = np.where(artwork < 0, 0, artwork)
    who, mood = sessions.who[of], sessions.mood[of]
    matched = match(world, who, item[:, None], mood, float(day))
    liked = liking(world, who, item[:, None], matched)[:, 0]
    odds = open_odds(world, who, item, matched[:, 0], day)
    odds = odds + picture_odds(world, who, mood, item, artwork, day)
    odds = odds - broken_pictures(world, item, day) - tired(world, state, who, item)
    odds = odds + world.params.behaviour.blur * rng.standard_normal(len(of), dtype=np.float32)
    left = failing(world, item, day)
    return Looked(of, row, column, item, artwork, liked * left, sigmoid(odds) * left)


def open_odds(world: World, who: Ints, item: Ints, matched: Floats, day: float) -> Floats:
    """Log-odds (n,) of opening for taste, hype, season and the member's readiness; without picture or fatigue."""
    told, items = world.params.behaviour, world.truth.items
    season = 1.5 * (float(world.season(float(day))) - 1.0) * items.seasonal[item]
    repute = 0.6 * items.hype[item] + 0.5 * items.quality[item]  # what is said of it: half of it true
    odds = told.opens + told.taste * (matched - told.centre) + repute + season
    return np.asarray(odds + world.truth.members.mood[who], dtype=np.float32)


def picture_odds(world: World, who: Ints, mood: Ints, item: Ints, artwork: Ints, day: float) -> Floats:
    """Log-odds (n,) that a picture adds: what it shows x the member's taste; bait draws anybody."""
    told, art = world.params.artwork, world.truth.artworks
    vectors = art.vectors[item, artwork]
    alike = np.einsum("npd,nd->np", at_day(world.truth.members, who, day), vectors)
    fits = (alike - out_of_mood(world, mood)).max(1)
    odds = told.strength * (2.5 * (fits - 0.3) + art.appeal[item, artwork])
    return np.asarray(odds + told.clickbait_opens * art.clickbait[item, artwork], dtype=np.float32)


def tired(world: World, state: LoopState, who: Ints, item: Ints) -> Floats:
    """Log-odds (n,) lost for having been shown in vain, or played already."""
    members = world.truth.members
    again = state.played[who, item] & (world.truth.items.episodes[item] == 0)
    lost = world.params.behaviour.fatigue * members.repetition[who] * np.minimum(state.shown[who, item], MOST_TIRED)
    return np.asarray(lost + SEEN_BEFORE * (1.0 - members.rewatch[who]) * again, dtype=np.float32)
