"""Small films made by the tests: frames in, an MP4 file out; faults planted into frames."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.decode import Pixels

WORDS = ("DIRECTED BY", "A FILM OF MANY", "PRODUCED WITH", "MUSIC AND SOUND", "COSTUMES", "SPECIAL THANKS")


def write_film(path: Path, frames: Iterable[Pixels], rate: int = 24) -> Path:
    """Encode frames (h, w, 3), RGB, even sides, at high quality."""
    with av.open(str(path), "w") as container:
        stream = None
        for pixels in frames:
            if stream is None:
                stream = container.add_stream("mpeg4", rate=rate)
                stream.height, stream.width = pixels.shape[:2]
                stream.pix_fmt, stream.bit_rate = "yuv420p", 8_000_000
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")))
        assert stream is not None
        container.mux(stream.encode())
    return path


def scene(seed: int, size: tuple[int, int] = (640, 360)) -> Pixels:
    """A sharp picture of soft light, shapes and grain; another one for each seed."""
    width, height = size
    generator = np.random.default_rng(seed)
    base = cv2.resize(generator.integers(20, 236, (3, 4, 3), np.uint8), size, interpolation=cv2.INTER_CUBIC)
    for _ in range(25):
        at = tuple(int(x) for x in generator.integers(0, (width, height)))
        colour = tuple(int(x) for x in generator.integers(0, 256, 3))
        cv2.ellipse(
            base,
            at,
            tuple(int(x) for x in generator.integers(8, 70, 2)),
            int(generator.integers(0, 180)),
            0,
            360,
            colour,
            -1,
        )
    grain = generator.normal(0, 3, base.shape)
    return np.clip(base + grain, 0, 255).astype(np.uint8)


def moved(pixels: Pixels, step: float) -> Pixels:
    """The picture seen by a camera that has panned by `step` pixels."""
    shift = np.array([[1, 0, -step], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(pixels, shift, pixels.shape[1::-1], borderMode=cv2.BORDER_REFLECT), np.uint8)


def black(pixels: Pixels) -> Pixels:
    """Black with a little noise."""
    return (np.random.default_rng(0).random(pixels.shape) * 4).astype(np.uint8)


def blurred(pixels: Pixels, strength: float = 6.0) -> Pixels:
    """Out of focus; `strength` in pixels at a height of 720."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), strength * pixels.shape[0] / 720), np.uint8)


def faded(pixels: Pixels, share: float = 0.4, ground: int = 0) -> Pixels:
    """`share` of the picture over a plain ground."""
    return (pixels * share + ground * (1 - share)).astype(np.uint8)


def full_of_text(pixels: Pixels, ground: int = 0, lines: int = 8) -> Pixels:
    """Credits: lines of words from top to bottom; a ground below 0 leaves the picture there."""
    found = np.full_like(pixels, ground) if ground >= 0 else pixels.copy()
    height, width = pixels.shape[:2]
    step, ink = height // (lines + 1), (0, 0, 0) if ground > 128 else (255, 255, 255)
    for row in range(lines):
        word = WORDS[row % len(WORDS)] if lines < 12 else " ".join(WORDS[at % len(WORDS)] for at in range(row, row + 4))
        size, place = step / 34 if lines < 12 else step / 45, (width // 16, step * (row + 1))
        cv2.putText(found, word, place, cv2.FONT_HERSHEY_SIMPLEX, size, ink, max(1, step // 16), cv2.LINE_AA)
    return found


def difference(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> float:
    """Mean absolute difference in grey levels."""
    return float(np.abs(left.astype(int) - right).mean())
