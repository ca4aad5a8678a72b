"""Pixels in, objects with boxes and confidences out: SSD-MobileNetV3 for COCO's classes (Howard et al. 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels

CONFIDENCE = 0.5
"""Below it nothing is said of an object."""


@dataclass(frozen=True)
class Found:
    """An object: COCO's name, confidence in [0, 1], box (left, top, width, height) in pixels."""

    name: str
    confidence: float
    box: tuple[float, float, float, float]


@lru_cache(maxsize=1)
def names() -> list[str]:
    """COCO's names by the network's class number less one; eleven of the 91 are never reported."""
    return weights.labels("coco-labels.txt")


def detect_objects(pixels: Pixels, confidence: float = CONFIDENCE) -> list[Found]:
    """Objects, the surest first; at most 100."""
    cv2 = weights.opencv()
    network = weights.ssd()
    blob = cv2.dnn.blobFromImage(pixels, 1 / 127.5, (320, 320), (127.5, 127.5, 127.5), False)
    network.setInput(blob)
    rows = network.forward()[0, 0]
    return [_found(row, pixels) for row in rows[np.argsort(-rows[:, 2])] if row[2] >= confidence]


def _found(row: np.ndarray[tuple[int], np.dtype[np.float32]], pixels: Pixels) -> Found:
    height, width = pixels.shape[:2]
    left, top, right, bottom = np.clip(row[3:7], 0, 1) * (width, height, width, height)
    return Found(names()[int(row[1]) - 1], float(row[2]), (left, top, right - left, bottom - top))
