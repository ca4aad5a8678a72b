"""Lettering: a title and a space in, lines of SVG text that fill it out, whatever fonts the machine has."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape

from matinee.picture.drawn.ink import number

_NARROW_LETTERS: Final = "iljtfrI.,:;'!|()[] -1"
_WIDE_LETTERS: Final = "mwMWQOGDCHNUAVXK&@%"
_MOST: Final = 96


@dataclass(frozen=True, slots=True)
class Face:
    """A family of letters: its fonts, weight, mean widths in em (narrow, common, wide, capitals' factor), and case."""

    fonts: str
    weight: int
    widths: tuple[float, float, float]
    upper: bool = False
    spacing: float = 0.0
    leading: float = 1.0
    style: str = ""


_SANS: Final = "Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif"
_SERIF: Final = "Didot,Bodoni MT,Iowan Old Style,Palatino,Georgia,Liberation Serif,serif"
_NARROW: Final = "Impact,Oswald,Arial Narrow,Liberation Sans Narrow,sans-serif"

FACES: Final = {
    "block": Face(_NARROW, 700, (0.27, 0.56, 0.66), upper=True, leading=0.88),
    "swiss": Face(_SANS, 700, (0.31, 0.58, 0.76), leading=0.96),
    "caps": Face(_SANS, 700, (0.33, 0.69, 0.8), upper=True, spacing=0.04),
    "thin": Face(
        "Avenir Next,Futura,Century Gothic,Helvetica Neue,DejaVu Sans,sans-serif",
        200,
        (0.33, 0.66, 0.82),
        upper=True,
        spacing=0.2,
        leading=1.2,
    ),
    "serif": Face(_SERIF, 400, (0.29, 0.49, 0.74), leading=1.02),
    "roman": Face(_SERIF, 700, (0.36, 0.68, 0.8), upper=True, spacing=0.06, leading=1.06),
    "italic": Face(_SERIF, 700, (0.29, 0.5, 0.74), style="italic"),
    "typed": Face("American Typewriter,Courier New,Liberation Mono,monospace", 700, (0.6, 0.6, 0.6), leading=1.08),
}


@dataclass(frozen=True, slots=True)
class Space:
    """Where lettering may stand: left, top or bottom edge (`y`), width, height, and how it is aligned."""

    x: float
    y: float
    width: float
    height: float
    align: str = "middle"
    from_bottom: bool = False


def parts_of(title: str) -> tuple[str, str]:
    """A title's name and what follows it, split at a colon or a bracket where the name can stand alone.

    Example:
        >>> parts_of("Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb")
        ('Dr. Strangelove', 'or: How I Learned to Stop Worrying and Love the Bomb')
        >>> parts_of("Heat")
        ('Heat', '')
    """
    text = printable(title)
    bare = re.sub(r"\s*\((?:a\.k\.a\.|[^)]*\))?.*$", "", text) if "(" in text[3:] else text
    found = re.match(r"(.{3,40}?)(?::\s+| (?=or[:,] )| - )(.+)$", bare)
    if found and len(bare) > 20:
        return found[1], found[2]
    return _cut(bare or text), ""


def printable(text: str) -> str:
    """A text without signs that no paper carries, its words one space apart."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _cut(text: str) -> str:
    if len(text) <= _MOST:
        return text
    return text[:_MOST].rsplit(" ", 1)[0] + "…"


def width_of(text: str, face: Face) -> float:
    """How wide a text is in this face, in em, near enough to be stretched the rest of the way."""
    narrow, common, wide = face.widths
    total = sum(_letter(letter, (narrow, common, wide), face.upper) for letter in text)
    return total + face.spacing * max(0, len(text) - 1)


def _letter(letter: str, widths: tuple[float, float, float], upper: bool) -> float:
    narrow, common, wide = widths
    if ord(letter) > 0x2E7F:
        return 1.0
    if letter in _NARROW_LETTERS:
        return narrow
    if letter in _WIDE_LETTERS:
        return wide
    return common if upper or not letter.isupper() else (common + wide) / 2


def wrap(text: str, lines: int, face: Face) -> list[str]:
    """The words in at most so many lines, as even as can be."""
    words = text.split() or [text]
    gap = face.widths[0] + 2 * face.spacing
    ends = list(itertools.accumulate((width_of(word, face) + gap for word in words), initial=0.0))
    goal = (ends[-1] - gap) / min(lines, len(words))
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for end in range(1, len(words) + 1):
        options = [
            (cost + (ends[end] - ends[start] - gap - goal) ** 2, start)
            for start, (cost, done) in best.items()
            if len(done) < lines
        ]
        if options:
            cost, start = min(options)
            best[end] = (cost, [*best[start][1], " ".join(words[start:end])])
    return best.get(len(words), (0.0, [text]))[1]


def _sizes(lines: list[str], face: Face, space: Space, justified: bool, largest: float) -> list[float]:
    full = [space.width / max(0.4, width_of(line, face)) for line in lines]
    sizes = [min(size, largest) for size in full] if justified else [min([*full, largest])] * len(lines)
    tall = sum(sizes) * face.leading
    return [size * min(1.0, space.height / tall) for size in sizes]


def letter(title: str, face: Face, space: Space, ink: str, largest: float = 46) -> tuple[str, float]:
    """A title set as large as its space allows, and the height that it takes.

    Faces in narrow capitals are set as a block: each line fills the width.
    """
    plain = printable(title)
    text = plain.upper() if face.upper else plain
    justified = face.upper and face.fonts is _NARROW
    tries = [wrap(text, n, face) for n in range(1, max(1, min(6, len(text.split()))) + 1)]
    sized = [(lines, _sizes(lines, face, space, justified, largest)) for lines in tries]
    lines, sizes = max(sized, key=lambda pair: min(pair[1]) * 1.0 + sum(pair[1]) * 0.12)
    tall = sum(sizes) * face.leading
    y = space.y - tall if space.from_bottom else space.y
    out = []
    for line, size in zip(lines, sizes, strict=True):
        y += size * face.leading
        out.append(_line(line, face, replace(space, y=y - size * 0.14 * face.leading), size))
    return f'<g fill="{ink}" {attributes(face)}{_anchor(space)}>{"".join(out)}</g>', tall


def attributes(face: Face) -> str:
    """A face's font attributes; its weight always, its slant where it has one."""
    slant = f' font-style="{face.style}"' if face.style else ""
    return f'font-family="{face.fonts}" font-weight="{face.weight}"{slant}'


def small(text: str, space: Space, ink: str, size: float = 6.5, spacing: float = 1.2) -> str:
    """One small spaced line in capitals, as of a credit."""
    words = escape(printable(text.upper()))
    return (
        f'<text x="{number(_start(space))}" y="{number(space.y)}"{_anchor(space)} font-size="{number(size)}"'
        f' font-family="{_SANS}" letter-spacing="{number(spacing)}" fill="{ink}">{words}</text>'
    )


def _line(line: str, face: Face, space: Space, size: float) -> str:
    wide = width_of(line, face) * size
    spacing = f' letter-spacing="{number(face.spacing * size)}"' if face.spacing else ""
    return (
        f'<text x="{number(_start(space))}" y="{number(space.y)}" font-size="{number(size)}"{spacing}'
        f' textLength="{number(wide)}" lengthAdjust="spacingAndGlyphs">{escape(line)}</text>'
    )


def _start(space: Space) -> float:
    return {"start": space.x, "middle": space.x + space.width / 2, "end": space.x + space.width}[space.align]


def _anchor(space: Space) -> str:
    return "" if space.align == "start" else f' text-anchor="{space.align}"'
