"""All that pictures are measured by in worlds: parameter files in; one record a file, with the targets beside, out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from matinee.core.errors import MissingExtra
from matinee.evaluation.artwork_effect import effects_in
from matinee.evaluation.artwork_lab import build_lab
from matinee.evaluation.artwork_online import Tell, online
from matinee.evaluation.artwork_worlds import learn_from_random
from matinee.worlds.params import load

TARGETS: Final = {100_000: 0.60, 400_000: 0.85}
"""Impressions of a random log -> share of the oracle's lift over random that is to be reached."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of the random log; impressions online (0: left out); of each log whose effect is told (0: left out);
    members of each world."""

    logs: list[int]
    online: int
    effect: int
    members: int


def evaluate_artwork(files: list[Path], counts: Counts, seed: int, tell: Tell) -> dict[str, Any]:
    """For each parameter file: learning from a random log, online from nothing beside SquareCB, and whether the effect
    of the picture itself over the item's default is found out.

    Raises:
        SettingsError: a file cannot be used.
        InvalidInput: a world is too small for a lab.
    """
    targets = {str(n): share for n, share in TARGETS.items()}
    worlds = [_of_world(file, counts, seed, tell) for file in files]
    return {"seed": seed, "members": counts.members, "targets": targets, "worlds": worlds}


def _of_world(file: Path, counts: Counts, seed: int, tell: Tell) -> dict[str, Any]:
    tell(file.stem)
    lab = build_lab(load(file), seed, counts.members)
    found: dict[str, Any] = {"world": file.stem, **learn_from_random(lab, counts.logs, seed)}
    if counts.effect:
        tell("over the default")
        found["effect"] = effects_in(lab, counts.effect, seed)
    if counts.online:
        try:
            found["online"] = online(lab, counts.online, seed, tell)
        except MissingExtra as error:
            found["online"] = {"missing": str(error)}
    return found
