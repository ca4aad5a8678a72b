"""A MovieLens folder in; ratings as a matrix, and members split whole into those who teach, tune and test, out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.core.errors import InvalidInput
from matinee.learning.linear.grades import liked

FOLDED_SHARE = 0.8
FEWEST_MEMBERS = 12


class Held(NamedTuple):
    """Members held out whole: what is folded in, and what is to be found."""

    known: sparse.csr_matrix  # (n, n_items) stars
    wanted: sparse.csr_matrix  # (n, n_items) 1 where a held-out rating has four stars or more


class StrongSplit(NamedTuple):
    """Strong generalisation: no member stands in two parts."""

    train: sparse.csr_matrix  # (n, n_items) stars
    validation: Held
    test: Held


def read_ratings(folder: Path) -> sparse.csr_matrix:
    """Stars (n_members, n_items) of ``ratings.csv`` (userId, movieId, rating, ...) in a MovieLens folder."""
    file = folder / "ratings.csv"
    try:
        columns = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(0, 1, 2), ndmin=2)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{file} cannot be read: {error}", "give a MovieLens folder with ratings.csv") from error
    members, member = np.unique(columns[:, 0], return_inverse=True)
    items, item = np.unique(columns[:, 1], return_inverse=True)
    if members.size < FEWEST_MEMBERS:
        raise InvalidInput(f"{file} has {members.size} members", f"give at least {FEWEST_MEMBERS}")
    order = np.unique(member * items.size + item, return_index=True)[1]
    stars = columns[order, 2].astype(np.float32)
    return sparse.csr_matrix((stars, (member[order], item[order])), shape=(members.size, items.size))


def split_members(ratings: sparse.csr_matrix, seed: int) -> StrongSplit:
    """A sixth of the members to test, a sixth to tune, the rest to learn; 80 % of the held-out ones' ratings known."""
    order, part = member_order(ratings.shape[0], seed), ratings.shape[0] // 6
    folded = np.random.default_rng((seed, 1)).random(ratings.nnz) < FOLDED_SHARE
    known, rest = _masked(ratings, folded), liked(_masked(ratings, ~folded))
    test, validation = order[:part], order[part : 2 * part]
    return StrongSplit(
        ratings[order[2 * part :]], Held(known[validation], rest[validation]), Held(known[test], rest[test])
    )


def member_order(n_members: int, seed: int) -> NDArray[np.int64]:
    """Member rows in the order in which they are dealt out: the first sixth tests."""
    return np.random.default_rng(seed).permutation(n_members)


def _masked(ratings: sparse.csr_matrix, kept: NDArray[np.bool_]) -> sparse.csr_matrix:
    masked = ratings.copy()
    masked.data = np.where(kept, masked.data, 0)
    masked.eliminate_zeros()
    return masked
