"""Rooms and abstract settings: a palette and chance in, the layers of an indoor or graphic scene out."""

from __future__ import annotations

import math

from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import area, at, bar, disc, number, path, ring
from matinee.picture.drawn.palettes import Palette


def doorway(chance: Chance, palette: Palette, ground: float) -> str:
    """A dark room, an open door, its light upon the floor."""
    wide, tall = chance.between(34, 46), chance.between(88, 112)
    x = chance.between(94, 106) - wide / 2
    reach = chance.between(-50, 30)
    wall = bar(0, 0, 200, ground, palette.near) + bar(0, ground, 200, 300, palette.layer(0.85))
    beam = area(
        [(x, ground), (x + wide, ground), (x + wide * 2 + reach, 300), (x - wide + reach, 300)],
        palette.light,
        'opacity=".75"',
    )
    return wall + bar(x, ground - tall, wide, tall, palette.light) + beam


def blinds(chance: Chance, palette: Palette, ground: float) -> str:
    """A wall on which the light lies through blinds."""
    x, lean, step = chance.between(10, 60), chance.between(-26, 26), chance.between(11, 15)
    stripes = "".join(
        f"M{at(x, 40 + i * step, x + 130, 40 + i * step + lean, x + 130, 46 + i * step + lean, x, 46 + i * step)}Z"
        for i in range(int((ground - 60) / step))
    )
    return path(stripes, palette.light, 'opacity=".8"') + bar(0, ground, 200, 300, palette.near)


def stage(chance: Chance, palette: Palette, ground: float) -> str:
    """Curtains, a spotlight and its pool on the boards."""
    x = chance.between(80, 120)
    beam = area([(x - 8, 0), (x + 8, 0), (x + 54, ground + 8), (x - 54, ground + 8)], palette.light, 'opacity=".38"')
    folds = "".join(
        f"M{at(side + way * i * 11, 0)}Q{at(side + way * (i * 11 + 14), 150, side + way * (i * 7 - 4), ground + 6)}"
        f"H{at(side + way * (i * 7 - 14))}Q{at(side + way * (i * 11 + 4), 150, side + way * (i * 11 - 11), 0)}Z"
        for side, way in ((0, 1), (200, -1))
        for i in range(4)
    )
    floor = bar(0, ground - 8, 200, 300, palette.near)
    pool = f'<ellipse cx="{number(x)}" cy="{number(ground + 6)}" rx="56" ry="10" fill="{palette.light}"/>'
    return (
        beam
        + floor
        + pool
        + path(folds, palette.layer(0.35))
        + path("M0 0H200V20Q175 36 150 20 125 36 100 20 75 36 50 20 25 36 0 20Z", palette.layer(0.7))
    )


def rays(chance: Chance, palette: Palette, ground: float) -> str:
    """Rays from a point behind the ground."""
    x, y, n = chance.between(60, 140), ground - chance.between(10, 50), chance.whole(9, 15)
    turn = chance.between(0, 1)
    d = "".join(
        f"M{at(x, y)}L{at(x + 400 * math.cos(a), y + 400 * math.sin(a), x + 400 * math.cos(b), y + 400 * math.sin(b))}Z"
        for a, b in ((math.tau * (i + turn) / n, math.tau * (i + turn + 0.5) / n) for i in range(n))
    )
    return path(d, palette.far, 'opacity=".75"') + path(
        f"M0 {number(ground + 6)}Q100 {number(ground - 16)} 200 {number(ground + 6)}V300H0Z", palette.near
    )


def rings(chance: Chance, palette: Palette, ground: float) -> str:
    """Rings around the place where something stands."""
    x, y, gap = chance.between(80, 120), ground - 46, chance.between(13, 19)
    inks = (palette.far, palette.low)
    discs = "".join(disc(x, y, gap * i, inks[i % 2]) for i in range(int(190 / gap), 1, -1))
    return discs + disc(x, y, gap * 1.4, palette.light) + bar(0, ground + 4, 200, 300, palette.near)


def stairs(chance: Chance, palette: Palette, ground: float) -> str:
    """Steps that climb out of the picture."""
    rise, run, left = chance.between(12, 16), chance.between(20, 26), chance.holds(0.5)
    x, y, d = 200.0, ground - 90, f"M200 300V{number(ground - 90)}"
    while x > -run:
        x, y = x - run, y + rise
        d += f"H{number(x)}V{number(y)}"
    flip = ' transform="matrix(-1 0 0 1 200 0)"' if left else ""
    return f"<g{flip}>{path(d + 'V300Z', palette.layer(0.75))}</g>" + bar(0, ground + 8, 200, 300, palette.near)


def window(chance: Chance, palette: Palette, ground: float) -> str:
    """A tall window with the night or the morning behind it."""
    x, wide, tall = chance.between(40, 70), chance.between(70, 90), chance.between(120, 140)
    top = ground - tall - 12
    round_ = f"a{at(wide / 2, wide / 2)} 0 0 1 {at(wide)} 0"
    arch = f"M{at(x, ground - 12)}V{at(top + wide / 2)}{round_}V{at(ground - 12)}Z"
    bars = bar(x + wide / 2 - 1.5, top, 3, tall, palette.near) + bar(x, top + tall * 0.55, wide, 3, palette.near)
    moon = disc(
        x + wide * chance.between(0.25, 0.75), top + chance.between(30, 54), chance.between(9, 15), palette.light
    )
    return (
        bar(0, 0, 200, 300, palette.near)
        + path(arch, "url(#s)")
        + moon
        + bars
        + bar(x - 8, ground - 12, wide + 16, 6, palette.layer(0.6))
    )


def sun(chance: Chance, palette: Palette, where: tuple[float, float]) -> str:
    """The light in the sky: a disc, a crescent, a banded sun, an eclipse or a pair of moons."""
    x, ground = where
    y, radius = ground - chance.between(36, 92), chance.between(24, 52)
    kind = chance.pick(("disc", "disc", "crescent", "banded", "eclipse", "pair", "halo"))
    whole = disc(x, y, radius, palette.light)
    if kind == "crescent":
        return _mask(disc(x + radius * 0.45, y - radius * 0.2, radius * 0.9, "#000")) + disc(
            x, y, radius * 0.8, palette.light, 'mask="url(#c)"'
        )
    if kind == "banded":
        bands = "".join(
            f"M0 {number(y + radius * k)}h200v{number(1.5 + k * 4)}h-200Z" for k in (0.05, 0.25, 0.45, 0.65, 0.85)
        )
        return _mask(path(bands, "#000")) + disc(x, y, radius, palette.light, 'mask="url(#c)"')
    if kind == "eclipse":
        return whole + disc(x, y, radius * 0.9, palette.top)
    if kind == "pair":
        return disc(x, y, radius * 0.6, palette.light) + disc(
            x + radius, y + radius * 0.5, radius * 0.22, palette.light
        )
    if kind == "halo":
        return (
            ring(x, y, radius * 1.5, palette.light, 0.8)
            + ring(x, y, radius * 1.25, palette.light, 1.4)
            + disc(x, y, radius, palette.light)
        )
    return whole


def _mask(hidden: str) -> str:
    return f'<mask id="c"><path d="M0 0H200V300H0Z" fill="#fff"/>{hidden}</mask>'
