"""The catalogue and who met what in; item vectors, their map, and segments of members by taste, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matinee.app.exposures import Exposures
from matinee.catalog.content import build_content
from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.verdict.feedback.groups import k_means, named, tastes
from matinee.verdict.feedback.layout import reduced

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

LOOSE: Final = "hardly known"
"""The segment of members who have taken up nothing yet."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Members by taste: of (members,) the segment of each member code; names of the segments; the last is LOOSE."""

    of: Codes
    names: list[str]


def item_vectors(catalog: CatalogView) -> Floats:
    """(n, d) what each item of the catalogue is: genres, people, tags, words."""
    content = build_content(catalog)
    shape = (len(catalog), content.n_features)
    return reduced(csr_matrix((content.values, content.indices, content.indptr), shape=shape))


def carried(labels: Labels) -> csr_matrix:
    """Labels -> (n, names) of 0 and 1."""
    ones = np.ones(len(labels.indices))
    return csr_matrix((ones, labels.indices, labels.indptr), shape=(len(labels), len(labels.names)))


def segments(shown: Exposures, catalog: CatalogView, vectors: Floats, k: int) -> Segments:
    """Members by the content of what they took up; nothing of who they are enters."""
    n_members = len(shown.texts["member"])
    row = shown.rows[shown.code["item"]] if len(shown) else np.zeros(0, np.int64)
    good = (shown.success > 0) & (row >= 0)
    member, item, worth = shown.code["member"][good], row[good], shown.success[good]
    of = np.full(n_members, -1, np.int64)
    if not good.any() or k < 2:
        return Segments(np.zeros(n_members, np.int64), [LOOSE])
    members, taste = tastes(member, item, worth, vectors)
    group = k_means(taste, k)
    of[members] = group
    place = np.searchsorted(members, member)
    share = csr_matrix((worth, (place, item)), shape=(len(members), len(catalog))) @ carried(catalog.genres)
    share = csr_matrix(share.multiply(1.0 / np.bincount(place, weights=worth)[:, None]))
    names = [*named(group, share, catalog.genres.names), LOOSE]
    of[of < 0] = len(names) - 1
    return Segments(of, names)
