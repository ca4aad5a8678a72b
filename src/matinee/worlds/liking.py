"""True liking: members, items and moods in, a chance in [0, 1] out; no engine models it this way.

A member is several personas; the mood of a session picks one, and what the others like counts for less. The best
persona decides (a maximum, not a sum), over vectors that hold what no tag tells, turned by drift.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.worlds.items import Floats, Ints
from matinee.worlds.members import at_day, mood_weights
from matinee.worlds.world import World

PENALTY = np.float32(0.3)
"""What a persona out of mood loses of its match, times the world's `mood`."""


def moods(world: World, who: Ints, at: NDArray[np.int64], device: NDArray[np.int8], rng: np.random.Generator) -> Ints:
    """The persona (n,) that rules each session, drawn by daypart, weekday, holiday and device."""
    weights = mood_weights(world.truth.members, who, world.when(at, who), device)
    drawn = rng.random((len(who), 1), dtype=np.float32) * weights.sum(1, keepdims=True)
    place = (np.cumsum(weights, axis=1) < drawn).sum(1)
    return np.asarray(place.clip(0, weights.shape[1] - 1), dtype=np.int32)


def out_of_mood(world: World, mood: Ints) -> Floats:
    """(n, p): 0 for the persona in mood, what it loses for the others."""
    lost = np.full((len(mood), world.params.members.personas), PENALTY * world.params.context.mood, dtype=np.float32)
    lost[np.arange(len(mood)), mood] = 0
    return lost


def match(world: World, who: Ints, items: Ints, mood: Ints, day: float) -> Floats:
    """How well (n, k) items suit n members in their mood: the best persona's likeness, in [-1.3, 1]."""
    personas = at_day(world.truth.members, who, day)
    alike = world.truth.items.vectors[items] @ personas.transpose(0, 2, 1)
    return np.asarray((alike - out_of_mood(world, mood)[:, None, :]).max(-1), dtype=np.float32)


def liking(world: World, who: Ints, items: Ints, matched: Floats) -> Floats:
    """True liking (n, k) in [0, 1] of (n, k) items whose match is known."""
    told, truth = world.params.behaviour, world.truth.items
    odds = told.liking * (matched - np.float32(told.centre)) + truth.quality[items]
    odds = odds - 4.0 * (world.truth.members.child[who][:, None] & (truth.maturity[items] >= 16))
    return sigmoid(odds)


def sigmoid(odds: NDArray[np.floating]) -> Floats:
    """Log-odds -> chance."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float32)


def known_liking(world: World, who: Ints, day: float, weights: Floats | None = None) -> Floats:
    """True liking (n, pages) of everything that stands on pages, the mood averaged by `weights` (n, p) if given.

    This is what the oracle ranks by; it takes n x pages x personas floats, so ask for members in blocks.
    """
    told, truth, n = world.params.behaviour, world.truth, world.truth.items.pages
    personas = at_day(truth.members, who, day)
    alike = np.einsum("mpd,nd->mpn", personas, truth.items.vectors[:n], optimize=True)
    p = alike.shape[1]
    share = np.full((len(who), p), 1.0 / p, dtype=np.float32) if weights is None else weights
    lost, total = PENALTY * world.params.context.mood, np.zeros((len(who), n), dtype=np.float32)
    best = alike.max(1)
    child = 4.0 * (truth.members.child[who][:, None] & (truth.items.maturity[None, :n] >= 16))
    for mood in range(p):
        matched = np.maximum(alike[:, mood], best - lost)
        odds = told.liking * (matched - np.float32(told.centre)) + truth.items.quality[:n] - child
        total += share[:, mood, None] * sigmoid(odds)
    return total
