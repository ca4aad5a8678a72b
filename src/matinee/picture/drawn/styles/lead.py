"""Lead: an item in, out a poster whose largest words are the leading person's name, over a portrait of nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import bar, disc, fade, field, mix, ring
from matinee.picture.drawn.lettering import FACES, Space, letter, parts_of
from matinee.picture.drawn.palettes import PALETTES, Palette, moods_of
from matinee.picture.drawn.print import Begun, Poster, caption, chance_for, genres_of, sheet, title_block
from matinee.picture.drawn.shapes import land, rooms
from matinee.picture.drawn.shapes.place import place

_LONG_HAIRED: Final = """
Amy Andie Angelina Anjelica Anna Anne Annette Audrey Ava Barbara Barbra Bette Brigitte Cameron Carrie Cate Catherine
Charlize Cher Christina Claire Claudia Daryl Deborah Demi Diane Dianne Drew Elizabeth Ellen Emily Emma Faye Frances
Geena Glenn Goldie Grace Greta Gwyneth Halle Helen Helena Hilary Holly Ingrid Isabella Janet Jane Jennifer Jessica
Joan Jodie Judy Julia Julianne Julie Juliette Kate Katharine Kathleen Kathy Keira Kim Kirsten Kristen Laura Lauren
Linda Liv Maggie Maria Marilyn Marlene Mary Meg Meryl Mia Michelle Milla Minnie Mira Miranda Molly Naomi Natalie
Natasha Nicole Olivia Penelope Rachel Rebecca Reese Renée Rita Rosamund Salma Sandra Saoirse Scarlett Shelley Sharon
Shirley Sigourney Sissy Sophia Susan Tilda Tippi Uma Ursula Vivien Vera Whoopi Winona Zoe
"""
_HER_BUSTS: Final = ("bun", "waves", "bob", "curls")
_OTHER_BUSTS: Final = ("profile", "suit", "fedora", "short", "collar", "quiff", "profile")

Layout = Callable[[Chance, Palette, str], str]


def lead_of(item: Item) -> str:
    """The person whose name a poster carries: the first who is not its director; empty where nobody is known."""
    cast, director = (_names(item.attributes.get(role)) for role in ("cast", "director"))
    return next((name for name in (*cast, *item.people) if name not in director), "")


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def bust_for(name: str, chance: Chance) -> str:
    """A silhouette of nobody in particular whose hair does not contradict the first name."""
    return chance.pick(_HER_BUSTS if name.split(" ")[0] in _LONG_HAIRED.split() else _OTHER_BUSTS)


def _plain(chance: Chance, palette: Palette, bust: str) -> str:
    halo = chance.pick(
        (disc(100, 172, 82, palette.light), ring(100, 165, 78, palette.light, 5), rooms.rays(chance, palette, 200))
    )
    return halo + place(bust, (palette.near, palette.far), 100, 186, 172) + bar(0, 262, 200, 40, palette.near)


def _inside(chance: Chance, palette: Palette, bust: str) -> str:
    world = chance.pick((land.pines, land.city, land.ridges, land.sea, land.hills, land.mesas))
    shape = place(bust, ("#fff", "#fff"), 100, 176, 184)
    sky = bar(0, 60, 200, 240, palette.far) + disc(chance.between(80, 120), 136, 26, palette.light)
    return f'<mask id="h">{shape}</mask><g mask="url(#h)">{sky}{world(chance, palette, 196)}</g>' + bar(
        0, 266, 200, 40, palette.near
    )


def _four(chance: Chance, palette: Palette, bust: str) -> str:
    inks = ((palette.light, palette.near, palette.far), (palette.far, palette.light, palette.near))
    more = ((palette.near, palette.far, palette.light), (palette.low, palette.near, palette.light))
    cells = []
    for i, (ground, ink, detail) in enumerate((*inks, *more)):
        x, y = i % 2 * 100, 80 + i // 2 * 92
        cells.append(bar(x, y, 100, 92, ground) + place(bust, (ink, detail), x + 50, y + 48, 88))
    return "".join(cells) + bar(0, 264, 200, 40, palette.near)


def _torn(chance: Chance, palette: Palette, bust: str) -> str:
    slit = chance.between(86, 116)
    lean = chance.between(-30, 30)
    left = f'<clipPath id="l"><path d="M0 0H{slit + lean:.0f}L{slit - lean:.0f} 300H0Z"/></clipPath>'
    other = bar(0, 0, 200, 300, palette.light) + place(bust, (palette.near, palette.far), 108, 180, 190)
    mine = bar(0, 0, 200, 300, palette.top) + place(bust, (palette.light, palette.far), 92, 180, 190)
    return (
        f'{left}{other}<g clip-path="url(#l)">{mine}</g>'
        + bar(0, 0, 200, 78, palette.top)
        + bar(0, 262, 200, 40, palette.near)
    )


def _small(chance: Chance, palette: Palette, bust: str) -> str:
    x, radius = chance.between(78, 122), chance.between(54, 66)
    round_ = f'<clipPath id="o">{disc(x, 172, radius, "#000")}</clipPath>'
    art = disc(x, 172, radius, palette.light) + place(bust, (palette.near, palette.far), x, 184, radius * 2)
    return f'{round_}{ring(x, 172, radius + 5, palette.light, 1)}<g clip-path="url(#o)">{art}</g>' + bar(
        0, 258, 200, 42, palette.near
    )


def _shadow(chance: Chance, palette: Palette, bust: str) -> str:
    way = chance.pick((-1, 1))
    tall = place(
        bust, (mix(palette.top, palette.near, 0.4), mix(palette.top, palette.near, 0.4)), 100 + way * 34, 184, 196
    )
    return (
        tall + place(bust, (palette.near, palette.light), 100 - way * 20, 196, 150) + bar(0, 262, 200, 40, palette.near)
    )


_LAYOUTS: Final[dict[str, Layout]] = {
    "portrait": _plain,
    "double exposure": _inside,
    "four prints": _four,
    "two faces": _torn,
    "medallion": _small,
    "long shadow": _shadow,
}


def begin_lead(item: Item) -> Begun:
    """The mood, its inks, the layout and the silhouette."""
    chance, name = chance_for(item, "lead"), lead_of(item)
    mood = chance.pick(moods_of(genres_of(item)))
    palette = chance.pick(PALETTES[mood])
    bust = bust_for(name, chance) if name else chance.pick(("profile", "bun", "fedora"))
    layout = chance.pick(tuple(_LAYOUTS)) if name else chance.pick(("double exposure", "medallion", "long shadow"))
    return Begun(chance, mood, palette, layout, bust)


def draw_lead(item: Item) -> Poster:
    """The name on top as large as it goes, the portrait, the title on a foot of its own."""
    begun, genres, name = begin_lead(item), genres_of(item), lead_of(item)
    chance, mood, palette, layout = begun.chance, begun.mood, begun.palette, begun.form
    art = field("url(#s)") + _LAYOUTS[layout](chance, palette, begun.about)
    words = _named(item, name, chance, palette) if name else _unnamed(item, chance, palette)
    people = (name,) if name else ()
    return Poster(
        sheet(item, fade("s", palette.top, palette.low), art + words), ("lead", layout, mood), genres[:1], people
    )


def _named(item: Item, name: str, chance: Chance, palette: Palette) -> str:
    face = FACES[chance.pick(("block", "block", "roman", "thin", "caps"))]
    above, _ = letter(name, face, Space(12, 12, 176, 62), palette.on(palette.top), 40)
    below = FACES[chance.pick(("serif", "italic", "caps"))]
    title, _ = letter(parts_of(item.title)[0], below, Space(14, 267, 172, 19), palette.on(palette.near), 17)
    return above + title + caption(item, 295, palette.on(palette.near))


def _unnamed(item: Item, chance: Chance, palette: Palette) -> str:
    face = FACES[chance.pick(("block", "serif", "roman", "caps", "thin"))]
    words = title_block(item, face, Space(14, 14, 172, 62), palette.on(palette.top))
    return words + caption(item, 286, palette.on(palette.near))
