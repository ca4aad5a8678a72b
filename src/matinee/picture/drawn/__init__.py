"""Drawn posters: an item and a style in, SVG text and what it shows out, the same for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matinee.core.errors import MatineeError
from matinee.core.values import Artwork, Item
from matinee.picture.drawn.print import Poster
from matinee.picture.drawn.styles.era import draw_era
from matinee.picture.drawn.styles.goods import draw_goods
from matinee.picture.drawn.styles.lead import draw_lead
from matinee.picture.drawn.styles.mood import draw_mood
from matinee.picture.drawn.styles.scene import draw_scene

__all__ = ["STYLES", "Poster", "artworks", "draw", "poster"]

_DRAW: Final[dict[str, Callable[[Item], Poster]]] = {
    "scene": draw_scene,
    "mood": draw_mood,
    "lead": draw_lead,
    "era": draw_era,
}
STYLES: Final = tuple(_DRAW)
"""The styles, in the order in which an item's artworks are listed."""


def poster(item: Item, style: str) -> Poster:
    """The poster of an item in a style, with its themes, genres and people.

    Raises:
        MatineeError: there is no such style.
    """
    if style not in _DRAW:
        raise MatineeError(f"there is no poster style {style!r}; choose one of {', '.join(STYLES)}")
    return draw_goods(item, style) if item.kind == "product" else _DRAW[style](item)


def draw(item: Item, style: str) -> str:
    """SVG text of the poster of an item in a style: 200 x 300 units, about 4 kB at most."""
    return poster(item, style).svg


def artworks(item: Item) -> tuple[Artwork, ...]:
    """The drawn artworks of an item, ids '<item>-<style>', tagged with what they show; the lead's needs a person."""
    drawn = ((style, poster(item, style)) for style in STYLES)
    return tuple(
        Artwork(
            artwork=f"{item.item}-{style}", item=item.item, kind="drawn", canvas="portrait",
            themes=print_.themes, people=print_.people, genres=print_.genres,
        )
        for style, print_ in drawn
        if style != "lead" or print_.people or item.kind == "product"
    )  # fmt: skip
