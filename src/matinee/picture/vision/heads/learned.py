"""Heads with their calibration and what was measured of them: fit, keep in one file, and speak about pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput, ShapeError
from matinee.picture.vision.heads.blocks import RECIPE, space_id
from matinee.picture.vision.heads.calibrate import Curve, apply_curves, fit_curves
from matinee.picture.vision.heads.kernel import Blocks, KernelHead, Recipe, fit
from matinee.picture.vision.heads.metrics import best_threshold

FORMAT = 1


@dataclass(frozen=True)
class Learned:
    """Heads of several classes; `measured` is what cross-validation said of each, told along with every answer."""

    classes: tuple[str, ...]
    head: KernelHead
    curves: Curve
    thresholds: NDArray[np.float64]
    measured: dict[str, Any]
    space: str

    def speak(self, blocks: Blocks) -> NDArray[np.float64]:
        """Calibrated probabilities (n, classes)."""
        return apply_curves(self.curves, self.head.predict(blocks))


def learn(blocks: Blocks, labels: NDArray[np.bool_], classes: tuple[str, ...], measured: dict[str, Any]) -> Learned:
    """Fit on everything; calibration and thresholds come from the closed-form left-out scores."""
    head, left_out = fit(blocks, labels, RECIPE)
    curves = fit_curves(labels, left_out)
    said = apply_curves(curves, left_out)
    limits = np.array([best_threshold(labels[:, at], said[:, at]) for at in range(len(classes))])
    return Learned(classes, head, curves, limits, measured, space_id())


def say(learned: Learned, blocks: Blocks, sure: float = 0.5) -> list[dict[str, Any]]:
    """One picture's blocks -> the classes that are likelier than not and pass their threshold, the likeliest first.

    The heads abstain from all others.
    """
    said = learned.speak(blocks)[0]
    order = [at for at in np.argsort(-said) if said[at] >= max(sure, learned.thresholds[at])]
    return [
        {
            "name": learned.classes[at],
            "probability": round(float(said[at]), 3),
            "measured": learned.measured.get(learned.classes[at], {}),
        }
        for at in order
    ]


def save(learned: Learned, path: Path) -> None:
    """Write the heads into one .npz file, aside first."""
    head = learned.head
    about = {
        "format": FORMAT, "space": learned.space, "classes": learned.classes, "measured": learned.measured,
        "recipe": {"weights": dict(head.recipe.weights), "gamma": head.recipe.gamma, "ridge": head.recipe.ridge},
    }  # fmt: skip
    arrays: dict[str, Any] = {"about": np.array(json.dumps(about)), "coefficients": head.coefficients}
    arrays |= {"offset": head.offset, "curves": learned.curves, "thresholds": learned.thresholds}
    for name in head.recipe.weights:
        arrays |= {f"landmarks.{name}": head.landmarks[name].astype(np.float16)}
        arrays |= {f"center.{name}": head.centers[name], f"scale.{name}": head.scales[name]}
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".tmp.npz")
    np.savez(aside, **arrays)
    aside.replace(path)


def load(path: Path) -> Learned:
    """Read heads.

    Raises:
        InvalidInput: no such file or not heads.
        ShapeError: they were learned in another encoder's space.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in stored.files}
        about = json.loads(str(found["about"]))
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(f"{path} holds no heads", "run: matinee vision learn --images INDEX.csv") from error
    if about["space"] != space_id() or about["format"] != FORMAT:
        raise ShapeError(f"{path} was learned in {about['space']}", "run: matinee vision learn again")
    recipe = Recipe(**about["recipe"])
    parts = {
        kind: {name: found[f"{kind}.{name}"].astype(np.float32) for name in recipe.weights}
        for kind in ("landmarks", "center", "scale")
    }
    head = KernelHead(
        recipe, parts["landmarks"], parts["center"], parts["scale"], found["coefficients"], found["offset"]
    )
    return Learned(
        tuple(about["classes"]), head, found["curves"], found["thresholds"], about["measured"], about["space"]
    )
