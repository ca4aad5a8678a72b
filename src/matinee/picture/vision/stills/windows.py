"""Marked frames in, one candidate per window out, and the runs of frames that are none, with their reasons."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.stills.checks import Quality, Rules, flaw, measure
from matinee.picture.vision.stills.shots import Marked
from matinee.picture.vision.stills.video import Frame

WINDOW_SECONDS = 2.0
RUN_SECONDS = 0.25
"""A long run of rejected frames is told again after this time."""
USUAL = 72
"""Frames whose median sharpness is the usual one."""


@dataclass(frozen=True)
class Candidate:
    """The best frame of a window: its shot, quality and the small luma view (18, 32) for comparisons."""

    frame: Frame
    shot: int
    quality: Quality
    view: NDArray[np.float32]


@dataclass(frozen=True)
class Reject:
    """A frame that is no still, and why."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class ShotStart:
    """A shot begins."""

    shot: int
    frame: int
    seconds: float


def windows(marked: Iterable[Marked], rules: Rules) -> Iterator[Candidate | Reject | ShotStart]:
    """Candidates, rejects and starts of shots in the order in which they are known."""
    shot, best, opened = -1, None, 0.0
    usual: deque[float] = deque(maxlen=USUAL)
    told = _Told()
    for mark in marked:
        now = mark.frame.seconds
        if mark.cut or shot < 0:
            shot += 1
            yield ShotStart(shot, mark.frame.number, now)
        if best is not None and (mark.cut or mark.jump or now - opened >= WINDOW_SECONDS):
            yield best
            best = None
        quality, reason = _judge(mark, usual, rules)
        if reason:
            yield from told.again(now, reason)
            continue
        told.quiet()
        if best is None:
            opened = now
        if best is None or quality.sharpness * quality.range > best.quality.sharpness * best.quality.range:
            best = Candidate(mark.frame, shot if best is None else best.shot, quality, tiny(mark.frame))
    if best is not None:
        yield best


def _judge(mark: Marked, usual: deque[float], rules: Rules) -> tuple[Quality, str]:
    quality = measure(mark.frame)
    if mark.black:
        return quality, "black"
    if mark.fading:
        return quality, "faded"
    reason = flaw(quality, float(np.median(usual)) if usual else 0.0, rules)
    if quality.range >= rules.range_least:
        usual.append(quality.sharpness)
    return quality, reason


def tiny(frame: Frame) -> NDArray[np.float32]:
    """The luma as (18, 32)."""
    return np.asarray(frame.small[..., 0].reshape(18, 4, 32, 4).mean((1, 3)), np.float32)


class _Told:
    """Tells the first frame of each run of one reason, and again every quarter of a second."""

    def __init__(self) -> None:
        self.reason, self.at = "", -1.0

    def again(self, seconds: float, reason: str) -> Iterator[Reject]:
        if reason != self.reason or seconds - self.at >= RUN_SECONDS:
            self.reason, self.at = reason, seconds
            yield Reject(seconds, reason)

    def quiet(self) -> None:
        self.reason = ""
