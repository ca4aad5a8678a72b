"""The bundled encoder: pictures in, EfficientNet-Lite features and ImageNet logits out (Tan & Le 2019; Apache-2.0)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels, resized
from matinee.picture.vision.encoders import Vectors, unit

NAME = "efficientnet-lite0"
FILE = f"{NAME}.int8.onnx"
SIDE = 224
"""Pixels; the size it was trained at."""


class Seen(NamedTuple):
    """Features (n, 1280), ImageNet logits (n, 1000), style (n, s): mean and spread of each scale's channels."""

    features: NDArray[np.float32]
    logits: NDArray[np.float32]
    style: NDArray[np.float32]


@dataclass(frozen=True)
class Lite:
    """An `ImageEncoder` ; features (n, 1280) scaled to unit length."""

    batch: int = 8
    threads: int = 1

    @property
    def space_id(self) -> str:
        """Network and the hash of its weights."""
        return f"{NAME}@{weights.digest(FILE)}"

    @property
    def width(self) -> int:
        """Numbers per picture."""
        return 1280

    def encode(self, pictures: Sequence[Pixels]) -> Vectors:
        """Pictures of any size -> (n, 1280)."""
        return unit(self.run([resized(picture, (SIDE, SIDE)) for picture in pictures]).features)

    def run(self, pictures: Sequence[Pixels]) -> Seen:
        """Pictures of one size, sides multiples of 32 (any size works, these exactly) -> what the network saw."""
        session = weights.session(FILE, self.threads)
        names = ["features", "logits", "style"]
        found = []
        for at in range(0, len(pictures), self.batch):
            stack = np.stack(pictures[at : at + self.batch]).transpose(0, 3, 1, 2)
            found.append(session.run(names, {"pictures": stack.astype(np.float32) / 127.5 - 1}))
        if not found:
            return Seen(np.empty((0, 1280), np.float32), np.empty((0, 1000), np.float32), np.empty((0, 0), np.float32))
        return Seen(*(np.concatenate(part) for part in zip(*found, strict=True)))


@lru_cache(maxsize=1)
def imagenet_labels() -> list[str]:
    """The 1,000 label names in the order of the logits."""
    return weights.labels("imagenet-labels.txt")


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax over the last axis."""
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    found: NDArray[np.float32] = raised / raised.sum(-1, keepdims=True)
    return found
