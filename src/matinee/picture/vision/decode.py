"""Image files in, RGB pixels out, within limits; what cannot be read whole is refused with its reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.picture.vision.headers import sniff
from matinee.picture.vision.weights import opencv

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB."""

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_384


@dataclass(frozen=True)
class Picture:
    """A decoded file: its name, the sha256 of its bytes and its pixels (h, w, 3), RGB uint8."""

    name: str
    sha256: str
    pixels: Pixels


def read_picture(path: Path, root: Path | None = None, longest: int = 2048) -> Picture:
    """Read one picture; a longer side than `longest` pixels is scaled down.

    Raises:
        InvalidInput: outside `root`, missing, empty, too big, no known format, cut short or damaged.
    """
    data = read_bytes(path, root)
    return Picture(str(path), hashlib.sha256(data).hexdigest(), decode(data, str(path), longest))


def read_bytes(path: Path, root: Path | None = None) -> bytes:
    """A file's bytes; with `root`, only from inside that folder.

    Raises:
        InvalidInput: outside `root`, missing, empty or over 64 MB.
    """
    found = path.resolve()
    if root is not None and not found.is_relative_to(root.resolve()):
        raise InvalidInput(f"{path} lies outside {root}", "copy the picture into that folder")
    if not found.is_file():
        raise InvalidInput(f"{path} is not a file", "give the path of a picture")
    size = found.stat().st_size
    if size == 0:
        raise InvalidInput(f"{path} is empty", "fetch the picture again")
    if size > MAX_BYTES:
        raise InvalidInput(f"{path} has {size:,} bytes, more than {MAX_BYTES:,}", "save it smaller")
    return found.read_bytes()


def decode(data: bytes, name: str, longest: int = 2048) -> Pixels:
    """Bytes of a JPEG, PNG, GIF (first frame), WebP or BMP -> pixels, 8 bits, RGB.

    CMYK is converted, 16 bits become 8, transparency is dropped, the EXIF orientation is applied.

    Raises:
        InvalidInput: see `read_picture`.
    """
    header = sniff(data)
    if header is None:
        raise InvalidInput(f"{name} is not a JPEG, PNG, GIF, WebP or BMP picture", "convert it to one of these")
    if not header.whole:
        raise InvalidInput(f"{name} is cut short or damaged ({header.kind})", "fetch the picture again")
    if max(header.width, header.height) > MAX_SIDE or header.width * header.height > MAX_PIXELS:
        raise InvalidInput(f"{name} has {header.width} x {header.height} pixels, more than allowed", "save it smaller")
    cv2 = opencv()
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise InvalidInput(f"{name} cannot be decoded: {error.err}", "convert it to JPEG or PNG") from error
    if pixels is None or min(pixels.shape[:2]) < 2:
        raise InvalidInput(f"{name} cannot be decoded ({header.kind})", "convert it to JPEG or PNG")
    return at_most(np.ascontiguousarray(pixels[:, :, ::-1]), longest)


def at_most(pixels: Pixels, longest: int) -> Pixels:
    """The picture itself, or scaled down so that its longer side is `longest` pixels."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    return resized(pixels, size)


def resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Scaled to `size` (width, height): by area when smaller, cubic when larger."""
    cv2 = opencv()
    smaller = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    found: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return found
