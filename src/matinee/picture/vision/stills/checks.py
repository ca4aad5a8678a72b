"""Frames and candidate stills in, reasons to reject them out: black, blurred, faded, text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.stills.video import Frame


@dataclass(frozen=True)
class Rules:
    """Thresholds; the error rates that belong to them are in docs/vision.md."""

    dark: float = 18.0
    range_least: float = 40.0
    sharp_least: float = 0.15
    sharp_ratio: float = 0.4
    text_share: float = 0.006
    text_on_dark: float = 0.002
    small_lines: int = 6
    gain: float = 0.85
    alike: float = 0.94


@dataclass(frozen=True)
class Quality:
    """Of the luma: mean and 99th percentile, range from the 2nd to the 98th percentile, sharpness in [0, 1]."""

    light: float
    brightest: float
    range: float
    sharpness: float


def measure(frame: Frame) -> Quality:
    """About a millisecond a frame."""
    luma = frame.luma
    low, high, top = np.percentile(luma[::4, ::4], (2, 98, 99.5))
    return Quality(float(frame.small[..., 0].mean()), float(top), float(high - low), sharpness(luma, float(high - low)))


def sharpness(luma: NDArray[np.uint8], spread: float) -> float:
    """The strongest second differences against the range of light: 0 for a flat or much blurred picture."""
    edges = np.abs(weights.opencv().Laplacian(luma, weights.opencv().CV_16S, ksize=1))[::2, ::2].ravel()
    place = int(len(edges) * 0.995)
    return float(min(1.0, np.partition(edges, place)[place] / max(spread, 16.0)))


def flaw(quality: Quality, usual: float, rules: Rules) -> str:
    """The reason why a frame is no candidate, or nothing; `usual` is the sharpness of the frames around it.

    A dark frame with bright spots goes on: it may be a night scene, or credits, which the text check finds.
    """
    if quality.light < rules.dark and quality.brightest < 70:
        return "black"
    if quality.range < rules.range_least and quality.brightest < 235:
        return "faded"
    if quality.sharpness < max(rules.sharp_least, rules.sharp_ratio * usual):
        return "blurred"
    return ""


def is_text(share: float, light: float, rules: Rules) -> bool:
    """Whether text covers too much; on a dark ground (credits) a little is too much."""
    return share > (rules.text_on_dark if light < 2 * rules.dark else rules.text_share)
