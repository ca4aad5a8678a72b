"""Buy again: baskets up to a week in, a linear model of what each household buys in the weeks to come out.

One logistic regression over pairs of household and product; labels are the purchases of the last weeks, features what
was known before them. A household that buys much would decide the fit alone, so each weighs as the inverse root of
what it bought.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.learning.basket.features import pair_features
from matinee.learning.basket.history import Baskets, Floats, Ints, among, bought_keys
from matinee.learning.basket.logistic import Logistic, fit_logistic

RIDGE = 10.0
"""Chosen, like weights and features, on weeks 16-27 of the Complete Journey: docs/decisions/0031-what-next.md."""


@dataclass(frozen=True)
class Ranked:
    """Candidates of all households (m,): rows of household and product, score, the higher the sooner."""

    household: Ints
    product: Ints
    score: Floats

    def best(self, k: int) -> Ranked:
        """The k best of each household, best first; equal scores keep their order."""
        order = np.lexsort((-self.score, self.household))
        who = self.household[order]
        begins = np.flatnonzero(np.append(True, who[1:] != who[:-1])) if len(who) else np.zeros(0, dtype=np.int64)
        place = np.arange(len(who)) - np.repeat(begins, np.diff(np.append(begins, len(who))))
        kept = order[place < k]
        return Ranked(self.household[kept], self.product[kept], self.score[kept])


def last_day(baskets: Baskets, week: int) -> float:
    """The day on which a week ends: of its last basket, or of the last one before."""
    return float(baskets.day[baskets.week <= week].max())


def fit_again(baskets: Baskets, week: int, weeks: int = 4) -> Logistic:
    """Learn from the weeks up to `week` what is bought within `weeks`.

    Raises:
        InvalidInput: fewer weeks than twice that, so that there is nothing to learn from.
    """
    before = week - weeks
    if not (baskets.week <= before).any() or not ((baskets.week > before) & (baskets.week <= week)).any():
        raise InvalidInput(f"no baskets before and after week {before}", "choose a later --until-week")
    pairs, features, _ = pair_features(baskets.until(before), last_day(baskets, before))
    bought = bought_keys(baskets, before, weeks)
    labels = among(pairs.household * baskets.n_products + pairs.product, bought)
    size = np.bincount(bought // baskets.n_products, minlength=baskets.n_households)[pairs.household]
    weights = np.where(size > 0, 1 / np.sqrt(np.maximum(size, 1)), 0.0)
    total = weights.sum()
    if not total or not labels.any():
        raise InvalidInput(f"nobody bought anything again in the weeks up to {week}", "choose a later --until-week")
    return fit_logistic(features, labels.astype(np.float64), weights * len(weights) / total, RIDGE)


def rank_again(model: Logistic, baskets: Baskets, week: int) -> Ranked:
    """All pairs bought up to a week with their log-odds of being bought in the weeks after."""
    pairs, features, _ = pair_features(baskets.until(week), last_day(baskets, week))
    return Ranked(pairs.household, pairs.product, model.log_odds(features))


def filled(ranked: Ranked, popular: Ints, households: Ints, k: int) -> Ranked:
    """The k best of each household, filled up with popular products where it has fewer of its own."""
    own = ranked.best(k)
    extra = Ranked(
        np.repeat(households, len(popular)),
        np.tile(popular, len(households)),
        np.tile(-1e6 - np.arange(len(popular), dtype=np.float64), len(households)),
    )
    new = ~np.isin(_keys(extra.household, extra.product), _keys(own.household, own.product))
    both = Ranked(
        np.concatenate([own.household, extra.household[new]]),
        np.concatenate([own.product, extra.product[new]]),
        np.concatenate([own.score, extra.score[new]]),
    )
    return both.best(k)


def _keys(household: Ints, product: Ints) -> NDArray[np.int64]:
    return household * 2**31 + product
