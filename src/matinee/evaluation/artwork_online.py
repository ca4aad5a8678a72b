"""Pictures online from nothing: a lab in; the regret of learning while choosing, beside Vowpal Wabbit's SquareCB on the
same looks, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import MissingExtra
from matinee.core.settings import ArtworkSettings
from matinee.evaluation.artwork_lab import PICTURES, Lab, Visits, draw_visits, follow
from matinee.learning.artwork.fit import Shown, fit
from matinee.picture.artwork.choose import chances_of
from matinee.picture.artwork.learned import Known, lay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[str], None]

FIRST: Final = 200
"""Impressions of the first learning; each later one comes when the log has grown by a quarter."""
GROWTH: Final = 1.25


def online(lab: Lab, n: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Both policies meet the same n looks, each followed by chance of the same seed.

    Raises:
        MissingExtra: Vowpal Wabbit is not installed.
    """
    visits = draw_visits(lab, n, seed + 21)
    worth, came = lab.worth(visits), _outcomes(lab, visits, seed)
    best, drawn = worth.max(axis=1), worth.mean(axis=1)
    tell("choosing")
    ours = best - np.take_along_axis(worth, choose_online(lab, visits, came, seed)[:, None], 1)[:, 0]
    tell("Vowpal Wabbit")
    theirs = best - np.take_along_axis(worth, square_cb(lab, visits, came[1], seed)[:, None], 1)[:, 0]
    at_random = float((best - drawn).sum())
    return {
        "impressions": n, "regret": float(ours.sum()), "vowpal_wabbit_regret": float(theirs.sum()),
        "random_regret": at_random, "beyond": float(ours.sum() / theirs.sum() - 1.0),
        "last_tenth_share": 1.0 - float(ours[-n // 10 :].sum() / (best - drawn)[-n // 10 :].sum()),
        "vowpal_wabbit_last_tenth_share": 1.0 - float(theirs[-n // 10 :].sum() / (best - drawn)[-n // 10 :].sum()),
    }  # fmt: skip


def _outcomes(lab: Lab, visits: Visits, seed: int) -> tuple[Floats, Floats]:
    """(n, 8) whether the item is taken up behind each picture, and the reward."""
    every = [follow(lab, visits, np.full(len(visits), k), seed + 31) for k in range(PICTURES)]
    return np.stack([took for took, _ in every], axis=1), np.stack([reward for _, reward in every], axis=1)


def choose_online(lab: Lab, visits: Visits, came: tuple[Floats, Floats], seed: int) -> Ints:
    """(n,) places chosen by the engine's own rule: nights of learning, exploration at its default in between."""
    rng, exploration = np.random.default_rng([seed, 5]), ArtworkSettings().exploration
    place, done, log = np.zeros(len(visits), np.int64), 0, []
    known: Known | None = None
    while done < len(visits):
        until = min(len(visits), max(FIRST, int(done * GROWTH)))
        now = Visits(*(getattr(visits, name)[done:until] for name in Visits.__slots__))
        logits, doubt = _told(lab, known, now)
        chances = chances_of(logits, doubt, exploration)
        place[done:until] = (np.cumsum(chances, axis=1) < rng.random((len(now), 1))).sum(axis=1).clip(0, PICTURES - 1)
        line = np.arange(done, until), place[done:until]
        log.append(lab.impressions(now, place[done:until], came[0][line], came[1][line]))
        whole = Shown(*(np.concatenate([getattr(part, name) for part in log]) for name in Shown.__slots__))
        known, done = lay(lab.view, fit(lab.view, whole, lab.basis)), until
    return place


def _told(lab: Lab, known: Known | None, now: Visits) -> tuple[Floats, Floats]:
    if known is None:
        return lab.shown_alone(now), np.zeros(1)
    numbers, length = lab.numbers[now.item], (lab.basis.tastes[now.who] ** 2).sum(axis=1)
    variances = known.spread[numbers]
    return lab.logits(known, now), np.sqrt(variances[..., 0] + length[:, None] * variances[..., 1])


def square_cb(lab: Lab, visits: Visits, rewards: Floats, seed: int) -> Ints:
    """(n,) places chosen by SquareCB, which learns from each reward at once; it sees the member's tastes, the item, the
    picture and its labels, and all pairs of them."""
    try:
        import vowpalwabbit
    except ImportError as error:
        raise MissingExtra.named("bench") from error
    model = vowpalwabbit.Workspace(f"--cb_explore_adf --squarecb --quiet -q ma -b 20 --random_seed {seed + 1}")
    rng, place = np.random.default_rng([seed, 6]), np.zeros(len(visits), np.int64)
    arms = [[_arm(lab, item, k) for k in range(PICTURES)] for item in range(len(lab.rows))]
    members = [
        "shared |m " + " ".join(f"t{axis}:{value:.3f}" for axis, value in enumerate(taste))
        for taste in lab.basis.tastes
    ]
    draws = rng.random(len(visits))
    for n in range(len(visits)):
        who, item = int(visits.who[n]), int(visits.item[n])
        lines = [members[who], *arms[item]]
        chances = np.asarray(model.predict(lines))
        k = int(np.searchsorted(np.cumsum(chances), draws[n] * chances.sum()).clip(0, PICTURES - 1))
        lines[1 + k] = f"0:{-rewards[n, k]:.4f}:{chances[k]:.5f} {lines[1 + k]}"
        model.learn(lines)
        place[n] = k
    model.finish()
    return place


def _arm(lab: Lab, item: int, k: int) -> str:
    number = int(lab.numbers[item, k])
    labels = " ".join(f"l{code}" for code in lab.view.code[number] if code < lab.view.n_labels)
    return f"|a p{number} i{item} {labels}"
