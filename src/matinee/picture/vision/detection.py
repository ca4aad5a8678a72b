"""Photographs with boxes in, average precision per class out: how well objects are found, beside a label prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.picture.vision.decode import read_picture
from matinee.picture.vision.objects import detect_objects, names

NEVER = {
    "street sign", "hat", "shoe", "eye glasses", "plate", "mirror", "window", "desk", "door", "blender", "hair brush",
}  # fmt: skip
"""Names among the 91 that COCO never labelled; the other eighty are its usual order."""
PUBLISHED = 0.226
"""COCO mAP at IoU .5:.95 of ssd_mobilenet_v3_large_coco_2020_01_14 (TensorFlow's detection model zoo)."""
OVERLAPS = np.linspace(0.5, 0.95, 10)
LEAST_BOXES = 10

Boxes = NDArray[np.float64]
"""(n, 4): left, top, right, bottom in parts of the picture."""
Said = tuple[Boxes, NDArray[np.float64]]
"""Boxes and their confidences (n,)."""


def read_yolo(folder: Path) -> list[tuple[Path, dict[str, Boxes]]]:
    """Photographs under `folder` with their boxes by class; a file NAME.txt holds lines of class x y w h.

    Raises:
        InvalidInput: nothing there.
    """
    usual = [name for name in names() if name not in NEVER]
    texts = {path.stem: path for path in folder.rglob("*.txt") if path.stem.isdigit()}
    found = []
    for path in sorted(folder.rglob("*.jpg")):
        rows: dict[str, list[list[float]]] = {}
        for line in texts[path.stem].read_text("utf-8").splitlines() if path.stem in texts else ():
            number, x, y, w, h = (float(part) for part in line.split()[:5])
            rows.setdefault(usual[int(number)], []).append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
        found.append((path, {name: np.array(boxes) for name, boxes in rows.items()}))
    if not found:
        raise InvalidInput(f"{folder} holds no photographs", "give a folder of .jpg with .txt files of boxes")
    return found


def evaluate_objects(folder: Path) -> dict[str, Any]:
    """Average precision per class with its count; the mean over classes of 10 boxes or more; the label prior's."""
    listed = read_yolo(folder)
    truth = [boxes for _, boxes in listed]
    said = [_detected(path) for path, _ in listed]
    classes = sorted({name for boxes in truth for name in boxes})
    prior = _prior(truth, classes)
    per_class = {name: _class(name, truth, said, prior) for name in classes}
    often = [row for row in per_class.values() if row["boxes"] >= LEAST_BOXES]
    return {
        "photographs": len(listed),
        "classes": len(often),
        "mean_average_precision": float(np.mean([row["average_precision"] for row in often])),
        "mean_average_precision_50": float(np.mean([row["average_precision_50"] for row in often])),
        "baselines": {
            "label_prior_50": float(np.mean([row["label_prior_50"] for row in often])),
            "published_coco": PUBLISHED,
        },
        "per_class": per_class,
    }


def _detected(path: Path) -> dict[str, Said]:
    pixels = read_picture(path).pixels
    height, width = pixels.shape[:2]
    rows: dict[str, list[list[float]]] = {}
    for one in detect_objects(pixels, 0.02):
        x, y, w, h = one.box
        edges = [x / width, y / height, (x + w) / width, (y + h) / height]
        rows.setdefault(one.name, []).append([*edges, one.confidence])
    return {name: (np.array(found)[:, :4], np.array(found)[:, 4]) for name, found in rows.items()}


def _prior(truth: Sequence[Mapping[str, Boxes]], classes: Sequence[str]) -> dict[str, Said]:
    """For every picture the same: the class's median box, with its frequency as confidence."""
    found = {}
    for name in classes:
        boxes = np.concatenate([row[name] for row in truth if name in row])
        found[name] = (np.median(boxes, axis=0)[None], np.array([len(boxes) / len(truth)]))
    return found


def _class(
    name: str, truth: Sequence[Mapping[str, Boxes]], said: Sequence[Mapping[str, Said]], prior: Mapping[str, Said]
) -> dict[str, Any]:
    empty: Said = (np.empty((0, 4)), np.empty(0))
    real = [row.get(name, np.empty((0, 4))) for row in truth]
    given = [row.get(name, empty) for row in said]
    each = [average_precision(real, given, overlap) for overlap in OVERLAPS]
    return {
        "boxes": sum(len(boxes) for boxes in real),
        "average_precision": float(np.mean(each)),
        "average_precision_50": each[0],
        "label_prior_50": average_precision(real, [prior[name]] * len(real), 0.5),
    }


def average_precision(truth: Sequence[Boxes], said: Sequence[Said], overlap: float) -> float:
    """COCO's: the surest first, each real box found once; precision at 101 recalls, made monotone (Lin et al. 2014)."""
    hits, sure = [], []
    for real, (boxes, confidence) in zip(truth, said, strict=True):
        free = np.ones(len(real), bool)
        for at in np.argsort(-confidence, kind="stable"):
            hits.append(_take(boxes[at], real, free, overlap))
            sure.append(confidence[at])
    total = sum(len(real) for real in truth)
    if not hits or not total:
        return 0.0
    order = np.argsort(-np.array(sure), kind="stable")
    right = np.cumsum(np.array(hits)[order])
    precision = right / np.arange(1, len(right) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(right / total, np.linspace(0, 1, 101))
    return float(np.append(precision, 0.0)[np.minimum(at, len(precision))].mean())


def _take(box: NDArray[np.float64], real: Boxes, free: NDArray[np.bool_], overlap: float) -> bool:
    """Whether the box finds a real one that is still free; that one is then taken."""
    if not len(real):
        return False
    both = np.minimum(box[2:], real[:, 2:]) - np.maximum(box[:2], real[:, :2])
    shared = np.maximum(both, 0).prod(1)
    areas = (box[2:] - box[:2]).prod() + (real[:, 2:] - real[:, :2]).prod(1) - shared
    fit = np.where(free, shared / np.maximum(areas, 1e-12), -1.0)
    best = int(fit.argmax())
    if fit[best] < overlap:
        return False
    free[best] = False
    return True
