"""Bytes of an image file in; its kind, size in pixels and whether it is whole out. Decodes nothing."""

from __future__ import annotations

import struct
from typing import NamedTuple


class Header(NamedTuple):
    """What the file says of itself; `whole` is false when its end is missing."""

    kind: str
    width: int
    height: int
    whole: bool


def sniff(data: bytes) -> Header | None:
    """None when the bytes are none of JPEG, PNG, GIF, WebP, BMP."""
    for starts, read in READERS:
        if data.startswith(starts):
            try:
                return read(data)
            except (struct.error, IndexError):
                return Header(read.__name__, 0, 0, False)
    return None


def png(data: bytes) -> Header:
    """PNG: IHDR and IEND, every chunk within the file."""
    width, height = struct.unpack(">II", data[16:24])
    at, last = 8, b""
    while at + 12 <= len(data) and last != b"IEND":
        length = struct.unpack(">I", data[at : at + 4])[0]
        last = data[at + 4 : at + 8]
        at += 12 + length
    return Header("png", width, height, last == b"IEND" and at <= len(data))


def jpeg(data: bytes) -> Header:
    """JPEG: the frame header's size; whole when an end marker stands in the last kilobytes or after all scans."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Header("jpeg", width, height, b"\xff\xd9" in data[at + 9 :])
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return Header("jpeg", 0, 0, False)


def gif(data: bytes) -> Header:
    """GIF: the screen's size; the trailer byte."""
    width, height = struct.unpack("<HH", data[6:10])
    return Header("gif", width, height, data.rstrip(b"\x00").endswith(b"\x3b"))


def webp(data: bytes) -> Header:
    """WebP: lossy, lossless or extended; the RIFF length."""
    whole = data[8:12] == b"WEBP" and len(data) >= struct.unpack("<I", data[4:8])[0] + 8
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = (value & 0x3FFF for value in struct.unpack("<HH", data[26:30]))
    elif kind == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    return Header("webp", width, height, whole)


def bmp(data: bytes) -> Header:
    """BMP: the info header; the file length."""
    length, width, height = struct.unpack("<I12xii", data[2:26])
    return Header("bmp", abs(width), abs(height), len(data) >= length)


READERS = ((b"\x89PNG\r\n\x1a\n", png), (b"\xff\xd8\xff", jpeg), (b"GIF8", gif), (b"RIFF", webp), (b"BM", bmp))
