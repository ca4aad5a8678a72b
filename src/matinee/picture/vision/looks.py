"""Pixels in, how the picture looks out: light, contrast, warmth, colours, sharpness. Measured, not learned."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels, at_most

NAMED = {
    "black": (16, 16, 16), "white": (242, 242, 242), "gray": (128, 128, 128), "red": (200, 30, 35),
    "orange": (235, 130, 40), "yellow": (240, 215, 60), "green": (50, 150, 60), "teal": (30, 140, 140),
    "blue": (40, 80, 190), "purple": (120, 60, 160), "pink": (235, 140, 180), "brown": (110, 70, 40),
    "skin": (220, 170, 140), "navy": (20, 30, 70), "sky": (140, 190, 230),
}  # fmt: skip
"""Names of colours, sRGB; the nearest in CIE Lab is said."""


@dataclass(frozen=True)
class Looks:
    """Shares in [0, 1]: light (mean L*), contrast (spread of L*), warmth (.5 is neutral), saturation;
    sharpness: the strongest edges against the spread of light; colours: name and share, the largest first."""

    light: float
    contrast: float
    warmth: float
    saturation: float
    sharpness: float
    colours: tuple[tuple[str, float], ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {**asdict(self), "colours": [{"name": name, "share": share} for name, share in self.colours]}


def look_at(pixels: Pixels) -> Looks:
    """Measure a picture; independent of its size above 256 pixels but for sharpness."""
    small = at_most(pixels, 256)
    lab = to_lab(small)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return Looks(
        light=round(float(lab[..., 0].mean()) / 100, 4),
        contrast=round(float(lab[..., 0].std()) / 50, 4),
        warmth=round(float(np.clip(0.5 + lab[..., 2].mean() / 60, 0, 1)), 4),
        saturation=round(float(np.clip(chroma.mean() / 60, 0, 1)), 4),
        sharpness=round(sharpness(at_most(pixels, 640)), 4),
        colours=dominant(lab),
    )


def to_lab(pixels: Pixels) -> NDArray[np.float32]:
    """CIE Lab (h, w, 3), L* in [0, 100]."""
    cv2 = weights.opencv()
    found: NDArray[np.float32] = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return found


def dominant(lab: NDArray[np.float32], least: float = 0.08) -> tuple[tuple[str, float], ...]:
    """Names of the colours that cover at least a share of `least`, with their shares."""
    palette = to_lab(np.array([list(NAMED.values())], np.uint8))[0]
    flat = lab.reshape(-1, 3)[:: max(1, lab.shape[0] * lab.shape[1] // 8192)]
    nearest = ((flat[:, None] - palette[None]) ** 2).sum(2).argmin(1)
    shares = np.bincount(nearest, minlength=len(NAMED)) / len(flat)
    names = list(NAMED)
    return tuple((names[at], round(float(shares[at]), 3)) for at in np.argsort(-shares) if shares[at] >= least)


def sharpness(pixels: Pixels) -> float:
    """How fast light changes at the sharpest places, in [0, 1]: the 99.5th percentile of the second difference
    against the range of light (2nd to 98th percentile), so that dim pictures are not called blurred."""
    cv2 = weights.opencv()
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    low, high = np.percentile(gray, (2, 98))
    edges = np.abs(cv2.Laplacian(gray, cv2.CV_32F, ksize=1))
    return float(min(1.0, np.percentile(edges, 99.5) / max(float(high - low), 8.0)))
