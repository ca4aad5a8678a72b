"""Presses of the nineties and since: an item and chance in, a poster's definitions and body out."""

from __future__ import annotations

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import area, bar, contrast, disc, fade, field, glow, group, mix, number
from matinee.picture.drawn.lettering import FACES, Space
from matinee.picture.drawn.palettes import PALETTES, moods_of
from matinee.picture.drawn.print import caption, genres_of, title_block
from matinee.picture.drawn.shapes.figures import BUSTS, FIGURES
from matinee.picture.drawn.shapes.place import place, speaking_for, stand
from matinee.picture.drawn.shapes.props import PROPS
from matinee.picture.drawn.shapes.things import THINGS

_DEEP = (
    ("#0a1216", "#1d4a4f", "#9fd8b4", "#eef5ea"),
    ("#120a06", "#6b3413", "#f1a94e", "#fdeed3"),
    ("#0b0d18", "#27366f", "#8db4ff", "#eef2ff"),
    ("#140a10", "#6d1b33", "#f08a6c", "#ffece4"),
    ("#0f120a", "#4a5a23", "#d7d96b", "#f8f7dc"),
    ("#0d0714", "#4b2a78", "#d6a2ff", "#f5ecff"),
)


def stacked(item: Item, chance: Chance) -> tuple[str, str]:
    """The nineties: a face over a scene, deep inks, a name in spaced capitals."""
    dark, mid, glowing, ink = chance.pick(_DEEP)
    bust = chance.pick(tuple(BUSTS))
    face_y = chance.between(84, 100)
    head = place(bust, (mid, dark), 100, face_y, 176)
    haze = bar(0, 100, 200, 120, "url(#h)")
    lamp = disc(chance.between(50, 150), chance.between(30, 80), 90, "url(#g)")
    row = "".join(
        stand(chance.pick(speaking_for(genres_of(item), table)), (dark, glowing), x, 214, tall)
        for table, x, tall in ((FIGURES, chance.between(60, 90), 58), (THINGS, chance.between(120, 150), 48))
    )
    line = bar(0, 166, 200, 48, "url(#l)")
    words = title_block(
        item, FACES[chance.pick(("thin", "caps", "roman", "thin"))], Space(16, 232, 168, 42), ink, 28
    ) + caption(item, 288, glowing)
    defs = (
        glow("g", f"{glowing}/.8", f"{glowing}/0")
        + fade("h", f"{dark}/0", dark)
        + fade("l", f"{glowing}/0", f"{glowing}/.75")
    )
    return defs, field(dark) + lamp + head + haze + line + row + bar(0, 213, 200, 87, dark) + bar(
        30, 222, 140, 0.7, glowing
    ) + words


def lamplit(item: Item, chance: Chance) -> tuple[str, str]:
    """The nineties' thriller: one thing under a lamp, its name in wide capitals."""
    dark, mid, glowing, ink = chance.pick(_DEEP)
    name = chance.pick(speaking_for(genres_of(item), PROPS))
    x, y = chance.between(86, 114), chance.between(112, 128)
    lamp = disc(x, y, 104, "url(#g)")
    low = place(name, (dark, mid), x + 3, y + 5, 132) + place(name, (mix(mid, glowing, 0.75), dark), x, y, 128)
    words = title_block(item, FACES[chance.pick(("thin", "caps", "typed", "roman"))], Space(16, 218, 168, 52), ink, 30)
    rules = bar(16, 210, 168, 0.6, glowing) + bar(16, 278, 168, 0.6, glowing)
    return glow("g", f"{mid}/1", f"{mid}/.8", f"{dark}/0"), field(dark) + lamp + low + rules + words + caption(
        item, 290, glowing
    )


def whitened(item: Item, chance: Chance) -> tuple[str, str]:
    """The nineties' comedy: people on white, one loud colour."""
    loud, second = chance.pick(
        (
            ("#d7263d", "#1b1b1e"),
            ("#2b50aa", "#ff8c42"),
            ("#0a7d6b", "#f25f5c"),
            ("#e36414", "#12355b"),
            ("#8f2d8c", "#f4b400"),
            ("#1f8ac0", "#ef476f"),
        )
    )
    genres = genres_of(item)
    names = [chance.pick(speaking_for(genres, FIGURES)) for _ in range(2)]
    block = chance.pick(
        (
            bar(0, 96, 200, 96, loud),
            disc(100, 132, 74, loud),
            area([(0, 130), (200, 84), (200, 192), (0, 192)], loud),
            bar(100, 0, 100, 192, loud),
        )
    )
    people = stand(names[0], (second, "#ffffff"), chance.between(62, 82), 206, 130) + stand(
        names[1], ("#26262b", "#ffffff"), chance.between(120, 142), 206, 118
    )
    words = title_block(
        item, FACES[chance.pick(("block", "caps", "swiss", "italic"))], Space(14, 214, 172, 60), loud, 38
    )
    return "", field("#fbf9f4") + block + people + bar(0, 205, 200, 1, "#26262b") + words + caption(
        item, 290, "#26262b"
    )


def pulped(item: Item, chance: Chance) -> tuple[str, str]:
    """The nineties' paperback: a worn cover, a screaming name, a price."""
    paper, loud, dark, second = chance.pick(
        (
            ("#f2d03b", "#d22b2b", "#17130f", "#2d6a6a"),
            ("#e9dfc7", "#e4572e", "#1d2230", "#3b7a57"),
            ("#f2a65a", "#b3122f", "#1a1423", "#f7e7ce"),
            ("#7fb7be", "#d3373b", "#16212e", "#f3e9d2"),
        )
    )
    x = chance.between(70, 130)
    art = place(chance.pick(tuple(BUSTS)), (dark, loud), x, 178, 164)
    slash = area([(0, chance.between(84, 120)), (200, chance.between(84, 140)), (200, 262), (0, 262)], second)
    thing = place(
        chance.pick(speaking_for(genres_of(item), PROPS)), (loud, paper), 200 - x + (30 if x < 100 else -30), 214, 60
    )
    words = title_block(item, FACES[chance.pick(("block", "block", "italic"))], Space(12, 14, 176, 54), loud, 40)
    frame = f'<path d="M4 4H196V296H4Z" fill="none" stroke="{dark}" stroke-width="3"/>'
    return "", field(paper) + slash + art + thing + bar(0, 260, 200, 40, dark) + words + caption(
        item, 282, paper
    ) + frame


def coded(item: Item, chance: Chance) -> tuple[str, str]:
    """The nineties' machine age: columns of signs, a figure left blank in them."""
    dark, mid, glowing, ink = chance.pick(_DEEP)
    x, d = 6.0, []
    while x < 198:
        top, run = chance.between(-40, 90), chance.between(80, 230)
        d.append(f"M{number(x)} {number(top)}v{number(run)}")
        x += chance.between(5, 9)
    rain = "".join(
        f'<path d="{"".join(d[i::3])}" stroke="{colour}" stroke-width="3" stroke-dasharray="{dash}"/>'
        for i, (colour, dash) in enumerate(((mid, "4 3"), (glowing, "2 3 5 3"), (mix(mid, glowing, 0.5), "1 2 3 2")))
    )
    name, x = chance.pick(speaking_for(genres_of(item), FIGURES)), chance.between(84, 116)
    who = disc(x, 132, 92, "url(#g)") + stand(name, (dark, glowing), x, 216, 150)
    words = title_block(item, FACES[chance.pick(("typed", "caps", "thin"))], Space(14, 226, 172, 48, "start"), ink, 30)
    return glow("g", f"{glowing}/.75", f"{mid}/.55", f"{dark}/0"), field(dark) + rain + who + bar(
        0, 214, 200, 86, dark
    ) + words + caption(item, 288, glowing, "start")


def handmade(item: Item, chance: Chance) -> tuple[str, str]:
    """The two-thousands' small film: a notebook's colours, crooked stripes, typed letters."""
    palette = chance.pick(PALETTES[chance.pick(("playful", "calm", "tender"))])
    y, out = 206.0, []
    for i in range(chance.whole(4, 7)):
        tall = chance.between(12, 34)
        out.append(
            area(
                [(0, y - tall), (200, y - tall + chance.between(-6, 6)), (200, y + 10), (0, y + 10)],
                palette.layer(1 - i / 6),
            )
        )
        y -= tall
    who = stand(
        chance.pick(speaking_for(genres_of(item), FIGURES if chance.holds(0.6) else THINGS)),
        (palette.near, palette.light),
        chance.between(60, 140),
        y + 5,
        min(84, y - 12),
    )
    words = title_block(
        item,
        FACES[chance.pick(("typed", "serif", "swiss"))],
        Space(14, 218, 172, 56, "start"),
        palette.on(palette.low),
        32,
    )
    ground = bar(0, 206, 200, 94, palette.low)
    return "", field(palette.low) + disc(chance.between(40, 160), 60, 26, palette.light) + "".join(
        out[::-1]
    ) + who + ground + words + caption(item, 289, palette.on(palette.low), "start")


def stripped(item: Item, chance: Chance) -> tuple[str, str]:
    """The two-thousands' ensemble: upright strips, a figure in each, one ground lit."""
    palette = chance.pick(PALETTES[chance.pick(moods_of(genres_of(item)))])
    n = chance.whole(3, 5)
    wide, marked = 200 / n, chance.whole(0, n - 1)
    strips = []
    for i in range(n):
        ground = palette.light if i == marked else palette.layer(0.25 + 0.5 * i / n)
        ink = palette.near if i == marked else mix(palette.near, "#000000", 0.35)
        who = stand(
            chance.pick(speaking_for(genres_of(item), FIGURES)),
            (ink, ground),
            wide * (i + 0.5),
            206,
            chance.between(96, 150),
        )
        strips.append(bar(wide * i, 0, wide - 1.5, 206, ground) + who)
    face = FACES[chance.pick(("caps", "thin", "block", "swiss"))]
    words = title_block(item, face, Space(14, 216, 172, 58), palette.on(palette.near), 34)
    foot = bar(0, 206, 200, 94, palette.near)
    return "", field(palette.near) + "".join(strips) + foot + words + caption(item, 289, palette.on(palette.near))


def halved(item: Item, chance: Chance) -> tuple[str, str]:
    """The two-thousands' plain poster: a great name above, one thing standing on its line below."""
    palette = chance.pick(PALETTES[chance.pick(moods_of(genres_of(item)))])
    line = chance.between(150, 176)
    above, below = chance.pick(
        ((palette.light, palette.near), (palette.near, palette.light), (palette.low, palette.far))
    )
    table = FIGURES if chance.holds(0.5) else PROPS
    tall, x = chance.between(60, 92), chance.between(44, 156)
    name = chance.pick(speaking_for(genres_of(item), table))
    upright = stand(name, (below, above), x, line, tall)
    fallen = stand(name, (above, below), x, line, tall)
    mirrored = group(fallen, f'opacity=".35" transform="matrix(1 0 0 -1 0 {number(2 * line)})"')
    face = FACES[chance.pick(("block", "swiss", "serif", "caps"))]
    words = title_block(item, face, Space(14, 16, 172, line - tall - 26, "start"), palette.on(above), 46)
    return "", field(above) + bar(0, line, 200, 150, below) + upright + mirrored + words + caption(
        item, 289, palette.on(below), "start"
    )


def minimal(item: Item, chance: Chance) -> tuple[str, str]:
    """The twenty-tens: one thing, its shadow, and room."""
    palette = chance.pick(PALETTES[chance.pick(moods_of(genres_of(item)))])
    grounds = [each for each in (palette.top, palette.low, palette.light) if contrast(each, palette.near) > 2.4]
    ground = chance.pick(grounds or [palette.light])
    name = chance.pick(speaking_for(genres_of(item), PROPS if chance.holds(0.7) else THINGS))
    ink = palette.near
    x, y, size = chance.between(84, 116), chance.between(100, 140), chance.between(74, 120)
    shadow = area(
        [(x - size * 0.3, y), (x + size * 0.3, y - size * 0.3), (x + 260, y + 230), (x + 200, y + 290)],
        palette.near,
        'opacity=".14"',
    )
    kind = chance.pick(("shadow", "disc", "tiny", "frame"))
    line = f'stroke="{ink}" stroke-width="2"'
    back = {
        "shadow": shadow,
        "disc": disc(x, y, size * 0.75, palette.light if ground != palette.light else palette.low),
        "tiny": "",
        "frame": bar(x - size * 0.62, y - size * 0.7, size * 1.24, size * 1.4, "none", line),
    }[kind]
    detail = palette.far if ground in (palette.light, palette.low) else palette.light
    thing = place(name, (ink, detail), x, y, size * (0.5 if kind == "tiny" else 0.9))
    face = FACES[chance.pick(("thin", "swiss", "serif", "caps"))]
    align = "middle" if face.spacing else "start"
    words = title_block(item, face, Space(16, 278, 168, 56, align, from_bottom=True), palette.on(ground), 26)
    return "", field(ground) + back + thing + words + caption(item, 290, palette.on(ground), align)
