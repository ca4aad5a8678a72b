"""Simulated logs whose policies truly differ: a seed in, a log, the target's probabilities and the true value out."""

from __future__ import annotations

import msgspec
import numpy as np

from matinee.evaluation.off_policy_model import BanditLog, sigmoid
from matinee.verdict.experiments.intervals import Floats, Ints


class World(msgspec.Struct, frozen=True):
    """One simulated log, the target's probabilities (n, n_actions), and the target's true mean reward."""

    log: BanditLog
    target: Floats
    truth: float
    logged_truth: float


def _softmax(score: Floats) -> Floats:
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)


def _features(context: Floats, actions: Floats, rows: Ints, action: Ints) -> Floats:
    """Intercept, the item's own effect, the context and its meeting with the item: wrong by the hidden part."""
    chosen, here = actions[action], context[rows]
    own = np.eye(len(actions))[action]
    return np.column_stack([np.ones(len(rows)), own, here, chosen * here])


def simulate(seed: int, n_members: int = 3_000, kept: int = 3) -> World:
    """A log of members who each kept one draw for `kept` rounds; a new world, new policies for each seed.

    Rewards have a part that the reward model cannot see and an effect of the member's day, so rounds of one cluster are
    dependent. Logging explores a bad score softly, the target follows the true taste more or less sharply.
    """
    rng = np.random.default_rng(seed)
    n_actions, d, population = int(rng.integers(5, 16)), 4, 2_000
    actions = rng.normal(size=(n_actions, d))
    every = rng.normal(size=(population, d))
    taste = every @ actions.T / np.sqrt(d)
    hidden = np.abs(every[:, :1]) * rng.normal(size=n_actions) * 0.4
    base = rng.uniform(-4.0, -0.5)
    rate = sigmoid(base + 0.8 * taste + hidden + 0.4 * rng.normal(size=n_actions))
    wrong = rng.normal(size=taste.shape)
    explored = rng.uniform(0.05, 0.3)
    logging = (1 - explored) * _softmax(0.5 * taste + rng.uniform(0.3, 1.5) * wrong) + explored / n_actions
    sharp = _softmax(rng.uniform(1.0, 2.5) * (taste + hidden))
    soft = rng.uniform(0.0, 0.2)
    target = (1 - soft) * sharp + soft / n_actions
    who = rng.integers(0, population, n_members)
    drawn = (logging[who].cumsum(axis=1) > rng.random((n_members, 1))).argmax(axis=1)
    context, action = np.repeat(who, kept), np.repeat(drawn, kept).astype(np.int64)
    mood = np.repeat(rng.choice([-0.5, 0.5], n_members), kept)
    p = rate[context, action] * (1.0 + mood * (1.0 - rate[context, action]))
    reward = (rng.random(len(p)) < p).astype(np.float64)
    here = every[context]
    log = BanditLog(
        action,
        reward,
        logging[context, action],
        np.repeat(np.arange(n_members), kept),
        lambda rows, chosen: _features(here, actions, rows, chosen),
    )
    return World(
        log, target[context], float((target * rate).sum(axis=1).mean()), float((logging * rate).sum(axis=1).mean())
    )
