"""Fitting: pictures that came into view and what followed in; what each does for which taste, with its doubt, out.

The reward is a take-up times what follows it. A logistic model tells who takes an item up (opens, plays, buys), in
which each picture has a logit of its own and one per taste over its item's mean, shrunk towards what it shows; beside
it each picture has what follows its take-ups over what is usual for these members and this item, which is little, or
less than nothing, behind a picture that promises what the item does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.learning.artwork.shrinking import diagonals, sums, variance
from matinee.picture.artwork.learned import LEAST_WORTH, PULL, Learned, looks, strangeness
from matinee.picture.artwork.view import ArtworkView

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS: Final = 3
WITHIN: Final = 30
"""Take-ups behind pictures with several under which the variance within pictures is not told."""
PROMISE: Final = np.array([0.0, -0.7])
"""What follows a picture that is like its item, and one that shows what the item does not hold, over what is usual,
before anything is known; SURE is what that is worth, in inverse variances."""
SURE: Final = np.array([1.0, 4.0])
USUAL: Final = 5.0
"""Take-ups that pull an item's, and a member's, share of take-ups to the mean."""


@dataclass(frozen=True, slots=True)
class Shown:
    """n pictures that came into view: member and picture (numbers), item row; draw: how much the picture draws the
    member, over its item's mean; took: 1 where the item was taken up; reward: of that, 0 where it was not; ripe: the
    share of take-ups that come by the age which the impression has."""

    who: Ints
    picture: Ints
    row: Ints
    draw: Floats
    took: Floats
    reward: Floats
    ripe: Floats

    def __len__(self) -> int:
        return len(self.who)

    def take(self, keep: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Shown:
        """These lines only."""
        return Shown(*(getattr(self, name)[keep] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Basis:
    """What tastes are told in: factors (items, k), the members' tastes (m, k), their centre and scale (k,)."""

    factors: NDArray[np.float32]
    tastes: Floats
    centre: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class _Codes:
    """Pictures and items that were shown, numbered from 0: ids (p,) in the view, owner (p,) item code; by line."""

    pictures: Ints
    picture: Ints
    item: Ints
    owner: Ints
    n_items: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """By line: (1, taste) (n, k + 1); the chance of a take-up whatever the picture; what follows one, mean 1."""

    with_one: Floats
    usual: Floats
    value: Floats


def fit(view: ArtworkView, shown: Shown, basis: Basis) -> Learned:
    """Fit to everything that was shown; an empty log gives a model that says nothing."""
    codes = _coded(shown)
    with_one = np.concatenate((np.ones((len(shown), 1)), basis.tastes[shown.who]), axis=1)
    places, likeness = looks(view, basis.factors)
    like = np.stack((likeness, strangeness(view)), axis=1)
    promise, worth, doubt, value = _worth(shown, codes, with_one, like[codes.pictures])
    ground = _Ground(with_one, usual_share(shown, codes.item, codes.n_items, with_one), value)
    told = _told(shown, with_one, places, like, basis.scale)
    pulls, logits = common(shown, ground, told)
    effect, spread = _own(shown, codes, ground, logits)
    spread[:, 0] += doubt
    return Learned(
        factors=basis.factors, centre=basis.centre, scale=basis.scale, pull=pulls[-1:],
        fit=np.concatenate((pulls[:1], promise[:1], pulls[3:-1] + pulls[2] * basis.scale)),
        strange=np.array([min(float(pulls[1]), 0.0), promise[1]]),  # what only opens speak for is not sought
        ids=np.array([view.ids[n] for n in codes.pictures], dtype=np.str_), effect=effect.astype(np.float32),
        worth=worth.astype(np.float32), spread=spread.astype(np.float32),
    )  # fmt: skip


def _coded(shown: Shown) -> _Codes:
    pictures, picture = np.unique(shown.picture, return_inverse=True)
    items, item = np.unique(shown.row, return_inverse=True)
    owner = np.zeros(len(pictures), np.int64)
    owner[picture] = item
    return _Codes(pictures, picture.astype(np.int64), item.astype(np.int64), owner, len(items))


def usual_share(shown: Shown, item: Ints, n_items: int, with_one: Floats) -> Floats:
    """(n,) the chance of a take-up whatever the picture: item x member x what the item is to the member's taste."""
    if not len(shown):
        return np.zeros(0)
    mean = max(float(shown.took.mean()), 1e-4)
    members, took = int(shown.who.max()) + 1, np.bincount(item, shown.took, n_items)
    by_item = (took + USUAL) / (np.bincount(item, shown.ripe, n_items) + USUAL / mean)
    usual = by_item[item] * shown.ripe
    usual = usual * _by_member(shown, members, usual)
    information, score = sums(item, n_items, with_one, usual, shown.took - usual)
    spread = variance(diagonals(information, slice(1, None)).ravel(), score[:, 1:].ravel())
    prior = np.diag([1.0, *[1.0 / spread] * (with_one.shape[1] - 1)])
    effects = np.linalg.solve(information + prior, score[..., None])[..., 0]
    usual = usual * np.clip(1.0 + (with_one * effects[item]).sum(axis=1), 0.2, 4.0)
    return np.asarray(np.clip(usual * _by_member(shown, members, usual), 1e-4, 0.9), np.float64)


def _by_member(shown: Shown, members: int, usual: Floats) -> Floats:
    took, expected = np.bincount(shown.who, shown.took, members), np.bincount(shown.who, usual, members)
    return np.asarray(((took + USUAL) / (expected + USUAL))[shown.who])


def _told(shown: Shown, with_one: Floats, places: Floats, like: Floats, scale: Floats) -> Floats:
    """(n, k + 4) what pictures tell before they are known: likeness, strangeness, taste by what is shown, axis by axis,
    the draw."""
    fits = with_one[:, 1:] * places[shown.picture]
    return np.concatenate((like[shown.picture], (fits @ scale)[:, None], fits, shown.draw[:, None]), axis=1)


def common(shown: Shown, ground: _Ground, told: Floats) -> tuple[Floats, Floats]:
    """Logits per unit of what all pictures tell, and the logits (n,) that come of them, after some Newton steps; a
    take-up counts as much as what usually follows it."""
    size = np.sqrt((told**2).mean(axis=0)) + 1e-9 if len(told) else np.ones(told.shape[1])
    told, base = told / size, np.log(ground.usual / (1.0 - ground.usual))
    pulls, pull = np.zeros(told.shape[1]), float(PULL * size[-1])
    pulls[-1] = pull
    for _ in range(STEPS):
        chance = _chance(base, told @ pulls)
        left, weight = ground.value * (shown.took - chance), ground.value * chance * (1.0 - chance)
        pulls = _step(told, left, weight, pulls, pull)
    return pulls / size, np.asarray(told @ pulls, np.float64)


def _own(shown: Shown, codes: _Codes, ground: _Ground, logits: Floats) -> tuple[Floats, Floats]:
    """Each picture's own logits (p, k + 1) after some Newton steps, and their variances (p + 1, 2)."""
    with_one, base = ground.with_one, np.log(ground.usual / (1.0 - ground.usual)) + logits
    p, q = len(codes.pictures), with_one.shape[1]
    effect, inverse, shrunk = np.zeros((p, q)), np.zeros((p, q, q)), (0.25, 0.02)
    for step in range(STEPS if p else 0):
        chance = _chance(base, (with_one * effect[codes.picture]).sum(axis=1))
        information, score = sums(codes.picture, p, with_one, chance * (1.0 - chance), shown.took - chance)
        score = _apart(information, score + np.einsum("pab,pb->pa", information, effect), codes)
        if step == 0:
            diagonal = diagonals(information, slice(None))
            shrunk = (
                variance(diagonal[:, 0], score[:, 0], 0.25), variance(diagonal[:, 1:].ravel(), score[:, 1:].ravel())
            )  # fmt: skip
        precision = np.diag([1.0 / shrunk[0], *[1.0 / shrunk[1]] * (q - 1)])
        inverse = np.asarray(np.linalg.inv(information + precision), np.float64)
        effect = np.einsum("pab,pb->pa", inverse, score)
    doubt = np.einsum("paa->pa", inverse)
    return effect, np.concatenate((np.stack((doubt[:, 0], doubt[:, 1:].mean(axis=1)), axis=1), [shrunk]))


def _chance(base: Floats, logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-(base + np.clip(logits, -4.0, 4.0)))))


def _step(told: Floats, left: Floats, weight: Floats, now: Floats, pull: float) -> Floats:
    """One Newton step for what all pictures have in common; the draw's prior lies at `pull`, the others' at nothing."""
    information, score = (told * weight[:, None]).T @ told, told.T @ left
    score = score + information @ now
    precision = np.ones(len(score))
    precision[3:-1] = 1.0 / variance(np.diag(information)[3:-1], score[3:-1])
    precision[-1] = 1.0 / max(pull, 1e-3) ** 2
    score[-1] += precision[-1] * pull
    return np.asarray(np.linalg.solve(information + np.diag(precision), score), np.float64)


def _apart(information: Floats, score: Floats, codes: _Codes) -> Floats:
    """Scores of pictures with what all pictures of their item have in common taken out."""
    q = score.shape[1]
    of_item = np.zeros((codes.n_items, q, q)), np.zeros((codes.n_items, q))
    np.add.at(of_item[0], codes.owner, information)
    np.add.at(of_item[1], codes.owner, score)
    common = np.linalg.solve(of_item[0] + 1e-3 * np.eye(q), of_item[1][..., None])[..., 0]
    return np.asarray(score - np.einsum("pab,pb->pa", information, common[codes.owner]))


def _worth(shown: Shown, codes: _Codes, with_one: Floats, like: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """What follows take-ups, over what is usual: (2,) how much more where a picture is like its item and where it shows
    what the item does not hold (p, 2); (p,) log of the ratio of each picture, shrunk towards that; (p + 1,) its
    variance, the last of pictures never shown."""
    p, taken = len(codes.pictures), shown.took > 0
    if not taken.any():
        return PROMISE, np.zeros(p), np.full(p + 1, 0.25), np.ones(len(shown))
    picture, reward = codes.picture[taken], shown.reward[taken]
    value, noise = _expected(with_one, codes, taken, reward)
    expected = value[taken]
    usual, n = np.bincount(picture, expected, p), np.bincount(picture, minlength=p)
    noise = _within(picture, reward, noise)
    known = usual**2 / np.maximum(noise * n, 1e-9)
    more = (np.bincount(picture, reward, p) - usual) * usual / np.maximum(noise * n, 1e-9)
    promise = np.linalg.solve((like.T * known) @ like + np.diag(SURE), like.T @ more + SURE * PROMISE)
    foreseen = like @ promise
    spread = variance(known, more - known * foreseen, 0.25)
    doubt = 1.0 / (known + 1.0 / spread)
    ratio = np.maximum(1.0 + foreseen + (more - known * foreseen) * doubt, LEAST_WORTH)
    return promise, np.log(ratio), np.append(doubt / np.maximum(ratio, 0.25) ** 2, spread), value / value.mean()


def _within(picture: Ints, reward: Floats, otherwise: float) -> float:
    """The variance of rewards behind one and the same picture: what pictures differ by must not count as noise."""
    n = np.bincount(picture)
    left = len(reward) - int((n > 0).sum())
    if left < WITHIN:
        return otherwise
    means = np.bincount(picture, reward) / np.maximum(n, 1)
    return max(float(((reward - means[picture]) ** 2).sum() / left), 1e-6)


def _expected(with_one: Floats, codes: _Codes, taken: NDArray[np.bool_], reward: Floats) -> tuple[Floats, float]:
    """(n,) the reward that these members usually have of these items once taken up, above nothing; its variance."""
    mean, noise = float(reward.mean()), max(float(reward.var()), 1e-6)
    information, score = sums(codes.item[taken], codes.n_items, with_one[taken], np.ones(len(reward)), reward - mean)
    diagonal = diagonals(information, slice(None)) / noise
    spread = [
        variance(diagonal[:, part].ravel(), score[:, part].ravel() / noise) for part in (slice(1), slice(1, None))
    ]
    prior = noise * np.diag([1.0 / spread[0], *[1.0 / spread[1]] * (with_one.shape[1] - 1)])
    effects = np.linalg.solve(information + prior, score[..., None])[..., 0]
    least = LEAST_WORTH * max(mean, LEAST_WORTH)
    return np.clip(mean + (with_one * effects[codes.item]).sum(axis=1), least, 2.0), noise
