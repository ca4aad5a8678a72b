"""Content: a catalogue's view in, one sparse vector of at most unit length per item out, for what has no events yet."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView

Scores = NDArray[np.float32]

N_WORDS: Final = 4_096
"""Synopsis and title words are hashed into this many features; a collision of two rare words does little harm."""
YEARS_A_BIN: Final = 10
FIRST_YEAR: Final = 1900
N_BINS: Final = 16
MAX_SHARE: Final = 0.6
"""A feature that more than this share of the items carry tells nothing and is left out."""

WEIGHTS: Final[Mapping[str, float]] = {
    "genres": 0.5, "people": 0.6, "tags": 1.2, "brands": 0.6, "kinds": 0.3, "words": 0.8, "years": 0.6,
}  # fmt: skip
"""How much each group of features counts: an item that has all groups has a vector of unit length, in which a group's
part is as long as its weight to the root of the sum of squares; an item that tells less has a shorter one."""

_STOP: Final = re.compile(
    r"^(?:the|and|for|with|his|her|their|from|that|this|who|into|when|has|have|are|was|were|but|they|him|she|them|its"
    r"|will|out|about|after|one|two|all|not|what|which|while|than|then|can|must|only|own|over|upon|where|been|more)$"
)


@dataclass(frozen=True, slots=True)
class Content:
    """Item vectors in compressed rows: row r has features `indices[indptr[r]:indptr[r+1]]` with `values` there.

    `groups` says where each group of features begins: name -> (first feature, one behind its last).
    """

    indptr: NDArray[np.int64]  # (rows + 1,)
    indices: NDArray[np.int32]  # (entries,) feature
    values: Scores  # (entries,) each row at most of unit length; an item that tells nothing has no entries
    n_features: int
    groups: Mapping[str, tuple[int, int]]


def build_content(view: CatalogView, weights: Mapping[str, float] = WEIGHTS) -> Content:
    """Genres, people, tags, brand, kind, words of title and synopsis, and decades, the rare ones weighing more.

    Within each group a vector has the group's weight as its length, so that a long synopsis does not drown a genre;
    neighbouring decades share half of their weight. IDF is ln((1 + n) / (1 + df)) + 1, as scikit-learn's default.

    Returns:
        Content with as many rows as the view. Pure NumPy; 60,000 items take a few seconds.
    """
    groups = [(name, *_entries(getattr(view, name))) for name in ("genres", "people", "tags", "brands", "kinds")]
    groups += [("words", *_words(view)), ("years", *_years(view))]
    whole = np.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    rows, features, values, spans, first = [], [], [], {}, 0
    for name, row, feature, count, n in groups:
        keep, weight = _weighed(row, feature, count, n, len(view))
        rows.append(row[keep])
        features.append(feature[keep] + first)
        values.append(np.float32(weights.get(name, 0.0) / whole) * _unit(row[keep], weight, len(view)))
        spans[name] = (first, first + n)
        first += n
    return _compressed(np.concatenate(rows), np.concatenate(features), np.concatenate(values), len(view), spans)


def _entries(labels: Labels) -> tuple[NDArray[np.int32], NDArray[np.int32], Scores, int]:
    return labels.rows(), labels.indices, np.ones(len(labels.indices), np.float32), len(labels.names)


def _words(view: CatalogView) -> tuple[NDArray[np.int32], NDArray[np.int32], Scores, int]:
    """Hashed words of title and synopsis with the root of their counts."""
    hashed: dict[str, int] = {}
    rows: list[int] = []
    features: list[int] = []
    for row, item in enumerate(view.items):
        for word in words_of(f"{item.title} {item.synopsis}"):
            code = hashed.get(word)
            if code is None:
                code = hashed[word] = zlib.crc32(word.encode()) % N_WORDS
            rows.append(row)
            features.append(code)
    keys, counts = np.unique(np.array(rows, np.int64) * N_WORDS + np.array(features, np.int64), return_counts=True)
    return (
        (keys // N_WORDS).astype(np.int32),
        (keys % N_WORDS).astype(np.int32),
        np.sqrt(counts).astype(np.float32),
        N_WORDS,
    )


def words_of(text: str) -> list[str]:
    """The telling words of a text: small letters, three signs at least, plural and possessive s cut off.

    Example:
        >>> words_of("The Robot's friends are in space")
        ['robot', 'friend', 'space']
    """
    words = (word.removesuffix("'s").strip("'") for word in re.findall(r"[^\W\d_][\w']{2,}", text.lower()))
    return [
        word[:-1] if len(word) > 4 and word[-1] == "s" != word[-2] else word for word in words if not _STOP.match(word)
    ]


def _years(view: CatalogView) -> tuple[NDArray[np.int32], NDArray[np.int32], Scores, int]:
    """The decade of an item with 1, its neighbours with a half."""
    known = np.flatnonzero(view.year > 0).astype(np.int32)
    decade = np.clip((view.year[known] - FIRST_YEAR) // YEARS_A_BIN, 0, N_BINS - 1)
    shifts = np.array([-1, 0, 1])
    feature = decade[:, None] + shifts
    inside = (feature >= 0) & (feature < N_BINS)
    rows = np.broadcast_to(known[:, None], feature.shape)[inside]
    values = np.broadcast_to(np.array([0.5, 1.0, 0.5], np.float32), feature.shape)[inside]
    return rows, feature[inside].astype(np.int32), values, N_BINS


def _weighed(
    row: NDArray[np.int32], feature: NDArray[np.int32], count: Scores, n: int, n_items: int
) -> tuple[NDArray[np.bool_], Scores]:
    """Which entries tell something, and those times their inverse document frequency."""
    df = np.bincount(feature, minlength=n)
    idf = (np.log((1 + n_items) / (1 + df)) + 1).astype(np.float32)
    keep = df[feature] <= max(1.0, MAX_SHARE * n_items)
    return keep, count[keep] * idf[feature[keep]]


def _unit(row: NDArray[np.int32], values: Scores, n_items: int) -> Scores:
    """Values scaled so that each row has unit length."""
    lengths = np.sqrt(np.bincount(row, values.astype(np.float64) ** 2, n_items))
    return (values / np.maximum(lengths[row], 1e-12)).astype(np.float32)


def _compressed(
    rows: NDArray[np.int32],
    features: NDArray[np.int32],
    values: Scores,
    n_items: int,
    spans: Mapping[str, tuple[int, int]],
) -> Content:
    told = values > 0
    rows, features, values = rows[told], features[told], values[told]
    order = np.lexsort((features, rows))
    rows = rows[order]
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n_items)))).astype(np.int64)
    n_features = max((end for _, end in spans.values()), default=0)
    return Content(indptr, features[order].astype(np.int32), values[order], n_features, spans)


def taste_of(content: Content, rows: Sequence[int] | NDArray[np.int32], weights: Scores) -> Scores:
    """(features,) the weighted sum of items' vectors, of unit length; zeros where they tell nothing.

    Args:
        content: item vectors.
        rows: item rows, (n,).
        weights: (n,) how much each counts, negative ones push away.
    """
    taste = np.zeros(content.n_features, np.float32)
    for row, weight in zip(rows, weights, strict=True):
        span = slice(content.indptr[row], content.indptr[row + 1])
        taste[content.indices[span]] += weight * content.values[span]
    length = float(np.linalg.norm(taste))
    return taste / np.float32(length) if length > 0 else taste


def likeness_to(content: Content, taste: Scores) -> Scores:
    """(rows,) the product of each item's vector with a taste in features, in [-1, 1]."""
    products = content.values * taste[content.indices]
    sums = np.concatenate((np.zeros(1), np.cumsum(products, dtype=np.float64)))
    return (sums[content.indptr[1:]] - sums[content.indptr[:-1]]).astype(np.float32)
