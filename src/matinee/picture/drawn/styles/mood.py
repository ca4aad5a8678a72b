"""Mood: an item in, out a poster of pure form and colour that says how the item feels."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import area, at, bar, contrast, disc, field, group, number, path, ring, stroke
from matinee.picture.drawn.lettering import FACES, Space
from matinee.picture.drawn.palettes import PALETTES, Palette, moods_of
from matinee.picture.drawn.print import Begun, Poster, caption, chance_for, genres_of, sheet, title_block
from matinee.picture.drawn.shapes.place import place, speaking_for
from matinee.picture.drawn.shapes.props import PROPS

Form = Callable[[Chance, Palette], str]


def arcs(chance: Chance, palette: Palette) -> str:
    """Heavy arcs about a corner, their lengths as in music."""
    x, y, out, radius = chance.pick((0, 200)), chance.pick((20, 190)), [], 24.0
    while radius < 230:
        wide, dash = chance.between(5, 19), chance.between(0.08, 0.22) * radius * math.tau
        ink = chance.pick((palette.light, palette.near, palette.far))
        out.append(
            f'<circle cx="{x}" cy="{y}" r="{number(radius)}" fill="none" stroke="{ink}" stroke-width="{number(wide)}"'
            f' stroke-dasharray="{number(dash)} {number(dash * chance.between(0.4, 1.4))}"/>'
        )
        radius += wide + 4
    return "".join(out)


def lenses(chance: Chance, palette: Palette) -> str:
    """Discs that lie over one another like filters."""
    n, spread, turn = chance.whole(2, 5), chance.between(16, 54), chance.between(0, math.tau)
    radius, in_line = chance.between(34, 66), chance.holds(0.4)
    out = []
    for i in range(n):
        ink = (palette.light, palette.far, palette.near)[i % 3]
        angle = turn + (0 if in_line else math.tau * i / n)
        reach = spread * (i - (n - 1) / 2) if in_line else spread
        x, y = 100 + reach * math.cos(angle), 103 + reach * math.sin(angle)
        out.append(disc(x, y, radius * chance.between(0.6, 1.1), ink, 'opacity=".8"'))
    return "".join(out)


def waves(chance: Chance, palette: Palette) -> str:
    """Bands that swing across the sheet."""
    y, out, swing = chance.between(6, 24), [], chance.between(14, 34)
    for i in range(8):
        d = f"M0 {at(y)}C{at(50, y - swing, 70, y + swing, 110, y)}S{at(170, y - swing, 200, y + 6)}V300H0Z"
        out.append(path(d, palette.light if i == 1 else palette.layer(i / 7)))
        y += chance.between(16, 28)
    return "".join(out)


def tiles(chance: Chance, palette: Palette) -> str:
    """Quarter discs and squares in a grid, turned by chance."""
    inks, out = (palette.light, palette.far, palette.near, palette.low), []
    for row in range(4):
        for column in range(4):
            x, y, ink = column * 50, row * 50, chance.pick(inks)
            turn = chance.pick((f"M{x} {y}h50a50 50 0 0 1-50 50Z", f"M{x} {y}h50v50a50 50 0 0 1-50-50Z"))
            turn = chance.pick((turn, f"M{x} {y}v50h50a50 50 0 0 0-50-50Z", f"M{x + 50} {y}v50h-50a50 50 0 0 1 50-50Z"))
            out.append(path(f"M{x} {y}h50v50h-50Z", chance.pick(inks)) + path(turn, ink))
    return "".join(out)


def slabs(chance: Chance, palette: Palette) -> str:
    """Slanted slabs that fall through the sheet."""
    lean, x, out = chance.between(-120, 120), -40.0, []
    for i in range(7):
        wide = chance.between(14, 50)
        ink = palette.light if i == 3 else palette.layer(chance.between(0, 1))
        out.append(area([(x, -5), (x + wide, -5), (x + wide + lean, 305), (x + lean, 305)], ink))
        x += wide + chance.between(2, 18)
    return "".join(out)


def bars(chance: Chance, palette: Palette) -> str:
    """Upright bars of many heights."""
    n = chance.whole(7, 13)
    wide = 200 / n
    tall = [chance.between(30, 200) for _ in range(n)]
    marked = chance.whole(1, n - 2)
    return "".join(
        bar(i * wide, 205 - h, wide - 2, h, palette.light if i == marked else palette.layer(i / n))
        for i, h in enumerate(tall)
    )


def spiral(chance: Chance, palette: Palette) -> str:
    """A spiral that draws the eye in."""
    x, y, gap, sweep = chance.between(70, 130), chance.between(84, 116), chance.between(7, 12), chance.pick((0, 1))
    turns = "".join(
        f"a{number(gap * k)} {number(gap * k)} 0 0 {sweep} {number((1 if k % 2 else -1) * gap * k * 2)} 0"
        for k in range(1, 18)
    )
    wide = gap * chance.between(0.5, 1.0)
    return stroke(f"M{number(x)} {number(y)}{turns}", palette.light, wide) + disc(x + gap, y, gap * 0.8, palette.near)


def cuts(chance: Chance, palette: Palette) -> str:
    """Paper cut with scissors, in layers."""
    out = []
    for ink in (palette.far, palette.near, palette.light):
        x, y, size = chance.between(40, 160), chance.between(50, 150), chance.between(30, 74)
        n = chance.whole(4, 7)
        corners = [
            (
                x + size * chance.between(0.6, 1.4) * math.cos(math.tau * i / n),
                y + size * chance.between(0.6, 1.4) * math.sin(math.tau * i / n),
            )
            for i in range(n)
        ]
        out.append(area(corners, ink))
    return "".join(out)


def threads(chance: Chance, palette: Palette) -> str:
    """Fine lines strung between two edges."""
    a, b, n = chance.between(-60, 100), chance.between(100, 260), chance.whole(26, 36)
    ax, bx = chance.between(0, 60), chance.between(140, 200)
    d = "".join(
        f"M{number(ax + i * 3)} {number(10 + a * i / n)}L{number(bx - i * 4)} {number(200 + (b - 160) * i / n)}"
        for i in range(n)
    )
    disc_x, disc_y = chance.between(60, 140), chance.between(70, 130)
    return (
        disc(disc_x, disc_y, chance.between(26, 44), palette.light)
        + f'<path d="{d}" stroke="{palette.near}" stroke-width=".8"/>'
    )


def horizon(chance: Chance, palette: Palette) -> str:
    """Two fields of colour and a disc between them."""
    y, radius = chance.between(90, 130), chance.between(36, 62)
    x = chance.between(70, 130)
    half = f"M{number(x - radius)} {number(y)}a{number(radius)} {number(radius)} 0 0 1 {number(radius * 2)} 0Z"
    lower = f"M{number(x - radius)} {number(y)}a{number(radius)} {number(radius)} 0 0 0 {number(radius * 2)} 0Z"
    return bar(0, y, 200, 300, palette.far) + path(half, palette.light) + path(lower, palette.near)


def ripples(chance: Chance, palette: Palette) -> str:
    """Thin rings from two springs."""
    out = []
    for ink in (palette.light, palette.near):
        x, y, gap = chance.between(40, 160), chance.between(50, 150), chance.between(9, 13)
        out += [ring(x, y, gap * i, ink, 3) for i in range(1, 9)]
    return "".join(out)


_FORMS: Final[dict[str, Form]] = {
    form.__name__: form for form in (arcs, lenses, waves, tiles, slabs, bars, spiral, cuts, threads, horizon, ripples)
}
_FITTING: Final = {
    "tender": "lenses waves horizon arcs ripples threads",
    "tense": "cuts slabs spiral threads bars",
    "dark": "spiral horizon threads cuts ripples",
    "playful": "tiles arcs lenses cuts bars waves",
    "epic": "horizon waves arcs slabs",
    "calm": "waves horizon lenses ripples tiles",
    "strange": "spiral ripples threads tiles arcs",
    "wild": "slabs cuts arcs tiles bars",
    "cold": "threads horizon bars ripples waves",
    "noir": "slabs bars cuts threads spiral",
}


def begin_mood(item: Item) -> Begun:
    """The mood, its inks and its form; often one thing that the genre knows, and how it is framed ("" without one)."""
    chance, genres = chance_for(item, "mood"), genres_of(item)
    mood = chance.pick(moods_of(genres))
    palette = chance.pick(PALETTES[mood])
    form = chance.pick(_FITTING[mood].split())
    prop = chance.pick(speaking_for(genres, PROPS)) if chance.holds(0.55) else ""
    return Begun(chance, mood, palette, form, prop, chance.pick(tuple(_FRAMES)) if prop else "")


def draw_mood(item: Item) -> Poster:
    """A composition of forms over which, often, one thing stands that the genre knows; the title in a calm field."""
    begun, genres = begin_mood(item), genres_of(item)
    chance, mood, palette, form, prop = begun.chance, begun.mood, begun.palette, begun.form, begun.about
    high = chance.holds(0.35)
    art = _FORMS[form](chance, palette) + (_FRAMES[begun.frame](chance, palette, prop) if prop else "")
    framed = field(palette.top) + (f'<g transform="translate(0 95)">{art}</g>' if high else art)
    return Poster(
        sheet(item, "", _lettered(item, chance, palette, (framed, high))),
        tuple(filter(None, ("mood", form, prop, mood))),
        genres[:1],
    )


def _plated(chance: Chance, palette: Palette, prop: str) -> str:
    size, ground = chance.between(92, 122), chance.pick((palette.low, palette.light))
    inks = (palette.near, palette.light if ground == palette.low else palette.far)
    return disc(100, 103, size * 0.74, ground) + place(prop, inks, 100, 103, size * 0.88)


def _huge(chance: Chance, palette: Palette, prop: str) -> str:
    fitting = [ink for ink in (palette.light, palette.far, palette.low) if contrast(ink, palette.near) > 2.4]
    ground = chance.pick(fitting or [palette.light])
    inks = (palette.near, palette.far if ground == palette.light else palette.light)
    turn = chance.between(-24, 24)
    thing = place(prop, inks, chance.between(80, 120), 103, 210)
    return field(ground) + group(thing, f'transform="rotate({turn:.0f} 100 103)"')


def _repeated(chance: Chance, palette: Palette, prop: str) -> str:
    across = chance.pick((3, 4))
    gap, odd = 200 / across, chance.whole(0, across * across - 1)
    inks = (palette.far if contrast(palette.far, palette.low) > 1.3 else palette.light, palette.top)
    one = f'<g id="r">{place(prop, inks, gap / 2, gap / 2 + 2, gap * 0.72)}</g>'
    spots = [(i % across * gap, i // across * gap) for i in range(1, across * across)]
    rest = "".join(f'<use href="#r" x="{number(x)}" y="{number(y)}"/>' for x, y in spots)
    x, y = odd % across * gap, odd // across * gap
    cover = bar(x, y, gap, gap, palette.light) + place(
        prop, (palette.near, palette.low), x + gap / 2, y + gap / 2 + 2, gap * 0.72
    )
    return field(palette.low) + one + rest + cover


_FRAMES: Final = {"plated": _plated, "huge": _huge, "repeated": _repeated}


def _lettered(item: Item, chance: Chance, palette: Palette, drawing: tuple[str, bool]) -> str:
    framed, high = drawing
    face = FACES[chance.pick(("swiss", "swiss", "block", "serif", "thin", "serif", "caps", "typed"))]
    align = "middle" if face.spacing else "start"
    ground = chance.pick((palette.top, palette.near, palette.light, palette.low))
    ink = palette.on(ground)
    if high:
        words = title_block(item, face, Space(14, 22, 172, 62, align), ink) + caption(item, 16, ink, align)
    else:
        words = title_block(item, face, Space(14, 216, 172, 60, align), ink) + caption(item, 290, ink, align)
    return framed + bar(0, 0 if high else 205, 200, 95, ground) + words
