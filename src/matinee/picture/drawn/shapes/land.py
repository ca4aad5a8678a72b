"""Land, water and sky: a palette and chance in, the layers of an outdoor scene out, far ones first."""

from __future__ import annotations

from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import Point, area, at, bar, disc, group, number, path, points
from matinee.picture.drawn.palettes import Palette


def ridges(chance: Chance, palette: Palette, ground: float) -> str:
    """Jagged mountains in four layers that end at `ground`."""
    out = []
    for depth in range(4):
        base, height = ground - 52 + depth * 20, 58 - depth * 11
        line: list[Point] = [(0.0, base - chance.between(0, height))]
        while line[-1][0] < 200:
            x, y = line[-1][0] + chance.between(14, 34), base - chance.between(0, height)
            line += [(x - chance.between(3, 9), y + chance.between(2, 9)), (x, y)]
        out.append(area([*line, (line[-1][0], 300), (0, 300)], palette.layer(depth / 3)))
    return "".join(out)


def peak(chance: Chance, palette: Palette, ground: float) -> str:
    """One great mountain, lit from a side, before lower ridges."""
    x, top = chance.between(70, 130), ground - chance.between(105, 130)
    lit, shade = palette.layer(0.1), palette.layer(0.5)
    snow = [(x, top), (x + 18, top + 27), (x + 9, top + 22), (x + 3, top + 31), (x - 6, top + 23), (x - 17, top + 28)]
    mountain = area([(x, top), (x + 120, ground + 30), (x - 120, ground + 30)], lit) + area(
        [(x, top), (x + 10, top + 42), (x - 4, top + 66), (x + 14, ground + 30), (x + 120, ground + 30)], shade
    )
    return mountain + area(snow, palette.light) + hills(chance, palette, ground + 12)


def hills(chance: Chance, palette: Palette, ground: float) -> str:
    """Round hills in four layers."""
    out = []
    for depth in range(4):
        y = ground - 34 + depth * 15
        a, b, c = (y + chance.between(-20, 14) for _ in range(3))
        d = f"M0 {number(a)}C50 {number(a - chance.between(8, 28))} 70 {number(b + 14)} 110 {number(b)}"
        out.append(path(f"{d}S170 {number(c + 12)} 200 {number(c)}V300H0Z", palette.layer(depth / 3)))
    return "".join(out)


def dunes(chance: Chance, palette: Palette, ground: float) -> str:
    """Dunes with a lit and a shaded side."""
    out = []
    for depth in range(3):
        x, y = chance.between(30, 170), ground - 40 + depth * 26
        side = 1 if chance.holds(0.5) else -1
        lit, shade = palette.layer(0.1 + depth * 0.22), palette.layer(0.35 + depth * 0.3)
        back = f"M-40 {number(y + 46)}Q{number(x - 50)} {number(y + 30)} {number(x)} {number(y)}"
        out.append(path(f"{back}Q{number(x + 50)} {number(y + 34)} 240 {number(y + 40)}V300H-40Z", lit))
        out.append(
            path(
                f"M{at(x, y)}C{at(x + side * 12, y + 30, x - side * 34, y + 50)}"
                f" {number(x + side * 6)} 300H{200 if side > 0 else 0}V{number(y + 38)}"
                f"Q{number(x + side * 60)} {number(y + 34)} {number(x)} {number(y)}Z",
                shade,
            )
        )
    return "".join(out)


def sea(chance: Chance, palette: Palette, ground: float) -> str:
    """Water to the horizon with the light broken on it."""
    horizon = ground - 26
    x = chance.between(50, 150)
    out = [bar(0, horizon, 200, 300 - horizon, palette.layer(0.45)), bar(0, ground + 22, 200, 120, palette.layer(0.75))]
    width = chance.between(26, 44)
    for step in range(8):
        y = horizon + 3 + step * (3 + step * 0.6)
        half = width * (0.5 + step * 0.07) * chance.between(0.6, 1.2)
        out.append(bar(x - half + chance.between(-8, 8), y, half * 2, 1.4 + step * 0.35, palette.light))
    return "".join(out)


def mesas(chance: Chance, palette: Palette, ground: float) -> str:
    """Flat-topped rocks on a plain."""
    out = []
    for depth in range(3):
        for _ in range(2):
            x, half = chance.between(0, 200), chance.between(14, 34) * (1 + depth * 0.3)
            top = ground - chance.between(34, 70) + depth * 10
            rock = [(x - half, top), (x + half, top), (x + half + 5, top + 16), (x + half + 22, ground + 24)]
            out.append(area([*rock, (x - half - 22, ground + 24), (x - half - 5, top + 16)], palette.layer(depth / 3)))
        out.append(bar(0, ground - 14 + depth * 12, 200, 200, palette.layer((depth + 0.5) / 3)))
    return "".join(out) + bar(0, ground + 22, 200, 120, palette.near)


def pines(chance: Chance, palette: Palette, ground: float) -> str:
    """A forest of firs in three depths."""
    out = []
    for depth in range(3):
        trees, x = [], chance.between(-12, 0)
        wide, tall = 13 + depth * 7, 44 + depth * 26
        while x < 205:
            top = ground - tall * chance.between(0.75, 1.15) + depth * 26
            foot = ground + 12 + depth * 22
            trees.append(f"M{points([(x, top), (x + wide / 2, foot), (x - wide / 2, foot)])}Z")
            x += wide * chance.between(0.55, 1.0 if depth < 2 else 1.9)
        floor = f"M0 {number(ground + 8 + depth * 22)}H200V300H0Z"
        out.append(path("".join(trees) + floor, palette.layer(depth / 2)))
    return "".join(out)


def trunks(chance: Chance, palette: Palette, ground: float) -> str:
    """Bare trunks from top to bottom, lit between."""
    out = []
    for depth in range(3):
        d, x = "", chance.between(-4, 14)
        while x < 200:
            wide = chance.between(2, 4) * (1 + depth * 1.6)
            lean = chance.between(-6, 6)
            d += f"M{at(x + lean, -2, x + lean + wide * 0.8, -2, x + wide * 1.2, 300, x - wide * 0.2, 300)}Z"
            x += chance.between(16, 30) * (1 + depth * 0.9)
        out.append(path(d, palette.layer(depth / 2)))
        if depth < 2:
            out.append(bar(0, ground - 6 + depth * 18, 200, 200, palette.layer(0.3 + depth * 0.4)))
    return "".join(out)


def road(chance: Chance, palette: Palette, ground: float) -> str:
    """A road to the horizon."""
    horizon, x = ground - 40, chance.between(60, 140)
    land = hills(chance, palette, horizon + 16) if chance.holds(0.6) else ""
    plain = bar(0, horizon + 6, 200, 300, palette.layer(0.6))
    lane = area([(x - 1.5, horizon + 6), (x + 1.5, horizon + 6), (170, 300), (30, 300)], palette.near)
    marks = "".join(_mark(x, horizon, near) for near in (0.12, 0.24, 0.4, 0.6, 0.85))
    return land + plain + lane + path(marks, palette.light)


def _mark(x: float, horizon: float, near: float) -> str:
    def at(share: float) -> Point:
        return x + (100 - x) * share, horizon + 6 + (294 - horizon) * share

    (top_x, top), (low_x, low) = at(near), at(near * 1.22)
    wide, wider = 3 * near, 3.6 * near
    return f"M{points([(top_x - wide, top), (top_x + wide, top), (low_x + wider, low), (low_x - wider, low)])}Z"


def planet(chance: Chance, palette: Palette, ground: float) -> str:
    """The curve of a near planet with a thin lit edge, a moon beside it."""
    x, radius = chance.between(20, 180), chance.between(150, 240)
    y = ground - 8 + radius
    moon_x = 200 - x + chance.between(-20, 20)
    moon = disc(moon_x, ground - chance.between(60, 110), chance.between(6, 14), palette.far)
    edge = disc(x, y - 3, radius, palette.light) + disc(x, y, radius, palette.layer(0.55))
    return moon + edge + disc(x + 14, y + 22, radius, palette.near)


def city(chance: Chance, palette: Palette, ground: float) -> str:
    """A skyline in three depths, windows lit in the middle one."""
    out = []
    for depth in range(3):
        d, lit, x = "", "", -2.0
        while x < 200:
            wide, tall = chance.between(12, 26), chance.between(30, 96 - depth * 22)
            top = ground - tall + depth * 14
            d += f"M{number(x)} 300V{number(top)}h{number(wide)}V300Z"
            if chance.holds(0.22):
                d += f"M{number(x + wide / 2 - 1)} {number(top)}v-14h2v14Z"
            if depth == 1:
                lit += _windows(chance, x, top, wide)
            x += wide + (chance.between(0, 3) if depth else 0)
        d += f"M0 {number(ground + 4 + depth * 8)}H200V300H0Z"
        out.append(path(d, palette.layer(depth / 2)) + (path(lit, palette.light) if lit else ""))
    return "".join(out)


def _windows(chance: Chance, x: float, top: float, wide: float) -> str:
    spots = ((x + 3 + chance.whole(0, 2) * (wide - 8) / 2, top + 5 + chance.whole(0, 5) * 7) for _ in range(3))
    return "".join(f"M{number(a)} {number(b)}h3v4h-3Z" for a, b in spots)


def birds(chance: Chance, ink: str, y: float) -> str:
    """A few birds far away."""
    spots = (
        (chance.between(30, 170), y + chance.between(-16, 16), chance.between(3, 6)) for _ in range(chance.whole(3, 6))
    )
    d = "".join(
        f"M{number(x - s)} {number(v - s * 0.5)}Q{number(x - s * 0.4)} {number(v - s)} {number(x)} {number(v)}"
        f"Q{number(x + s * 0.4)} {number(v - s)} {number(x + s)} {number(v - s * 0.5)}"
        for x, v, s in spots
    )
    return f'<path d="{d}" fill="none" stroke="{ink}" stroke-width="1.2"/>'


def stars(chance: Chance, ink: str, low: float) -> str:
    """Stars down to `low`."""
    d = "".join(
        f"M{number(chance.between(4, 196))} {number(chance.between(4, low))}h{chance.pick(('.8', '1.2', '.5'))}"
        for _ in range(34)
    )
    return f'<path d="{d}" stroke="{ink}" stroke-width="1.1" stroke-linecap="round"/>'


def clouds(chance: Chance, ink: str, y: float) -> str:
    """Long flat clouds."""
    lines = (
        f"M{at(chance.between(-20, 130), y + i * 9 + chance.between(-3, 3))}h{at(chance.between(30, 90))}"
        for i in range(4)
    )
    return f'<path d="{"".join(lines)}" stroke="{ink}" stroke-width="5" stroke-linecap="round" opacity=".55"/>'


def rain(chance: Chance, ink: str) -> str:
    """Slanted rain over everything."""
    d = "".join(
        f"M{number(chance.between(-10, 210))} {number(chance.between(-10, 270))}l-{number(chance.between(5, 9))} 26"
        for _ in range(30)
    )
    return group(f'<path d="{d}"/>', f'stroke="{ink}" stroke-width=".7" opacity=".5"')
