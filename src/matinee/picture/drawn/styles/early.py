"""Presses of the twenties to the sixties: an item and chance in, a poster's definitions and body out."""

from __future__ import annotations

import math

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import area, at, bar, disc, field, glow, group, number, path, ring
from matinee.picture.drawn.lettering import FACES, Space
from matinee.picture.drawn.print import caption, genres_of, title_block
from matinee.picture.drawn.shapes.figures import FIGURES
from matinee.picture.drawn.shapes.place import place, speaking_for, stand
from matinee.picture.drawn.shapes.props import PROPS
from matinee.picture.drawn.shapes.things import THINGS


def constructed(item: Item, chance: Chance) -> tuple[str, str]:
    """The twenties: red, black and bone on a slant."""
    paper, red, black = chance.pick(
        (("#efe3c8", "#c8321f", "#1a1715"), ("#e8dcc2", "#b3261e", "#15211f"), ("#f0e6d0", "#d5552a", "#1d2230"))
    )
    turn, x = chance.pick((-24, -18, 18, 24)), chance.between(70, 130)
    beams = "".join(
        bar(-80, 60 + i * chance.between(20, 34), 360, chance.between(3, 16), chance.pick((red, black)))
        for i in range(4)
    )
    wedge = area([(x, 90), (x + 90, 30), (x + 70, 130)], black)
    art = f'<g transform="rotate({turn} 100 120)">{beams}</g>' + disc(x, 128, chance.between(44, 60), red) + wedge
    who = place(chance.pick(speaking_for(genres_of(item), FIGURES)), (black, paper), x, 150, 118)
    foot = bar(0, 212, 200, 88, black)
    face = FACES[chance.pick(("block", "caps"))]
    words = title_block(item, face, Space(14, 220, 172, 58, "start"), paper) + caption(item, 290, red, "start")
    return "", field(paper) + art + who + foot + words


def deco(item: Item, chance: Chance) -> tuple[str, str]:
    """The thirties: gold on night, fans and steps."""
    night, gold, pale = chance.pick(
        (
            ("#10192e", "#d9a441", "#f3e2b3"),
            ("#16251f", "#c9a227", "#efe6c0"),
            ("#2a0f1a", "#d6a35c", "#f4e0c4"),
            ("#0f1214", "#c8b273", "#f2ead0"),
        )
    )
    y = chance.between(176, 196)
    n = chance.whole(9, 15)
    fan = "".join(
        f"M100 {at(y)}L{at(*_ray(a, y), *_ray(b, y))}Z"
        for a, b in ((math.pi * i / n, math.pi * i / n + 1.6 / n) for i in range(n))
    )
    steps = "".join(
        bar(100 - half, y - tall, half * 2, tall, ink)
        for half, tall, ink in (
            (62, 34, gold),
            (58, 31, night),
            (40, 78, gold),
            (36, 75, night),
            (20, 116, gold),
            (16, 113, night),
        )
    )
    hero = chance.holds(0.5)
    mid = (
        steps
        if hero
        else disc(100, y - 56, 50, night) + ring(100, y - 56, 50, gold, 3) + ring(100, y - 56, 45, gold, 1)
    )
    thing = place(
        chance.pick(speaking_for(genres_of(item), PROPS)),
        (gold, pale),
        100,
        y - (52 if hero else 56),
        30 if hero else 64,
    )
    frame = "".join(
        bar(i, i, 200 - 2 * i, 300 - 2 * i, "none", f'stroke="{gold}" stroke-width="{w}"')
        for i, w in ((6, 2), (10, 0.7))
    )
    face = FACES[chance.pick(("roman", "thin", "roman"))]
    words = title_block(item, face, Space(22, y + 14, 156, 262 - y, "middle"), pale, 30) + caption(item, 284, gold)
    return "", field(night) + path(fan, gold, 'opacity=".28"') + mid + thing + bar(0, y, 200, 3, gold) + frame + words


def _ray(angle: float, y: float) -> tuple[float, float]:
    return 100 + 200 * math.cos(angle), y - 200 * math.sin(angle)


def shadowed(item: Item, chance: Chance) -> tuple[str, str]:
    """The forties: one lamp, a long shadow, letters in italics."""
    dark, lamp, accent = chance.pick(
        (
            ("#14110f", "#e8c98a", "#b5301f"),
            ("#0f1518", "#cfd8cf", "#c9542b"),
            ("#1b0f12", "#efb98a", "#8f1d2c"),
            ("#101317", "#e9e2cf", "#3f6f86"),
        )
    )
    x = chance.between(60, 140)
    name = chance.pick(speaking_for(genres_of(item), FIGURES))
    beam = area([(x, -10), (x + 70, 210), (x - 70, 210)], lamp, 'opacity=".35"')
    pool = f'<ellipse cx="{number(x)}" cy="204" rx="74" ry="16" fill="{lamp}"/>'
    away = chance.pick((-1, 1))
    fallen = f"translate({at(x)} 206)skewX({away * 52})scale(1 -.62)translate({at(-x)} -206)"
    shade = group(stand(name, (dark, dark), x, 206, 92), f'opacity=".55" transform="{fallen}"')
    slash = area([(0, 226), (200, chance.between(210, 222)), (200, 300), (0, 300)], accent)
    face = FACES[chance.pick(("italic", "italic", "roman", "block"))]
    words = title_block(item, face, Space(14, 281, 172, 48, "middle", from_bottom=True), "#fff4df", 34) + caption(
        item, 292, "#fff4df"
    )
    return glow("g", lamp, dark), field(dark) + beam + pool + shade + stand(
        name, (dark, accent), x, 206, 96
    ) + slash + words


def atomic(item: Item, chance: Chance) -> tuple[str, str]:
    """The fifties: kidney forms, starbursts, cut paper."""
    paper, one, two, ink = chance.pick(
        (
            ("#f3e7c9", "#e4572e", "#2a9d8f", "#22223b"),
            ("#e9efe0", "#f2b134", "#ed553b", "#173f5f"),
            ("#f6d6c1", "#3caea3", "#d7263d", "#1b2a41"),
            ("#f4c95d", "#dd2d4a", "#26547c", "#1b1725"),
            ("#9ad1c9", "#f25f5c", "#ffe066", "#247ba0"),
        )
    )
    x, y, turn = chance.between(70, 130), chance.between(90, 120), chance.whole(0, 359)
    turned = f'transform="translate({at(x, y)})rotate({turn})scale({chance.between(1.1, 1.5):.2f})"'
    kidney = path("M-60-10C-50-60 30-60 50-24 70 10 40 50 10 34-10 22-24 30-40 40-60 50-66 20-60-10Z", one, turned)
    bursts = "".join(
        _burst(chance.between(20, 180), chance.between(20, 190), chance.between(12, 26), chance.pick((two, ink)))
        for _ in range(3)
    )
    orbit = group(
        '<ellipse rx="72" ry="24"/><ellipse rx="72" ry="24" transform="rotate(60)"/>',
        f'fill="none" stroke="{ink}" stroke-width="1.2" transform="translate({at(x, y)})rotate({turn % 90})"',
    )
    pick = speaking_for(genres_of(item), THINGS if chance.holds(0.5) else PROPS)
    thing = place(chance.pick(pick), (ink, two), x, y, 78)
    face = FACES[chance.pick(("block", "swiss", "typed", "italic"))]
    high = disc(184, 16, 5, two) if chance.holds(0.5) else ""
    words = title_block(item, face, Space(14, 280, 172, 72, "start", from_bottom=True), ink) + caption(
        item, 291, ink, "start"
    )
    return "", field(paper) + kidney + (orbit if chance.holds(0.5) else "") + bursts + thing + high + words


def _burst(x: float, y: float, size: float, ink: str) -> str:
    d = "".join(
        f"M{number(x)} {number(y)}l{number(size * k * math.cos(a))} {number(size * k * math.sin(a))}"
        for i in range(8)
        for k, a in ((1 if i % 2 else 0.6, math.pi * i / 4),)
    )
    return f'<path d="{d}" stroke="{ink}" stroke-width="1.6" stroke-linecap="round"/>' + disc(x, y, 2.4, ink)


def swiss_op(item: Item, chance: Chance) -> tuple[str, str]:
    """The sixties: op art and lower case."""
    paper, ink, pop = chance.pick(
        (
            ("#f5f1e6", "#111111", "#e4002b"),
            ("#ff5a1f", "#2b0a3d", "#ffd400"),
            ("#f7c6d9", "#5b0e2d", "#ff3d00"),
            ("#e8e4d8", "#0a3d91", "#f2a900"),
            ("#d8e84f", "#14213d", "#e5006d"),
        )
    )
    art = chance.pick((_dots, _bent, _target, _flower))(chance, ink, pop)
    clip = '<clipPath id="f"><path d="M14 14H186V206H14Z"/></clipPath>'
    words = title_block(item, FACES["swiss"], Space(14, 214, 172, 62, "start"), ink, 36) + caption(
        item, 289, ink, "start"
    )
    return clip, field(paper) + f'<g clip-path="url(#f)">{art}</g>' + words


def _dots(chance: Chance, ink: str, pop: str) -> str:
    x, y = chance.between(50, 150), chance.between(60, 160)
    spots = [(26 + i * 21.2, 26 + j * 21.2) for i in range(8) for j in range(9)]
    marked = chance.whole(0, len(spots) - 1)
    d = "".join(
        _dot(a, b, max(1.6, 10 - math.hypot(a - x, b - y) / 15)) for i, (a, b) in enumerate(spots) if i != marked
    )
    return path(d, ink) + disc(*spots[marked], 9.5, pop)


def _dot(x: float, y: float, radius: float) -> str:
    r, two = number(radius), number(radius * 2)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 0 1 {two} 0 {r} {r} 0 0 1-{two} 0"


def _bent(chance: Chance, ink: str, pop: str) -> str:
    bend, y = chance.between(14, 40), chance.between(80, 140)
    lines = "".join(
        f"M{at(i * 12, 0)}C{at(i * 12 + bend, y - 30, i * 12 - bend, y + 40, i * 12, 220)}" for i in range(1, 18)
    )
    return f'<path d="{lines}" fill="none" stroke="{ink}" stroke-width="5.4"/>' + disc(
        chance.between(60, 140), y, 26, pop
    )


def _target(chance: Chance, ink: str, pop: str) -> str:
    x, y, gap = chance.between(70, 130), chance.between(80, 140), chance.between(10, 15)
    return "".join(ring(x + i * 1.6, y - i, gap * i, ink, gap * 0.5) for i in range(1, 14)) + disc(x, y, gap * 0.8, pop)


def _flower(chance: Chance, ink: str, pop: str) -> str:
    n, size = chance.whole(5, 9), chance.between(48, 62)
    long = size * 0.75
    petals = "".join(
        f'<ellipse cx="100" cy="{at(110 - long)}" rx="{at(size * 0.34)}" ry="{at(long)}"{_about(360 / n * i)}/>'
        for i in range(n)
    )
    return bar(0, 0, 200, 220, pop) + f'<g fill="{ink}">{petals}</g>' + disc(100, 110, size * 0.3, pop)


def _about(degrees: float) -> str:
    return f' transform="rotate({at(degrees)} 100 110)"'
