"""What a caller may choose about stills, and what one pass over a film gathers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.heads.learned import Learned
from matinee.picture.vision.stills.characters import Sighting
from matinee.picture.vision.stills.checks import Quality, Rules
from matinee.picture.vision.stills.windows import Reject, ShotStart


@dataclass(frozen=True)
class Options:
    """Most stills, thresholds, learned heads, and identities (128,) of named photographs of the cast."""

    most: int = 50
    rules: Rules = field(default_factory=Rules)
    heads: Learned | None = None
    cast: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True)
class Still:
    """A candidate with what was found; `reason` says why it is none, and then the rest is empty."""

    seconds: float
    shot: int
    quality: Quality
    view: NDArray[np.float32]
    hash: int
    path: Path
    reason: str = ""
    score: float = 0.0
    sightings: tuple[Sighting, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Found:
    """What one pass gathers; grows with the number of windows, not of frames."""

    stills: list[Still] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    shots: list[ShotStart] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    seconds: float = 0.0
