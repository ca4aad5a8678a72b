"""Models for strong generalisation: training ratings and a setting in; a function from known ratings to scores out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear.dual import fit_dual
from matinee.learning.linear.grades import graded, liked

Scores = NDArray[np.float32]
Fitted = Callable[[sparse.csr_matrix], Scores]
Setting = dict[str, float]


@dataclass(frozen=True, slots=True)
class Family:
    """A model with the settings among which the validation members choose."""

    name: str
    fit: Callable[[sparse.csr_matrix, Setting, int], Fitted]  # training stars, setting, seed
    settings: tuple[Setting, ...]


def grid(**values: Iterable[float]) -> tuple[Setting, ...]:
    """All combinations of the named values."""
    return tuple(dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))


def _popularity(train: sparse.csr_matrix, setting: Setting, seed: int) -> Fitted:
    likes = np.asarray(liked(train).sum(axis=0), dtype=np.float32)
    return lambda known: np.repeat(likes, known.shape[0], axis=0)


def _edlae(train: sparse.csr_matrix, setting: Setting, seed: int) -> Fitted:
    """EDLAE on liked items; without dropout it is EASE."""
    weights = fit_dual(liked(train), liked(train), setting.get("dropout", 0.0), setting["l2"])
    return lambda known: weights.score(liked(known))


def _graded(train: sparse.csr_matrix, setting: Setting, seed: int) -> Fitted:
    """The same closed form from grades to grades: dislikes teach too."""
    grades = graded(train, setting["level"], setting["slope"])
    weights = fit_dual(grades, grades, setting["dropout"], setting["l2"])
    return lambda known: weights.score(graded(known, setting["level"], setting["slope"]))


_L2 = (20.0, 50.0, 100.0, 200.0, 400.0)
OURS = Family("graded EDLAE", _graded, grid(level=(0.6, 0.8, 1.0), slope=(0.2, 0.4), dropout=(0.0, 0.3), l2=_L2[1:4]))
OTHERS = (
    Family("popularity", _popularity, ({},)),
    Family("EASE", _edlae, grid(l2=_L2)),
    Family("EDLAE", _edlae, grid(dropout=(0.1, 0.3, 0.5, 0.7), l2=_L2)),
)


def implicit_families() -> tuple[Family, ...]:
    """ALS and BPR of the library ``implicit``; none where it is not installed (the extra ``bench``)."""
    try:
        from implicit.bpr import BayesianPersonalizedRanking
        from implicit.cpu.als import AlternatingLeastSquares
    except ImportError:
        return ()

    def als(train: sparse.csr_matrix, setting: Setting, seed: int) -> Fitted:
        model = AlternatingLeastSquares(
            factors=int(setting["factors"]),
            regularization=setting["l2"],
            alpha=setting["alpha"],
            random_state=seed,
            num_threads=1,
        )
        model.fit(liked(train), show_progress=False)
        return _folded_in(model, setting)

    def bpr(train: sparse.csr_matrix, setting: Setting, seed: int) -> Fitted:
        model = BayesianPersonalizedRanking(
            factors=int(setting["factors"]), regularization=setting["l2"], random_state=seed, num_threads=1
        )
        model.fit(liked(train), show_progress=False)
        items = np.asarray(model.item_factors, dtype=np.float32)
        return lambda known: _mean_of_items(known, items)

    return (
        Family("implicit ALS", als, grid(factors=(16, 32, 64), l2=(1.0, 10.0, 50.0), alpha=(1.0, 5.0))),
        Family("implicit BPR", bpr, grid(factors=(16, 64), l2=(0.01, 0.1))),
    )


def _folded_in(model: Any, setting: Setting) -> Fitted:
    """Members' factors are solved anew for the known ratings, the items' stay."""

    def score(known: sparse.csr_matrix) -> Scores:
        rows = np.arange(known.shape[0])
        factors = model.recalculate_user(rows, liked(known))
        scores: Scores = np.asarray(factors, dtype=np.float32) @ np.asarray(model.item_factors, dtype=np.float32).T
        return scores

    return score


def _mean_of_items(known: sparse.csr_matrix, items: NDArray[np.float32]) -> Scores:
    """BPR has no closed fold-in: a new member is the mean of their items' factors; the last is the item's bias."""
    likes = liked(known)
    total = np.maximum(np.asarray(likes.sum(axis=1)), 1)
    member = np.asarray(likes @ items) / total
    member[:, -1] = 1
    scores: Scores = (member @ items.T).astype(np.float32)
    return scores
