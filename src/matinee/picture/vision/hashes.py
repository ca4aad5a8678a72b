"""Pixels in, a perceptual hash of 64 bits out: signs of the low frequencies (pHash, Zauner 2010)."""

from __future__ import annotations

import numpy as np

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels

ALIKE = 12
"""Pictures whose hashes differ in at most this many of 64 bits are nearly alike."""


def perceptual_hash(pixels: Pixels) -> int:
    """64 bits; insensitive to size, light and contrast."""
    cv2 = weights.opencv()
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    small = cv2.resize(gray, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(left: int, right: int) -> int:
    """Bits that differ.

    Example:
        >>> distance(0b1010, 0b0110)
        2
    """
    return (left ^ right).bit_count()
