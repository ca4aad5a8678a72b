"""Effects of pictures: logged choices with their probabilities and what followed in; what the picture itself adds over
the item's default, apart from the recommendation, with intervals, or a refusal to say, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST: Final = 100
"""Impressions by chance of the default, and of other pictures, under which nothing is said."""
TOLD: Final = 10
"""Rewards other than nothing behind defaults, and behind other pictures, under which nothing is said: where nothing
came of anything, a difference of nothing is no finding."""
SURE: Final = 0.999
"""A choice of at least this probability says nothing of what another picture would have done."""
LEVER: Final = 0.9
"""The most that one impression is taken to have made of what its item's default is known by."""
Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Logged:
    """n impressions of items with more than one picture: member, item row, picture; whether it is the item's default;
    the probability of the choice; the reward."""

    who: Ints
    row: Ints
    picture: Ints
    default: Mask
    propensity: Floats
    reward: Floats

    def __len__(self) -> int:
        return len(self.who)

    def take(self, keep: Mask) -> Logged:
        """These lines only."""
        return Logged(*(getattr(self, name)[keep] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of mean rewards with its 95 % interval, from n impressions."""

    effect: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is said."""

    reason: str


def speaks(log: Logged) -> Refusal | None:
    """None where the log tells what other pictures would have done; else why not."""
    chance = log.propensity < SURE
    by_default, by_other = int((chance & log.default).sum()), int((chance & ~log.default).sum())
    came = log.reward != 0
    if min(by_default, by_other) >= LEAST:
        told = min(int((came & log.default).sum()), int((came & ~log.default).sum()))
        if told >= TOLD:
            return None
        return Refusal(f"something came of {told} impressions of defaults or of other pictures; {TOLD} are the least")
    return Refusal(
        f"{by_default} impressions of defaults and {by_other} of other pictures were chosen by chance; {LEAST} of each "
        "are the least: raise artwork.exploration and wait"
    )


def over_default(log: Logged) -> Effect | Refusal:
    """What choosing pictures adds over always showing each item's default, on the same recommendations.

    Within each item, the mean reward as served less the self-normalised inverse-propensity mean of its default; items
    in proportion to their impressions; clustered by member (Swaminathan and Joachims, 2015; Liang and Zeger, 1986).
    Weights are not clipped, which would draw the effect to nothing; what few heavy ones make counts with the spread
    that leaving them out would tell (MacKinnon and White, 1985).
    """
    refusal = speaks(log)
    if refusal is not None:
        return refusal
    log = log.take(np.isin(log.row, np.unique(log.row[log.default & (log.propensity < SURE)])))
    _, item = np.unique(log.row, return_inverse=True)
    n = np.bincount(item)
    weight = np.where(log.default, 1.0 / log.propensity, 0.0)
    total = np.bincount(item, weight)
    served = np.bincount(item, log.reward) / n
    default = np.bincount(item, weight * log.reward) / total
    alone = 1.0 - np.minimum(weight / total[item], LEVER)  # what an item's default rests on without this impression
    influence = (log.reward - served[item]) - weight * (n / total)[item] * (log.reward - default[item]) / alone
    effect = float((n * (served - default)).sum() / len(log))
    return _effect(effect, influence / len(log), log.who)


def contrast(log: Logged, one: Mask, other: Mask) -> Effect:
    """Mean reward of impressions `one` less that of `other`, each weighed by one over its probability."""
    weight = 1.0 / log.propensity
    influence, means = np.zeros(len(log)), []
    for mask, sign in ((one, 1.0), (other, -1.0)):
        total = float(weight[mask].sum())
        means.append(float((weight * log.reward)[mask].sum() / total))
        influence[mask] += sign * (weight * (log.reward - means[-1]))[mask] / total
    both = one | other
    found = _effect(means[0] - means[1], influence[both], log.who[both])
    return found


def _effect(effect: float, influence: Floats, who: Ints) -> Effect:
    _, member = np.unique(who, return_inverse=True)
    error = float(np.sqrt((np.bincount(member, influence) ** 2).sum()))
    return Effect(effect, effect - Z * error, effect + Z * error, len(who))


def within_items(log: Logged, has: Mask) -> Logged:
    """Impressions of items that showed by chance pictures with and without something; rewards less the item's mean."""
    chance = log.propensity < SURE
    both = np.intersect1d(log.row[chance & has], log.row[chance & ~has])
    kept = log.take(np.isin(log.row, both) & chance)
    if not len(kept):
        return kept
    _, item = np.unique(kept.row, return_inverse=True)
    weight = 1.0 / kept.propensity
    mean = np.bincount(item, weight * kept.reward) / np.bincount(item, weight)
    return Logged(kept.who, kept.row, kept.picture, kept.default, kept.propensity, kept.reward - mean[item])
