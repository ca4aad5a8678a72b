"""Frames in, the same frames marked out: where a shot begins, what is black, what is inside a fade or dissolve.

A cut is a change far above the changes around it that lasts (the adaptive rule of PySceneDetect, with a check against
flashes); a shot also begins after the darkest frame of a black run. A fade or dissolve is a frame half way between the
one before and the one after: the residual of the straight line through them is small beside their difference.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.stills.video import Frame

AHEAD = 6
"""Frames looked ahead and back."""
REACH = 5
"""Frames to either side in the test for fades."""


@dataclass(frozen=True)
class Limits:
    """Grey levels of 255, and ratios; set on films marked by eye."""

    change: float = 9.0
    ratio: float = 3.0
    soft_change: float = 4.0
    black_mean: float = 10.0
    black_max: float = 60.0
    true_black: float = 3.0
    rise: float = 0.5
    fade_change: float = 12.0
    fade_residual: float = 0.22


@dataclass(frozen=True)
class Marked:
    """A frame, whether a shot begins with it, whether the picture jumps at it, whether it is black or fading."""

    frame: Frame
    cut: bool
    jump: bool
    black: bool
    fading: bool


def mark(frames: Iterable[Frame], limits: Limits | None = None) -> Iterator[Marked]:
    """Frames in order -> the same frames in order, six behind; holds thirteen."""
    rules = limits or Limits()
    ring: deque[_Seen] = deque(maxlen=2 * AHEAD + 1)
    darkness = _Darkness(rules)
    last: Frame | None = None
    for frame in frames:
        ring.append(_see(frame, last, rules))
        last = frame
        if len(ring) > AHEAD:
            yield _marked(ring, len(ring) - 1 - AHEAD, darkness, rules)
    for at in range(max(0, len(ring) - AHEAD), len(ring)):
        yield _marked(ring, at, darkness, rules)


@dataclass(frozen=True)
class _Seen:
    frame: Frame
    view: NDArray[np.float32]
    change: float
    mean: float
    black: bool


def _see(frame: Frame, last: Frame | None, rules: Limits) -> _Seen:
    view = frame.small.reshape(36, 2, 64, 2, 3).mean((1, 3), dtype=np.float32)
    change = 0.0 if last is None else float(np.abs(frame.small.astype(np.int16) - last.small).mean())
    mean = float(view[..., 0].mean())
    black = mean < rules.black_mean and float(frame.small[..., 0].max()) < rules.black_max
    return _Seen(frame, view, change, mean, black)


class _Darkness:
    """Follows black runs and says at which frame the next shot begins."""

    def __init__(self, rules: Limits) -> None:
        self.rules = rules
        self.lit = False
        self.before = 255.0

    def begins(self, seen: _Seen) -> bool:
        """True at the first rise out of true black since there was light."""
        rises = self.lit and self.before < self.rules.true_black and seen.mean > self.before + self.rules.rise
        self.lit = (self.lit and not rises) or not seen.black
        self.before = seen.mean
        return rises


def _marked(ring: deque[_Seen], at: int, darkness: _Darkness, rules: Limits) -> Marked:
    seen = ring[at]
    jump = _stands_out(ring, at, rules)
    cut = _jumps(ring, at, rules) and _lasts(ring, at) and not seen.black
    begins = darkness.begins(seen)
    cut = (cut and not (at and ring[at - 1].black)) or begins
    return Marked(seen.frame, cut, cut or jump, seen.black, _fading(ring, at, rules))


def _jumps(ring: deque[_Seen], at: int, rules: Limits) -> bool:
    """The change at this frame is large, and large beside the mean of the two before and the two after."""
    here, around = ring[at].change, _around(ring, at, 2)
    return here >= rules.change and here >= rules.ratio * (sum(around) / len(around) if around else 0.0)


def _stands_out(ring: deque[_Seen], at: int, rules: Limits) -> bool:
    """The picture is suddenly another, be it for one frame: beside the median of three before and three after."""
    here, around = ring[at].change, _around(ring, at, 3)
    return here >= rules.soft_change and here >= rules.ratio * (float(np.median(around)) if around else 0.0)


def _around(ring: deque[_Seen], at: int, reach: int) -> list[float]:
    near = range(max(0, at - reach), min(len(ring), at + reach + 1))
    return [ring[one].change for one in near if one != at and ring[one].frame.number > 0]


def _lasts(ring: deque[_Seen], at: int) -> bool:
    """The picture three frames on is still another one: no flash."""
    later = ring[min(len(ring) - 1, at + 3)]
    if at == 0 or later is ring[at]:
        return True
    return float(np.abs(later.view - ring[at - 1].view).mean()) > 0.5 * ring[at].change


def _fading(ring: deque[_Seen], at: int, rules: Limits) -> bool:
    """The frame lies on the straight line between the ones before and after it, and those differ."""
    reach = min(REACH, at, len(ring) - 1 - at)
    if reach < 2:
        return False
    before, here, after = (ring[near].view[..., 0] for near in (at - reach, at, at + reach))
    difference = float(np.abs(after - before).mean())
    if difference < rules.fade_change * reach / REACH:
        return False
    if max(ring[near].change for near in range(at - reach + 1, at + reach + 1)) > 0.5 * difference:
        return False
    return float(np.abs(here - (before + after) / 2).mean()) < rules.fade_residual * difference
