"""Goods: a product and a style in, out a shop's print: on a stand, as a pattern, as a label, or with its price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import bar, disc, fade, field, mix, path
from matinee.picture.drawn.lettering import FACES, Space, letter, small
from matinee.picture.drawn.palettes import PALETTES, Palette
from matinee.picture.drawn.print import Begun, Poster, chance_for, genres_of, sheet
from matinee.picture.drawn.shapes.goods import goods

_MOODS: Final = tuple(PALETTES)
_FOOT: Final = 232


def _stand(item: Item, chance: Chance, palette: Palette) -> str:
    """The thing on a stand, its shadow under it."""
    x = 100.0
    floor = path(f"M0 {_FOOT - 14}h200v{314 - _FOOT}H0z", palette.layer(0.35))
    halo = disc(x, 138, chance.between(74, 88), mix(palette.light, palette.low, 0.35))
    stand = path(f"M44 {_FOOT}h112l10 14H34z", palette.near) + bar(
        34, _FOOT + 14, 132, 12, mix(palette.near, "#000000", 0.3)
    )
    return halo + floor + stand + goods(_category(item), _inks(palette), x, _FOOT, chance.between(126, 142))


def _pattern(item: Item, chance: Chance, palette: Palette) -> str:
    """The thing many times over, one of them in the light."""
    across, chosen = chance.pick((3, 4)), chance.whole(0, 8)
    step = 200 / across
    places = [(column, row) for row in range(round(216 / step)) for column in range(across)]
    quiet = (mix(palette.far, palette.low, 0.3), mix(palette.far, palette.low, 0.55))
    return "".join(
        (disc(step * (c + 0.5), 22 + step * (r + 0.5), step * 0.48, palette.light) if n == chosen else "")
        + goods(
            _category(item), _inks(palette) if n == chosen else quiet, step * (c + 0.5), 20 + step * (r + 0.86),
            step * 0.66,
        )
        for n, (c, r) in enumerate(places)
    )  # fmt: skip


def _label(item: Item, chance: Chance, palette: Palette) -> str:
    """The maker's label, the thing small above the name."""
    paper, ink = mix(palette.low, "#ffffff", 0.55), palette.near
    name, _ = letter(item.brand or _category(item), FACES[chance.pick(("roman", "serif", "italic", "block"))],
                     Space(36, 172, 128, 46, "middle"), ink, 30)  # fmt: skip
    frame = f'<rect x="22" y="34" width="156" height="198" rx="{chance.pick((2, 14, 40))}" fill="{paper}"/>'
    rule = bar(52, 164, 96, 1.4, ink)
    return frame + goods(_category(item), (ink, mix(palette.far, paper, 0.3)), 100, 156, 96) + rule + name


def _priced(item: Item, chance: Chance, palette: Palette) -> str:
    """The thing large, a tag with its price hanging on it."""
    turn = chance.between(-9, 9)
    thing = f'<g transform="rotate({turn:.1f} 100 140)">{goods(_category(item), _inks(palette), 96, 226, 176)}</g>'
    if item.price is None:
        return thing
    said = f"{item.price:.2f}"
    tag = path("M122 40h58q8 0 8 8v26q0 8-8 8h-58l-16-21z", palette.light) + disc(120, 61, 4, palette.far)
    words, _ = letter(said, FACES["swiss"], Space(128, 50, 56, 22, "middle"), palette.on(palette.light), 17)
    return thing + tag + words


STYLES: Final[dict[str, tuple[str, Callable[[Item, Chance, Palette], str]]]] = {
    "scene": ("stand", _stand), "mood": ("pattern", _pattern), "lead": ("label", _label), "era": ("price", _priced),
}  # fmt: skip


def begin_goods(item: Item, style: str) -> Begun:
    """How a product is shown, and the inks."""
    chance = chance_for(item, style)
    mood = chance.pick(_MOODS)
    return Begun(chance, mood, chance.pick(PALETTES[mood]), STYLES[style][0], _category(item))


def draw_goods(item: Item, style: str) -> Poster:
    """A product in one of the four styles of posters; it shows its category and how it is shown."""
    theme, make = STYLES[style]
    begun = begin_goods(item, style)
    chance, palette = begun.chance, begun.palette
    title, _ = letter(
        item.title, FACES["swiss"], Space(14, 284, 172, 32, "start", from_bottom=True), palette.on(palette.near), 15
    )
    foot = bar(0, 244, 200, 56, palette.near)
    credit = " / ".join((*genres_of(item)[:1], *([item.brand] if item.brand else [])))
    line = small(credit, Space(14, 293, 172, 8, "start"), palette.on(palette.near), 6)
    body = field("url(#g)") + make(item, chance, palette) + foot + title + line
    return Poster(sheet(item, fade("g", palette.top, palette.low), body), ("product", theme), genres_of(item)[:1])


def _category(item: Item) -> str:
    return next(iter(genres_of(item)), "")


def _inks(palette: Palette) -> tuple[str, str]:
    return palette.near, mix(palette.light, palette.far, 0.15)
