"""The sources of the next-item blend: training sequences in; counts, linear models, neighbours and a net out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear import Sequences, decayed_counts, fit_directed_sparse, moments, top_k_sparse
from matinee.learning.sequential.features import Sources
from matinee.learning.sequential.net_process import train_beside
from matinee.learning.sequential.net_training import Recipe, train_net
from matinee.learning.sequential.scorers import PlaceScorer, ProfileScorer, Scorer, neighbours
from matinee.learning.sequential.tuning import Counts

_WALK_WIDTH = 40
NETS = (Recipe(), Recipe(ahead_decay=0.25))


def build_sources(train: Sequences, tuned: Counts, seed: int) -> Sources:
    """Fit everything that is blended on the training sequences; the nets are trained beside the rest."""
    with train_beside(train, NETS, seed) as trainings:
        leading, further = _linear_sources(train, tuned)
        if trainings is None:
            nets = [train_net(train, recipe, seed + place) for place, recipe in enumerate(NETS)]
        else:
            nets = [training.scorer() for training in trainings]
    return Sources([*leading, *nets], further, item_columns(train))


def _linear_sources(train: Sequences, tuned: Counts) -> tuple[list[Scorer], list[Scorer]]:
    """Scorers that choose the candidates, and scorers that only describe them."""
    counts, decay = tuned
    ridge = fit_directed_sparse(moments(train, 0.6, 0.4), l2=30.0, dropout=0.2).matrix()
    softened = counts.copy()
    softened.data = np.log1p(softened.data)
    leading: list[Scorer] = [
        ProfileScorer(softened, decay),
        ProfileScorer(ridge, 0.7),
        neighbours(train, 0.7, 1.5, 0.9),
    ]
    further: list[Scorer] = [
        ProfileScorer(counts, decay),
        ProfileScorer(decayed_counts(train, 1.0), 0.85),
        ProfileScorer(_row_shares(counts), decay),
        ProfileScorer(counts.T.tocsr(), 0.6),
        ProfileScorer(_two_steps(counts), 0.6),
        PlaceScorer(counts, 0),
        PlaceScorer(counts, 1),
        neighbours(train, 0.85, 1.0, 1.0),
    ]
    return leading, further


def item_columns(train: Sequences) -> NDArray[np.float32]:
    """Log of each item's events, of its events as a member's newest, and their difference: (n_items, 3)."""
    newest = train.items[train.offsets[1:][train.lengths > 0] - 1]
    events = np.log1p(np.bincount(train.items, minlength=train.n_items))
    late = np.log1p(np.bincount(newest, minlength=train.n_items))
    return np.stack([events, late, late - events], axis=1).astype(np.float32)


def _row_shares(counts: sparse.csr_matrix, prior: float = 3.0) -> sparse.csr_matrix:
    """Rows divided by their sum, shrunk by ``prior`` events."""
    total = np.asarray(counts.sum(axis=1)).ravel() + np.float32(prior)
    return (sparse.diags((1 / total).astype(np.float32)) @ counts).tocsr()


def _two_steps(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Where two steps of a walk lead, each along the strongest transitions of an item."""
    step = top_k_sparse(_row_shares(counts), _WALK_WIDTH).matrix()
    return (step @ step).tocsr()
