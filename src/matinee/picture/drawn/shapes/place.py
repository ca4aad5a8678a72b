"""Placing: a silhouette's name, its inks and its place in, SVG text out."""

from __future__ import annotations

from matinee.picture.drawn.ink import number
from matinee.picture.drawn.shapes.figures import BUSTS, FIGURES
from matinee.picture.drawn.shapes.props import PROPS
from matinee.picture.drawn.shapes.things import THINGS

_DRAWINGS = {name: drawing for table in (THINGS, PROPS, FIGURES) for name, (_, drawing) in table.items()} | BUSTS


def place(name: str, inks: tuple[str, str], x: float, y: float, size: float) -> str:
    """The silhouette `name`, `size` units high, its middle at (x, y), in an ink and its detail's ink."""
    drawing = _DRAWINGS[name].replace('"A"', f'"{inks[0]}"').replace('"B"', f'"{inks[1]}"').replace(".500", ".5")
    return f'<g transform="translate({number(x)} {number(y)})scale({size / 100:.2f})">{drawing}</g>'


def stand(name: str, inks: tuple[str, str], x: float, y: float, size: float) -> str:
    """The silhouette `name` standing with its feet on y."""
    return place(name, inks, x, y - size / 2, size)


def speaking_for(genres: tuple[str, ...], table: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    """Names of a table's drawings that speak for the first of these genres that has any; all names if none has."""
    for genre in genres:
        found = tuple(name for name, (speaks, _) in table.items() if genre in speaks.split())
        if found:
            return found
    return tuple(table)
