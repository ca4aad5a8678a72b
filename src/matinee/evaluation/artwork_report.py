"""All that pictures are measured by in worlds: parameter files in; one record a file, with the targets beside, out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from matinee.core.errors import MissingExtra
from matinee.evaluation.artwork_lab import build_lab
from matinee.evaluation.artwork_online import Tell, online
from matinee.evaluation.artwork_worlds import learn_from_random
from matinee.worlds.params import load

TARGETS: Final = {100_000: 0.60, 400_000: 0.85}
"""Impressions of a random log -> share of the oracle's lift over random that is to be reached."""


def evaluate_artwork(
    files: list[Path], sizes: list[int], online_impressions: int, members: int, seed: int, tell: Tell
) -> dict[str, Any]:
    """For each parameter file: learning from a random log, and online from nothing beside SquareCB (0: left out).

    Raises:
        SettingsError: a file cannot be used.
        InvalidInput: a world is too small for a lab.
    """
    targets = {str(n): share for n, share in TARGETS.items()}
    worlds = [_of_world(file, (sizes, online_impressions, members), seed, tell) for file in files]
    return {"seed": seed, "members": members, "targets": targets, "worlds": worlds}


def _of_world(file: Path, counts: tuple[list[int], int, int], seed: int, tell: Tell) -> dict[str, Any]:
    sizes, looks, members = counts
    tell(file.stem)
    lab = build_lab(load(file), seed, members)
    found: dict[str, Any] = {"world": file.stem, **learn_from_random(lab, sizes, seed)}
    if looks:
        try:
            found["online"] = online(lab, looks, seed, tell)
        except MissingExtra as error:
            found["online"] = {"missing": str(error)}
    return found
