"""INDEX.csv in, learned heads and their measurements out; what `matinee vision learn` and `evaluate` call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from matinee.core.errors import InvalidInput
from matinee.picture.vision.heads.evaluate import evaluate, folds_by_item
from matinee.picture.vision.heads.gather import Gathered, gather
from matinee.picture.vision.heads.index_file import Labelled, read_index, with_enough
from matinee.picture.vision.heads.learned import Learned, learn

LEAST = 10
"""Positives (and negatives) that a class needs."""
FOLDS = 5

Tick = Callable[[], None]


def evaluate_index(index: Path, cache: Path | None, seed: int = 0, tick: Tick = lambda: None) -> dict[str, Any]:
    """Cross-validated numbers of the heads that these pictures would give."""
    labelled, dropped, gathered = _prepare(index, cache, tick)
    folds = folds_by_item(labelled.items, gathered.hashes, FOLDS, seed)
    found = evaluate(gathered.blocks, labelled.labels, labelled.classes, folds)
    return {**found, **_about(labelled, dropped, gathered)}


def learn_index(
    index: Path, cache: Path | None, seed: int = 0, tick: Tick = lambda: None
) -> tuple[Learned, dict[str, Any]]:
    """Heads fitted on all pictures, with what cross-validation said of them."""
    labelled, dropped, gathered = _prepare(index, cache, tick)
    folds = folds_by_item(labelled.items, gathered.hashes, FOLDS, seed)
    found = evaluate(gathered.blocks, labelled.labels, labelled.classes, folds)
    kept = ("average_precision", "precision", "recall", "calibration_error", "positives")
    measured = {name: {field: numbers[field] for field in kept} for name, numbers in found["per_class"].items()}
    heads = learn(gathered.blocks, labelled.labels, labelled.classes, measured)
    return heads, {**found, **_about(labelled, dropped, gathered)}


def _prepare(index: Path, cache: Path | None, tick: Tick) -> tuple[Labelled, tuple[str, ...], Gathered]:
    listed = read_index(index)
    gathered = gather(listed.files, cache, index.parent, tick)
    labelled, dropped = with_enough(listed.take(gathered.rows), LEAST)
    if not labelled.classes:
        raise InvalidInput(f"no class of {index} has {LEAST} pictures", "add pictures or labels")
    return labelled, dropped, gathered


def _about(labelled: Labelled, dropped: tuple[str, ...], gathered: Gathered) -> dict[str, Any]:
    return {
        "pictures": len(labelled.files),
        "items": len(set(labelled.items)),
        "folds": FOLDS,
        "classes_left_out": list(dropped),
        "skipped": [{"file": name, "reason": reason} for name, reason in gathered.skipped],
    }
