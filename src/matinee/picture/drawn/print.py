"""A print: the parts of a poster in, one whole SVG text and what it shows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.lettering import FACES, Face, Space, letter, parts_of, printable, small
from matinee.picture.drawn.palettes import Palette

_PLAIN: Final = ("(no genres listed)", "IMAX")


@dataclass(frozen=True, slots=True)
class Poster:
    """A drawn poster: its SVG text, the themes it shows, and the people and genres it names or stands for."""

    svg: str
    themes: tuple[str, ...]
    genres: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """What chance decided first of a print, so that it can be told without drawing: its mood and inks, its form, what
    it is about (a thing, a silhouette, a genre) and how that is framed; `chance` goes on from there."""

    chance: Chance
    mood: str
    palette: Palette
    form: str
    about: str = ""
    frame: str = ""


def sheet(item: Item, defs: str, body: str) -> str:
    """The SVG of a poster; it carries the item's title for those who do not see it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300" role="img">'
        f"<title>{escape(printable(item.title))}</title>{f'<defs>{defs}</defs>' if defs else ''}{body}</svg>"
    )


def chance_for(item: Item, style: str) -> Chance:
    """The chance of one item's poster in one style."""
    return Chance(item.item, style)


def genres_of(item: Item) -> tuple[str, ...]:
    """The genres that say something."""
    return tuple(genre for genre in item.genres if genre not in _PLAIN)


def credit(item: Item) -> str:
    """The small line of a poster: its year and up to two genres."""
    words = [str(item.year)] if item.year else []
    words += [" / ".join(genres_of(item)[:2])] if genres_of(item) else []
    return "  ·  ".join(words)


def title_block(item: Item, face: Face, space: Space, ink: str, largest: float = 44) -> str:
    """The title, its second part smaller underneath; grows down from a top edge or up from a bottom one."""
    name, rest = parts_of(item.title)
    if not rest:
        return letter(name, face, space, ink, largest)[0]
    room = min(24.0, space.height * 0.3)
    low = Space(space.x, space.y, space.width, room, space.align, space.from_bottom)
    second = FACES["serif"] if face is FACES["block"] else face
    if space.from_bottom:
        under, tall = letter(rest, second, low, ink, 11)
        above = Space(space.x, space.y - tall - 3, space.width, space.height - tall - 3, space.align, True)
        return letter(name, face, above, ink, largest)[0] + under
    over, tall = letter(
        name, face, Space(space.x, space.y, space.width, space.height - room, space.align), ink, largest
    )
    return over + letter(rest, second, Space(space.x, space.y + tall + 3, space.width, room, space.align), ink, 11)[0]


def caption(item: Item, y: float, ink: str, align: str = "middle") -> str:
    """The credit line at a height."""
    line = credit(item)
    return small(line, Space(14, y, 172, 8, align), ink, size=min(6.2, 172 / max(1, len(line)) / 0.92)) if line else ""
