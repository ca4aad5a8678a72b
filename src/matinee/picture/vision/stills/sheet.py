"""Stills in, a contact sheet to look at out: a page (HTML) and a picture (PNG)."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from matinee.picture.vision.decode import Pixels, read_picture, resized
from matinee.picture.vision.weights import opencv

CELL = (320, 180)
COLUMNS = 4
PAPER = 24

STYLE = (
    "body{font:14px system-ui,sans-serif;background:#181818;color:#ddd;margin:2rem}"
    "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem}"
    "figure{margin:0}img{width:100%;height:auto}figcaption{padding:.3rem 0}small{color:#aaa}"
)


def clock(seconds: float) -> str:
    """Hours, minutes, seconds.

    Example:
        >>> clock(3725.5)
        '1:02:05.5'
    """
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{int(seconds * 10) % 10}"


def page(found: Mapping[str, Any], title: str) -> str:
    """The contact sheet as one HTML page beside the stills."""
    figures = "\n".join(_figure(still) for still in found["stills"])
    counts: dict[str, int] = {}
    for one in found["rejects"]:
        counts[one["reason"]] = counts.get(one["reason"], 0) + 1
    said = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>\n'
        f"<h1>{escape(title)}</h1><p>{len(found['stills'])} stills; rejected: {said or 'none'}</p>\n"
        f"<main>\n{figures}\n</main></html>\n"
    )


def _figure(still: Mapping[str, Any]) -> str:
    time, tags = clock(still["timecode_seconds"]), ", ".join(still["tags"])
    known = [face for face in still["faces"] if "character" in face]
    names = ", ".join(face["name"] or f"character {face['character']}" for face in known)
    file = escape(still["file"])
    return (
        f'<figure><a href="{file}"><img src="{file}" alt="still at {time}" loading="lazy"></a><figcaption>{time} '
        f"<small>score {still['scores']['overall']:.2f} · {escape(tags)} {escape(names)}</small></figcaption></figure>"
    )


def picture(found: Mapping[str, Any], folder: Path) -> Pixels:
    """The contact sheet as pixels: four columns, each still with its time."""
    cells = [_cell(folder / still["file"], still["timecode_seconds"]) for still in found["stills"]]
    blank = np.full((CELL[1] + PAPER, CELL[0], 3), 24, np.uint8)
    cells += [blank] * (-len(cells) % COLUMNS or COLUMNS * (not cells))
    rows = [np.hstack(cells[at : at + COLUMNS]) for at in range(0, len(cells), COLUMNS)]
    return np.vstack(rows)


def _cell(path: Path, seconds: float) -> Pixels:
    cv2 = opencv()
    cell = np.full((CELL[1] + PAPER, CELL[0], 3), 24, np.uint8)
    pixels = read_picture(path).pixels
    scale = min(CELL[0] / pixels.shape[1], CELL[1] / pixels.shape[0])
    size = (max(2, int(pixels.shape[1] * scale)), max(2, int(pixels.shape[0] * scale)))
    left, top = (CELL[0] - size[0]) // 2, (CELL[1] - size[1]) // 2
    cell[top : top + size[1], left : left + size[0]] = resized(pixels, size)
    cv2.putText(cell, clock(seconds), (6, CELL[1] + 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (220, 220, 220), 1)
    return cell


def write_sheets(found: Mapping[str, Any], folder: Path, title: str) -> None:
    """Write contact-sheet.html and contact-sheet.png beside the stills."""
    (folder / "contact-sheet.html").write_text(page(found, title), "utf-8")
    sheet = picture(found, folder)
    (folder / "contact-sheet.png").write_bytes(opencv().imencode(".png", sheet[:, :, ::-1])[1].tobytes())
