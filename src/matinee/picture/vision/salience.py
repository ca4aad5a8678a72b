"""Pixels in, where the eye goes out: spectral residual (Hou & Zhang 2007) and colour contrast; also on drawn films."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels
from matinee.picture.vision.looks import to_lab

SIDE = 64

Map = NDArray[np.float32]
"""(64, 64), sums to one, stretched over the whole picture."""


def salience(pixels: Pixels) -> Map:
    """Residual of the log spectrum of light, plus the distance of each colour from the picture's mean colour."""
    cv2 = weights.opencv()
    lab = to_lab(cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    spectrum = np.fft.fft2(lab[..., 0])
    size = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = size - cv2.blur(size, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    found = _scaled(cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5))
    contrast = np.linalg.norm(lab - lab.mean((0, 1)), axis=2)
    found = found + _scaled(cv2.GaussianBlur(contrast, (0, 0), 2.5))
    return np.asarray(found / max(float(found.sum()), 1e-9), np.float32)


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / max(high - low, 1e-9), np.float32)
