"""Era: an item in, out a poster printed as posters were in the decade of its year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.print import Poster, chance_for, genres_of, sheet
from matinee.picture.drawn.styles import early, late, recent

Press = Callable[[Item, Chance], tuple[str, str]]

_PRESSES: Final[dict[int, tuple[Press, ...]]] = {
    1920: (early.constructed,),
    1930: (early.deco,),
    1940: (early.shadowed,),
    1950: (early.atomic,),
    1960: (early.swiss_op,),
    1970: (late.striped, late.earthy),
    1980: (late.neon, late.moonlit),
    1990: (recent.stacked, recent.lamplit, recent.whitened, recent.pulped, recent.coded),
    2000: (late.teal_orange, recent.handmade, recent.stripped, recent.halved),
    2010: (recent.minimal, recent.halved),
}
_LIGHT: Final = frozenset(("Comedy", "Romance", "Children", "Musical", "Animation"))


def decade_of(item: Item) -> int:
    """The decade whose press prints this item: 1920 and earlier are one, 2010 and later another, as is no year."""
    return 2010 if item.year is None else min(2010, max(1920, item.year // 10 * 10))


def begin_era(item: Item) -> tuple[Chance, Press]:
    """The press of the decade that prints this item."""
    chance = chance_for(item, "era")
    return chance, chance.pick(_fitting(item, _PRESSES[decade_of(item)]))


def draw_era(item: Item) -> Poster:
    """The decade's inks, forms and letters."""
    chance, press = begin_era(item)
    defs, body = press(item, chance)
    return Poster(sheet(item, defs, body), ("era", f"{decade_of(item)}s"), genres_of(item)[:1])


def _fitting(item: Item, presses: tuple[Press, ...]) -> tuple[Press, ...]:
    """A light film is not printed like a thriller, nor a dark one on white."""
    light = bool(_LIGHT & set(item.genres))
    unfit = (recent.lamplit, recent.coded) if light else (recent.whitened, recent.handmade)
    return tuple(press for press in presses if press not in unfit)
