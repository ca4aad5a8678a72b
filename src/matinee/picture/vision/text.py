"""Pixels in, the regions that carry text out: PP-OCR v4's detector (Differentiable Binarization, Liao et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels, resized

MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
SPREAD = np.array([0.229, 0.224, 0.225], np.float32) * 255


TALL = 0.09
"""A region higher than this part of the picture is looked at again at a smaller size."""
AGAIN = 320
"""Pixels of the longer side at the second look."""


@dataclass(frozen=True)
class Text:
    """Text on a picture: boxes (left, top, width, height) in pixels and the share of the picture they cover."""

    boxes: tuple[tuple[float, float, float, float], ...]
    share: float


def find_text(pixels: Pixels, side: int = 640, threshold: float = 0.3, sure: float = 0.6) -> Text:
    """Lines of text; `threshold` cuts the map of the network, `sure` the mean of a region."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = tuple(max(32, round(edge * scale / 32) * 32) for edge in (width, height))
    chart = text_map(resized(pixels, (size[0], size[1])))
    boxes = _boxes(chart, threshold, sure)
    ratio = np.array([width / size[0], height / size[1]] * 2)
    return Text(tuple(tuple((np.array(box) * ratio).tolist()) for box in boxes), _covered(boxes, chart.shape))


def sure_text(pixels: Pixels, side: int = 640) -> Text:
    """Lines of text, without tall regions that vanish at a smaller size: big letters do not, small figures do."""
    found = find_text(pixels, side)
    height, width = pixels.shape[:2]
    if all(box[3] <= TALL * height for box in found.boxes):
        return found
    again = find_text(pixels, AGAIN).boxes
    kept = tuple(box for box in found.boxes if box[3] <= TALL * height or any(_meet(box, other) for other in again))
    return Text(kept, _covered([(round(x), round(y), round(w), round(h)) for x, y, w, h in kept], (height, width)))


def _meet(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    wide = min(left[0] + left[2], right[0] + right[2]) - max(left[0], right[0])
    high = min(left[1] + left[3], right[1] + right[3]) - max(left[1], right[1])
    return wide > 0 and high > 0


def text_map(scene: Pixels) -> NDArray[np.float32]:
    """Probability of text per pixel (h, w); the sides are multiples of 32."""
    blob = ((scene[:, :, ::-1].astype(np.float32) - MEAN) / SPREAD).transpose(2, 0, 1)[None]
    found: NDArray[np.float32] = weights.session("pp-ocr-v4-det.onnx").run(None, {"x": blob})[0][0, 0]
    return found


def _boxes(chart: NDArray[np.float32], threshold: float, sure: float) -> list[tuple[int, int, int, int]]:
    """Boxes of connected regions, grown by what the network's training shrank them."""
    cv2 = weights.opencv()
    mask = (chart > threshold).astype(np.uint8)
    count, marks, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for number in range(1, count):
        left, top, width, height, area = stats[number].tolist()
        if min(width, height) < 3 or chart[marks == number].mean() < sure:
            continue
        grow = round(area * 1.5 / (2 * (width + height)))
        right, bottom = min(chart.shape[1], left + width + grow), min(chart.shape[0], top + height + grow)
        left, top = max(0, left - grow), max(0, top - grow)
        found.append((left, top, right - left, bottom - top))
    return found


def _covered(boxes: list[tuple[int, int, int, int]], shape: tuple[int, ...]) -> float:
    mask = np.zeros(shape, bool)
    for left, top, width, height in boxes:
        mask[top : top + height, left : left + width] = True
    return float(mask.mean())
