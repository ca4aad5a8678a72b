"""Blocks and labels in, honest numbers out: folds by item, thresholds and calibration from the training part alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.heads.blocks import RECIPE
from matinee.picture.vision.heads.calibrate import apply_curves, fit_curves
from matinee.picture.vision.heads.kernel import Blocks, Recipe, fit
from matinee.picture.vision.heads.metrics import (
    average_precision,
    best_threshold,
    calibration_error,
    f1_score,
    interval,
)

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
COLOURS = Recipe(weights={"colours": 1.0})


@dataclass(frozen=True)
class OutOfFold:
    """Probabilities (n, classes) by heads that saw neither the picture nor its item; yes or no at their thresholds."""

    probabilities: Values
    said: Flags


def folds_by_item(items: tuple[str, ...], hashes: tuple[str, ...], n_folds: int, seed: int) -> NDArray[np.int64]:
    """The fold (n,) of each picture: all of an item in one, and so all copies of a file."""
    groups = _join(items, hashes)
    names = np.unique(groups)
    place = np.random.default_rng(seed).permutation(len(names)) % n_folds
    return np.asarray(place[np.searchsorted(names, groups)], np.int64)


def _join(items: tuple[str, ...], hashes: tuple[str, ...]) -> NDArray[np.int64]:
    """A group number (n,): pictures that share an item or a hash, directly or by others, share it (union-find)."""
    parent = list(range(len(items)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, (item, digest) in enumerate(zip(items, hashes, strict=True)):
        for key in (("item", item), ("hash", digest)):
            parent[root(at)] = root(first.setdefault(key, at))
    return np.array([root(at) for at in range(len(items))], np.int64)


def out_of_fold(blocks: Blocks, labels: Flags, folds: NDArray[np.int64], recipe: Recipe) -> OutOfFold:
    """Fit on all folds but one, speak about that one; in turn."""
    said, probabilities = np.zeros(labels.shape, bool), np.zeros(labels.shape)
    for fold in np.unique(folds):
        train, test = folds != fold, folds == fold
        head, left_out = fit(_rows(blocks, train), labels[train], recipe)
        curves = fit_curves(labels[train], left_out)
        fitted = apply_curves(curves, left_out)
        limits = [best_threshold(labels[train, at], fitted[:, at]) for at in range(labels.shape[1])]
        probabilities[test] = apply_curves(curves, head.predict(_rows(blocks, test)))
        said[test] = probabilities[test] >= np.array(limits)
    return OutOfFold(probabilities, said)


def _rows(blocks: Blocks, mask: Flags) -> dict[str, NDArray[np.float32]]:
    return {name: block[mask] for name, block in blocks.items()}


def evaluate(
    blocks: Blocks, labels: Flags, classes: tuple[str, ...], folds: NDArray[np.int64], recipe: Recipe = RECIPE
) -> dict[str, Any]:
    """Everything `matinee vision evaluate` prints about heads."""
    learned = out_of_fold(blocks, labels, folds, recipe)
    colours = out_of_fold(blocks, labels, folds, COLOURS)
    per_class = {name: _class(labels[:, at], learned, at) for at, name in enumerate(classes)}
    return {
        "mean_average_precision": _mean(per_class, "average_precision"),
        "per_class": per_class,
        "f1_macro": _mean(per_class, "f1"),
        "calibration_error": calibration_error(labels, learned.probabilities),
        "baselines": {
            "prevalence": float(labels.mean(0).mean()),
            "colour_histograms": mean_average_precision(labels, colours.probabilities),
        },
    }


def _class(labels: Flags, found: OutOfFold, at: int) -> dict[str, Any]:
    scores = found.probabilities[:, at]
    said = found.said[:, at]
    return {
        "average_precision": average_precision(labels, scores),
        "interval": interval(labels, scores),
        "positives": int(labels.sum()),
        "prevalence": float(labels.mean()),
        "f1": f1_score(labels, said),
        "precision": float((labels & said).sum() / max(1, said.sum())),
        "recall": float((labels & said).sum() / max(1, labels.sum())),
        "calibration_error": calibration_error(labels, scores),
    }


def _mean(per_class: Mapping[str, Mapping[str, Any]], field: str) -> float:
    return float(np.mean([numbers[field] for numbers in per_class.values()]))


def mean_average_precision(labels: Flags, scores: Values) -> float:
    """The plain mean over classes."""
    return float(np.mean([average_precision(labels[:, at], scores[:, at]) for at in range(labels.shape[1])]))
