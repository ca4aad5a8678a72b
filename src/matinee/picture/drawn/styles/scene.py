"""Scene: an item in, out a poster of a place and what stands in it, chosen by the item's leading genre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import at, bar, fade, field, luminance, path
from matinee.picture.drawn.lettering import FACES, Space
from matinee.picture.drawn.palettes import MAIN_GENRES, PALETTES, Palette, moods_of
from matinee.picture.drawn.print import Begun, Poster, caption, chance_for, genres_of, sheet, title_block
from matinee.picture.drawn.shapes import land, rooms
from matinee.picture.drawn.shapes.figures import FIGURES
from matinee.picture.drawn.shapes.place import place, speaking_for, stand
from matinee.picture.drawn.shapes.things import THINGS

Setting = Callable[[Chance, Palette, float], str]

OUTDOORS: Final[dict[str, Setting]] = {
    "mountains": land.ridges,
    "peak": land.peak,
    "hills": land.hills,
    "dunes": land.dunes,
    "sea": land.sea,
    "mesas": land.mesas,
    "forest": land.pines,
    "woods": land.trunks,
    "road": land.road,
    "planet": land.planet,
    "city": land.city,
}
INDOORS: Final[dict[str, Setting]] = {
    "doorway": rooms.doorway,
    "blinds": rooms.blinds,
    "stage": rooms.stage,
    "rays": rooms.rays,
    "rings": rooms.rings,
    "stairs": rooms.stairs,
    "window": rooms.window,
}
_SETTINGS: Final = {
    "Film-Noir": "blinds doorway city stairs window",
    "Horror": "woods forest doorway hills window stairs",
    "War": "hills road mountains dunes city",
    "Western": "mesas dunes road mesas",
    "Sci-Fi": "planet planet city rings dunes",
    "Animation": "hills sea forest rays peak",
    "Children": "hills rays forest sea",
    "Fantasy": "mountains forest peak woods",
    "Musical": "stage rays city stage",
    "Documentary": "peak sea dunes forest road hills",
    "Mystery": "window stairs woods sea doorway",
    "Romance": "sea hills city window road",
    "Thriller": "city doorway rings stairs road",
    "Crime": "city blinds road stairs",
    "Action": "city rays mesas mountains",
    "Adventure": "mountains sea dunes peak forest",
    "Comedy": "rays hills city road rings sea",
    "Drama": "hills sea road city mountains window woods",
}
_AFLOAT: Final = ("sail", "steamer", "lighthouse", "whale", "paperboat", "sail")
_FLYING: Final = ("saucer", "plane", "helicopter", "balloon")
_HANDLED: Final = ("clapper", "camera", "globe", "microphone", "guitar", "record", "note", "theatre")
_ALL_SETTINGS: Final = OUTDOORS | INDOORS


def begin_scene(item: Item) -> Begun:
    """The leading genre's mood, inks and setting."""
    chance, genres = chance_for(item, "scene"), genres_of(item)
    lead = next((genre for genre in MAIN_GENRES if genre in genres), "")
    mood = chance.pick(moods_of((lead,) if lead else ()))
    palette = chance.pick(PALETTES[mood])
    return Begun(
        chance, mood, palette, chance.pick(_SETTINGS.get(lead, "hills sea mountains rings rays").split()), lead
    )


def draw_scene(item: Item) -> Poster:
    """A layered landscape or room with a silhouette in it, the title in its sky or on its ground."""
    begun = begin_scene(item)
    chance, mood, palette, setting, lead = begun.chance, begun.mood, begun.palette, begun.form, begun.about
    spoken = (lead,) if lead else ()
    above = chance.holds(0.5) and setting not in ("doorway", "stage", "window", "blinds", "woods")
    ground = chance.between(218, 240) if above else chance.between(160, 188)
    middle = 8 if setting == "doorway" else 16 if setting in INDOORS else 44
    x = chance.between(100 - middle, 100 + middle)
    figure, standing = _figure(chance, palette, (spoken, setting), (x, ground))
    distant = palette if setting in INDOORS else replace(palette, near=palette.layer(0.6))
    art = _sky(chance, palette, setting, (x, ground)) + _ALL_SETTINGS[setting](chance, distant, ground)
    art += standing + ("" if above else bar(0, ground + 14, 200, 132, "url(#d)"))
    if lead in ("Film-Noir", "Crime", "Horror") and setting in OUTDOORS and chance.holds(0.3):
        art += land.rain(chance, palette.light)
    body = field("url(#s)") + art + _lettered(item, chance, palette, (above, ground, setting in INDOORS))
    defs = fade("s", palette.top, palette.low) + (
        "" if above else fade("d", f"{palette.near}/0", palette.near, palette.near, palette.near)
    )
    return Poster(sheet(item, defs, body), ("scene", setting, figure, mood), spoken)


def _sky(chance: Chance, palette: Palette, setting: str, where: tuple[float, float]) -> str:
    if setting in INDOORS:
        return ""
    x, ground = where
    out = land.stars(chance, palette.light, ground - 30) if luminance(palette.top) < 0.06 else ""
    x = x if chance.holds(0.4) else chance.between(45, 155)
    out += rooms.sun(chance, palette, (x, ground)) if setting != "planet" and chance.holds(0.85) else ""
    if chance.holds(0.3):
        out += land.clouds(chance, palette.low, ground - chance.between(80, 120))
    return out + (land.birds(chance, palette.near, ground - 90) if chance.holds(0.3) else "")


def _figure(
    chance: Chance, palette: Palette, about: tuple[tuple[str, ...], str], where: tuple[float, float]
) -> tuple[str, str]:
    spoken, setting = about
    x, ground = where
    name = chance.pick(_names(chance, spoken, setting))
    size = chance.between(48, 66) if name in FIGURES else chance.between(56, 84)
    inks = (palette.near, palette.light)
    if name in _FLYING:
        return name, place(name, inks, x, ground - chance.between(66, 92), size * 0.8)
    if setting in INDOORS:
        return name, stand(name, inks, x, ground + (16 if setting == "rings" else 12), size * 1.35)
    if setting in ("sea", "road"):
        return name, stand(name, inks, x, ground + (2 if setting == "sea" else 22), size)
    knoll = f"M0 {at(ground + 26)}Q{at(x, ground + 4, 200, ground + chance.between(20, 34))}V300H0Z"
    return name, path(knoll, palette.near) + stand(name, inks, x, ground + 18, size)


def _names(chance: Chance, spoken: tuple[str, ...], setting: str) -> tuple[str, ...]:
    if setting == "sea":
        return _AFLOAT
    roomy = setting in OUTDOORS or setting in ("rays", "rings", "stage")
    names = speaking_for(spoken, THINGS if roomy and chance.holds(0.45) else FIGURES)
    fitting = tuple(name for name in names if name not in _AFLOAT and (setting in INDOORS or name not in _HANDLED))
    return fitting or speaking_for(spoken, FIGURES)


def _lettered(item: Item, chance: Chance, palette: Palette, where: tuple[bool, float, bool]) -> str:
    above, ground, indoors = where
    face = FACES[chance.pick(("block", "block", "serif", "thin", "roman", "caps", "italic", "swiss"))]
    align = chance.pick(("start", "middle")) if face.spacing == 0 else "middle"
    on_sky, on_ground = palette.on(palette.far if indoors else palette.top), palette.on(palette.near)
    if above:
        space = Space(14, 14, 172, max(60.0, ground - 158), align)
        return title_block(item, face, space, on_sky) + caption(item, 290, on_ground, align)
    space = Space(14, 280, 172, 300 - ground - 56, align, from_bottom=True)
    return title_block(item, face, space, on_ground) + caption(item, 291, on_ground, align)
