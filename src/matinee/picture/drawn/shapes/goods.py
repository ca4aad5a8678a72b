"""Goods: a category of a shop and two inks in, a drawing of such a thing out."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from matinee.picture.drawn.ink import number, path

OTHER: Final = "gifts"
"""What stands for a category that has no drawing."""


@cache
def shapes() -> dict[str, tuple[str, str]]:
    """Category, in small letters -> two paths within 100 x 100 units, the thing standing at 100."""
    told = tomllib.loads(files("matinee.picture.drawn.shapes").joinpath("goods.toml").read_text("utf-8"))
    return {category: (paths["a"], paths["b"]) for category, paths in told.items()}


def goods(category: str, inks: tuple[str, str], x: float, foot: float, size: float) -> str:
    """A thing of a category in two inks, standing at `foot` with its middle at `x`, `size` units high."""
    drawn = shapes()
    inner = "".join(map(path, drawn.get(category.casefold(), drawn[OTHER]), inks))
    move = f"{number(x - size / 2)} {number(foot - size)}"
    return f'<g transform="translate({move})scale({size / 100:.3f})">{inner}</g>'
