"""Training of the shallow net: sequences and a seed in, a scorer out; the same seed gives the same net."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.learning.linear import Sequences
from matinee.learning.sequential.net import Batch, Floats, Net, Rows, loss_and_gradients, new_net, tastes, windows_of
from matinee.learning.sequential.scorers import Scores

Events = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how hard a net is trained; lengths are chosen by counts, never by the clock."""

    n_factors: int = 64
    n_places: int = 15
    n_others: int = 1024  # items drawn against each batch
    batch: int = 1024
    most_moments: int = 6_000_000  # moments seen over all rounds
    most_rounds: int = 30
    rate: float = 2e-3
    dropout: float = 0.4
    item_dropout: float = 0.2
    ahead_decay: float = 0.5  # chance of learning from the item one further ahead
    most_ahead: int = 4


@dataclass(frozen=True, slots=True)
class NetScorer:
    """A trained net as a scorer: probabilities relative to the strongest item."""

    net: Net

    def __call__(self, sequences: Sequences) -> Scores:
        """Scores in (0, 1], (n, n_items); members without items are scored by popularity alone."""
        n_places = self.net.places.shape[0]
        windows = np.full((sequences.lengths.size, n_places), sequences.n_items, dtype=np.int32)
        there = sequences.lengths > 0
        windows[there] = windows_of(sequences, n_places)[sequences.offsets[1:][there] - 1]
        logits = tastes(self.net, windows) @ self.net.vectors[:-1].T + self.net.bias
        scores: Scores = np.exp(logits - logits.max(axis=1, keepdims=True))
        return scores


@dataclass(slots=True)
class Adam:
    """Adam (Kingma and Ba 2015) with beta2 of 0.98, as the transformers' papers use it."""

    mean: list[Floats]
    square: list[Floats]
    steps: int = 0

    def apply(self, parameters: list[Floats], gradients: list[Floats], rate: float) -> None:
        """Move the parameters in place."""
        self.steps += 1
        first, second = np.float32(1 - 0.9**self.steps), np.float32(1 - 0.98**self.steps)
        for value, slope, mean, square in zip(parameters, gradients, self.mean, self.square, strict=True):
            mean *= np.float32(0.9)
            mean += np.float32(0.1) * slope
            square *= np.float32(0.98)
            square += np.float32(0.02) * slope * slope
            value -= np.float32(rate) * (mean / first) / (np.sqrt(square / second) + np.float32(1e-8))


def train_net(sequences: Sequences, recipe: Recipe, seed: int) -> NetScorer:
    """Train on every moment that has a future, in several rounds, with a rate that rises first and then falls."""
    rng = np.random.default_rng(seed)
    net = new_net(sequences.n_items, recipe.n_factors, recipe.n_places, rng)
    adam = Adam([np.zeros_like(one) for one in net.parameters], [np.zeros_like(one) for one in net.parameters])
    windows = windows_of(sequences, recipe.n_places)
    ahead = np.repeat(sequences.lengths, sequences.lengths) - 1 - sequences.place()
    moments = np.flatnonzero(ahead > 0)
    rounds = _rounds(moments.size, recipe)
    total = rounds * -(-moments.size // recipe.batch)
    for _ in range(rounds):
        order = rng.permutation(moments)
        for start in range(0, order.size, recipe.batch):
            events = order[start : start + recipe.batch]
            rate = recipe.rate * min(1, (adam.steps + 1) / 200) * (1 - 0.9 * adam.steps / total)
            batch = _draw(sequences, windows, events, ahead[events], recipe, rng)
            adam.apply(net.parameters, loss_and_gradients(net, batch)[1], rate)
    return NetScorer(net)


def moments_seen(sequences: Sequences, recipe: Recipe) -> int:
    """How many moments a training looks at, over all rounds: what it costs."""
    moments = int(np.maximum(sequences.lengths - 1, 0).sum())
    return moments * _rounds(moments, recipe)


def _rounds(n_moments: int, recipe: Recipe) -> int:
    return min(recipe.most_rounds, max(1, recipe.most_moments // max(n_moments, 1)))


def _draw(
    sequences: Sequences, windows: Rows, events: Events, ahead: Events, recipe: Recipe, rng: np.random.Generator
) -> Batch:
    """A batch of the named events: some older items left out, the target some events ahead, others drawn anew."""
    further = rng.geometric(1 - recipe.ahead_decay, events.size)
    target = sequences.items[events + np.minimum(np.minimum(further, ahead), recipe.most_ahead)]
    before = windows[events]
    dropped = rng.random(before.shape, dtype=np.float32) < recipe.item_dropout
    dropped[:, 0] = False
    before[dropped] = sequences.n_items
    others = rng.choice(sequences.n_items, min(recipe.n_others, sequences.n_items), replace=False)
    shape = (events.size, recipe.n_factors)
    kept = [(rng.random(shape, dtype=np.float32) >= recipe.dropout).astype(np.float32) for _ in range(2)]
    share = np.float32(1 - recipe.dropout)
    return Batch(before, target, others.astype(np.int32), (kept[0] / share, kept[1] / share))
