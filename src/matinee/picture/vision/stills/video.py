"""A video file in, its frames one by one out: a small view of each, the full picture only of those asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput, MissingExtra
from matinee.picture.vision.decode import Pixels
from matinee.picture.vision.weights import opencv

SMALL = (128, 72)
"""Width and height of the small view."""
LONGEST = 1280
"""Pixels of the longer side of a full picture; larger films are scaled down while decoding."""
FULL_RANGE = 2
"""FFmpeg's number for luma in 0-255; all else is taken as 16-235."""
STRETCH = np.clip((np.arange(256) - 16) * (255 / 219), 0, 255).astype(np.uint8)
MAX_SIDE = 16_384
MAX_SECONDS = 12 * 3600.0


@dataclass(frozen=True)
class Frame:
    """One frame: its number and time, the small view (72, 128, 3) in Y'CbCr and the luma at 640 pixels (h, w), full
    range. `held` is the decoder's frame, at most 1280 pixels wide or high."""

    number: int
    seconds: float
    small: Pixels
    luma: NDArray[np.uint8]
    held: Any

    def pixels(self) -> Pixels:
        """The picture, RGB."""
        found: Pixels = self.held.to_ndarray(format="rgb24")
        return found


@dataclass(frozen=True)
class Film:
    """What a video says of itself: length in seconds (0 if it does not say), frames a second, size in pixels."""

    seconds: float
    rate: float
    width: int
    height: int


def fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    """Even sides with the longer at most `longest`."""
    scale = min(1.0, longest / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def open_film(path: Path) -> tuple[Any, Film]:
    """A container ready to decode, and what it says of itself.

    Raises:
        InvalidInput: missing, empty, broken, without pictures, too large or too long.
    """
    try:
        import av
    except ImportError as error:
        raise MissingExtra.named("vision") from error
    if not path.is_file() or path.stat().st_size == 0:
        raise InvalidInput(f"{path} is missing or empty", "give the path of a video")
    try:
        container = av.open(str(path), "r", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise InvalidInput(f"{path} is not a video that can be read ({error})", "convert it to MP4") from error
    if not container.streams.video:
        container.close()
        raise InvalidInput(f"{path} has no video stream", "give a file with pictures")
    stream = container.streams.video[0]
    stream.thread_type, stream.thread_count = "AUTO", 2
    seconds = float(container.duration or 0) / 1e6
    film = Film(seconds, float(stream.average_rate or 25), stream.width, stream.height)
    if max(film.width, film.height) > MAX_SIDE or film.seconds > MAX_SECONDS:
        container.close()
        raise InvalidInput(f"{path} is {film.width} x {film.height}, {film.seconds:.0f} s: more than allowed", "cut it")
    return container, film


def frames(path: Path) -> Iterator[Frame]:
    """All frames in order; damaged ones are left out, and only one is held in memory at a time.

    Raises:
        InvalidInput: see `open_film`, and when no frame at all can be decoded.
    """
    container, film = open_film(path)
    number = 0
    with container:
        for held in decoded(container):
            seconds = float(held.time) if held.time is not None else number / film.rate
            yield _frame(number, max(0.0, seconds), held)
            number += 1
            if seconds > MAX_SECONDS:
                break
    if number == 0:
        raise InvalidInput(f"{path} has no frame that can be decoded", "convert it to MP4")


def decoded(container: Any) -> Iterator[Any]:
    """Frames of the first video stream; a damaged packet is skipped, a broken end ends them."""
    import av

    packets = container.demux(container.streams.video[0])
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _frame(number: int, seconds: float, held: Any) -> Frame:
    cv2 = opencv()
    limited = int(held.color_range) != FULL_RANGE
    width, height = fitted(held.width, held.height, LONGEST)
    ready = held.reformat(width, height, "yuv420p")
    planes = [_plane(ready.planes[at], ready.width >> (at > 0), ready.height >> (at > 0)) for at in range(3)]
    luma = cv2.resize(planes[0], fitted(width, height, 640), interpolation=cv2.INTER_AREA)
    if limited:
        luma = cv2.LUT(luma, STRETCH)
    parts = [cv2.resize(part, SMALL, interpolation=cv2.INTER_AREA) for part in (luma, planes[1], planes[2])]
    return Frame(number, seconds, np.stack(parts, -1), luma, ready)


def _plane(plane: Any, width: int, height: int) -> NDArray[np.uint8]:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[:height, :width]
