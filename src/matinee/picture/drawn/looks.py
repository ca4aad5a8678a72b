"""Looks: the prints of an item in; what makes each alike to others at a glance, its form and its inks, out, undrawn."""

from __future__ import annotations

import colorsys
from functools import lru_cache

from matinee.core.values import Item
from matinee.picture.drawn.ink import luminance, mix
from matinee.picture.drawn.palettes import Palette
from matinee.picture.drawn.print import Begun
from matinee.picture.drawn.styles.era import begin_era
from matinee.picture.drawn.styles.goods import begin_goods
from matinee.picture.drawn.styles.lead import begin_lead
from matinee.picture.drawn.styles.mood import begin_mood
from matinee.picture.drawn.styles.scene import begin_scene

HUES = 6
GREY = 0.07
"""How far the strongest and the weakest light of a ground lie apart at least for it to have a hue to the eye."""


def look_of(item: Item, style: str) -> tuple[str, str]:
    """(form, inks) of one print. Prints of one form in the inks of one family are alike; those of one form are kin.
    Products of one form are alike where the thing is the same too.
    """
    if item.kind == "product":
        begun = begin_goods(item, style)
        return begun.form, f"{begun.about} {family(begun.palette)}"
    if style == "era":
        chance, press = begin_era(item)
        return press.__name__, f"{chance.whole(0, 5)}"  # the first thing that a press draws is its inks
    begun = _BEGIN[style](item)
    return _form(style, begun), family(begun.palette)


_BEGIN = {"scene": begin_scene, "mood": begin_mood, "lead": begin_lead}


def _form(style: str, begun: Begun) -> str:
    if begun.frame in ("", "plated"):  # what lies behind a plate is hidden
        return f"{style} {begun.frame or begun.form}"
    return f"{style} {begun.frame} {begun.about}"


@lru_cache(maxsize=256)
def family(palette: Palette) -> str:
    """The inks of a print as the eye sorts them from afar: how light its ground is, and of which hue.

    Example:
        >>> from matinee.picture.drawn.palettes import PALETTES
        >>> [family(palette) for palette in PALETTES["noir"][:2]]
        ['0g', '21']
    """
    ground = mix(palette.top, palette.low, 0.5)
    red, green, blue = (int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue = colorsys.rgb_to_hsv(red, green, blue)[0]
    light = luminance(ground)
    step = 0 if light < 0.09 else 1 if light < 0.45 else 2
    return f"{step}{'g' if max(red, green, blue) - min(red, green, blue) < GREY else round(hue * HUES) % HUES}"
