"""Ink: numbers and points in, short SVG text out; every poster is 200 x 300 units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WIDTH: Final = 200
HEIGHT: Final = 300

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with at most one decimal and nothing that is not needed.

    Example:
        >>> number(12.04), number(-0.5), number(7)
        ('12', '-.5', '7')
    """
    text = f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def at(*values: float) -> str:
    """Coordinates, one after another."""
    return " ".join(number(value) for value in values)


def points(line: Iterable[Point]) -> str:
    """Corners as the short form of a path's coordinates."""
    return " ".join(f"{number(x)} {number(y)}" for x, y in line)


def path(d: str, fill: str, more: str = "") -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{_spaced(more)}/>'


def area(line: Iterable[Point], fill: str, more: str = "") -> str:
    """A polygon."""
    return path(f"M{points(line)}Z", fill, more)


def disc(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    """A filled circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{_spaced(more)}/>'


def ring(x: float, y: float, radius: float, stroke: str, width: float) -> str:
    """A circle's line."""
    return disc(x, y, radius, "none", f'stroke="{stroke}" stroke-width="{number(width)}"')


def bar(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """A filled rectangle."""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' fill="{fill}"{_spaced(more)}/>'
    )


def field(fill: str, more: str = "") -> str:
    """A rectangle over the whole poster."""
    return f'<rect width="200" height="300" fill="{fill}"{_spaced(more)}/>'


def stroke(d: str, colour: str, width: float, more: str = "") -> str:
    """A line along a path."""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{number(width)}"{_spaced(more)}/>'


def group(inner: str, more: str) -> str:
    """Shapes that share attributes."""
    return f"<g {more}>{inner}</g>"


def fade(name: str, *stops: str, across: bool = False) -> str:
    """A gradient from top to bottom (or across), its colours evenly spaced; a stop may end in '/opacity'."""
    way = "" if across else ' x2="0" y2="1"'
    return f'<linearGradient id="{name}"{way}>{_stops(stops)}</linearGradient>'


def glow(name: str, *stops: str) -> str:
    """A gradient from the middle outwards."""
    return f'<radialGradient id="{name}">{_stops(stops)}</radialGradient>'


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` of the way from the first to the second; colours are #rrggbb.

    Example:
        >>> mix("#000000", "#ffffff", 0.5)
        '#808080'
    """
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance in [0, 1] of #rrggbb (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    a, b = luminance(first), luminance(second)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def _spaced(more: str) -> str:
    return f" {more}" if more else ""


def _stops(stops: tuple[str, ...]) -> str:
    last = max(1, len(stops) - 1)
    return "".join(_stop(stop, i / last) for i, stop in enumerate(stops))


def _stop(stop: str, offset: float) -> str:
    colour, _, opacity = stop.partition("/")
    see_through = f' stop-opacity="{opacity}"' if opacity else ""
    at = f' offset="{number(round(offset, 2)) if offset in (0, 1) else f"{offset:.2f}".lstrip("0")}"' if offset else ""
    return f'<stop{at} stop-color="{colour}"{see_through}/>'
