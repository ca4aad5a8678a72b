"""Encoders: pictures in, vectors of one named space out; vectors of two spaces never meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import ShapeError
from matinee.picture.vision.decode import Pixels

Vectors = NDArray[np.float32]
"""(n, width), unit length."""


class ImageEncoder(Protocol):
    """What turns pictures into vectors; `space_id` is name and hash, equal only for comparable vectors."""

    @property
    def space_id(self) -> str: ...

    @property
    def width(self) -> int: ...

    def encode(self, pictures: Sequence[Pixels]) -> Vectors: ...


class TextEncoder(ImageEncoder, Protocol):
    """An encoder whose space also holds texts (CLIP and its kin)."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors: ...


class Embedded(NamedTuple):
    """Vectors (n, width) and the space they live in."""

    space_id: str
    vectors: Vectors


def similarity(left: Embedded, right: Embedded) -> NDArray[np.float32]:
    """Cosines (n, m) of two sets of vectors.

    Raises:
        ShapeError: they live in different spaces.
    """
    if left.space_id != right.space_id:
        raise ShapeError(f"vectors of {left.space_id} meet vectors of {right.space_id}", "index with one encoder")
    found: NDArray[np.float32] = left.vectors @ right.vectors.T
    return found


def unit(vectors: NDArray[np.float32]) -> Vectors:
    """Rows scaled to unit length; a zero row stays zero."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Vectors = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return found
