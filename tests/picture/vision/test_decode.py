"""Bad and unusual image files: each is read rightly or refused with its reason, within limits."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput
from matinee.picture.vision.decode import decode, read_picture
from matinee.picture.vision.headers import sniff
from tests.picture.vision.films import scene


def encoded(kind: str, pixels: np.ndarray) -> bytes:
    return bytes(cv2.imencode(kind, pixels[:, :, ::-1])[1].tobytes())


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int) -> bytes:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def cmyk_jpeg() -> bytes:
    """A grey JPEG of four blocks, told to be one block of four components."""
    data = bytearray(cv2.imencode(".jpg", np.full((8, 32), 90, np.uint8))[1].tobytes())
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    parts = b"".join(bytes((number, 0x11, 0)) for number in range(1, 5))
    new_frame = b"\xff\xc0" + struct.pack(">HBHHB", 20, 8, 8, 8, 4) + parts
    new_scan = b"\xff\xda" + struct.pack(">HB", 14, 4) + b"".join(bytes((n, 0)) for n in range(1, 5)) + b"\x00\x3f\x00"
    old_frame, old_scan = (2 + struct.unpack(">H", data[at + 2 : at + 4])[0] for at in (frame, scan))
    head, middle = data[:frame], data[frame + old_frame : scan]
    return bytes(head + new_frame + middle + new_scan + data[scan + old_scan :])


def animated_gif(path: Path) -> bytes:
    with av.open(str(path), "w", format="gif") as container:
        stream = container.add_stream("gif", rate=5)
        stream.width, stream.height, stream.pix_fmt = 32, 16, "rgb8"
        for shade in (40, 120, 200):
            frame = av.VideoFrame.from_ndarray(np.full((16, 32, 3), shade, np.uint8), "rgb24")
            container.mux(stream.encode(frame.reformat(format="rgb8")))
        container.mux(stream.encode())
    return path.read_bytes()


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".bmp"])
def test_a_whole_picture_is_read_at_its_size(kind: str) -> None:
    pixels = scene(1, (64, 48))
    found = decode(encoded(kind, pixels), "a")
    assert found.shape == (48, 64, 3)
    assert abs(found.astype(float).mean() - pixels.mean()) < 3


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".bmp"])
@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.05, 0.97))
def test_a_picture_cut_short_is_refused(kind: str, share: float) -> None:
    data = encoded(kind, scene(2, (64, 48)))
    with pytest.raises(InvalidInput):
        decode(data[: int(len(data) * share)], "cut")


@settings(deadline=None)
@given(data=st.binary(max_size=300))
def test_bytes_that_are_no_picture_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"not a JPEG|cut short|cannot be decoded|more than allowed"):
        decode(data, "noise")


def test_a_png_that_would_unpack_to_gigabytes_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(InvalidInput, match="40000 x 40000"):
        decode(png_bomb(40_000), "bomb.png")


def test_cmyk_is_converted_to_rgb() -> None:
    assert decode(cmyk_jpeg(), "cmyk.jpg").shape == (8, 8, 3)


def test_sixteen_bits_become_eight() -> None:
    deep = (scene(3, (32, 32)).astype(np.uint16) * 257)[:, :, ::-1]
    found = decode(bytes(cv2.imencode(".png", deep)[1].tobytes()), "deep.png")
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - scene(3, (32, 32))).max() <= 1


def test_of_an_animated_gif_the_first_picture_is_taken(tmp_path: Path) -> None:
    found = decode(animated_gif(tmp_path / "a.gif"), "a.gif")
    assert found.shape == (16, 32, 3)
    assert abs(float(found.mean()) - 40) < 25


def test_an_empty_file_a_folder_and_a_text_called_jpg_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "words.jpg").write_text("not a picture")
    for name, reason in (
        ("empty.jpg", "empty"),
        ("words.jpg", "not a JPEG"),
        (".", "not a file"),
        ("no.png", "not a file"),
    ):
        with pytest.raises(InvalidInput, match=reason):
            read_picture(tmp_path / name)


def test_a_path_or_link_out_of_the_root_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "home"
    inside.mkdir()
    (tmp_path / "out.png").write_bytes(encoded(".png", scene(4, (32, 32))))
    (inside / "link.png").symlink_to(tmp_path / "out.png")
    for path in (inside / ".." / "out.png", inside / "link.png"):
        with pytest.raises(InvalidInput, match="outside"):
            read_picture(path, inside)


def test_a_long_picture_is_scaled_down_to_what_was_asked() -> None:
    found = decode(encoded(".png", scene(5, (400, 100))), "wide.png", longest=200)
    assert found.shape == (50, 200, 3)


def test_headers_tell_kind_and_size_without_decoding() -> None:
    header = sniff(encoded(".webp", scene(6, (70, 30))))
    assert header is not None
    assert header[:3] == ("webp", 70, 30)
