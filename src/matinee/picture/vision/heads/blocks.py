"""Pixels in, the blocks of numbers that heads learn from out. Nothing but pixels: no title, year or id."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels, resized
from matinee.picture.vision.encoders.lite import Lite
from matinee.picture.vision.heads.kernel import Blocks, Recipe

AREA = 320 * 448
"""Pixels of the view that the encoder sees; more than it was trained on, because lettering and faces are small."""

RECIPE = Recipe(weights={"style": 2.0, "features": 1.0})
"""Chosen by cross-validation on 1,867 posters (docs/decisions/0041-heads.md)."""


def view_size(pixels: Pixels, area: int = AREA) -> tuple[int, int]:
    """Width and height of the view: the picture's own shape to the nearest 32 pixels, about `area` pixels.

    Example:
        >>> import numpy as np
        >>> view_size(np.zeros((268, 182, 3), np.uint8))
        (320, 448)
    """
    ratio = min(4.0, max(0.25, pixels.shape[1] / pixels.shape[0]))
    width = max(64, round(math.sqrt(area * ratio) / 32) * 32)
    return width, max(64, round(area / width / 32) * 32)


def read_blocks(pictures: Sequence[Pixels], threads: int = 1) -> dict[str, NDArray[np.float32]]:
    """Pictures of any sizes -> style, features, logits and colours, each (n, w)."""
    encoder = Lite(threads=threads)
    rows = [encoder.run([resized(picture, view_size(picture))]) for picture in pictures]
    found = {name: np.concatenate([getattr(row, name) for row in rows]) for name in ("style", "features", "logits")}
    return {**found, "colours": np.stack([colour_histogram(picture) for picture in pictures])}


def colour_histogram(pixels: Pixels, bins: int = 8) -> NDArray[np.float32]:
    """The square roots of the shares of 8 x 8 x 8 RGB cells (512,): the baseline that learned features must beat."""
    cells = (pixels.reshape(-1, 3).astype(np.int64) * bins) >> 8
    counts = np.bincount(cells @ (bins * bins, bins, 1), minlength=bins**3)
    return np.asarray(np.sqrt(counts / counts.sum()), np.float32)


def stack(parts: Iterable[Blocks]) -> dict[str, NDArray[np.float32]]:
    """Blocks of single pictures, one below the other."""
    listed = list(parts)
    return {name: np.concatenate([part[name] for part in listed]) for name in listed[0]}


def space_id() -> str:
    """Names the numbers: stored blocks with another name are made again."""
    return f"efficientnet-lite0@{weights.digest('efficientnet-lite0.int8.onnx')}/view{AREA}/1"
