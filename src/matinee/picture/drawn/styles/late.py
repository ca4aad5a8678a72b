"""Presses of the seventies to the two-thousands: an item and chance in, a poster's definitions and body out."""

from __future__ import annotations

from matinee.core.values import Item
from matinee.picture.drawn.chance import Chance
from matinee.picture.drawn.ink import at, bar, disc, fade, field, glow, luminance, mix, number, path, ring
from matinee.picture.drawn.lettering import FACES, Space
from matinee.picture.drawn.palettes import PALETTES, Palette
from matinee.picture.drawn.print import caption, genres_of, title_block
from matinee.picture.drawn.shapes import land
from matinee.picture.drawn.shapes.figures import FIGURES
from matinee.picture.drawn.shapes.place import speaking_for, stand
from matinee.picture.drawn.shapes.things import THINGS


def striped(item: Item, chance: Chance) -> tuple[str, str]:
    """The seventies: warm stripes that turn a corner."""
    paper, *inks = chance.pick(
        (
            ("#f2e3c2", "#7a2e1d", "#c8501e", "#e98a24", "#f3bd4b"),
            ("#3b1f14", "#a63d1c", "#dd6e1f", "#f0a63a", "#f6d98a"),
            ("#efe0bf", "#33503b", "#7c8f3c", "#d9a32e", "#c8501e"),
            ("#20323a", "#2f6f73", "#d98032", "#efb24a", "#f4e1b0"),
        )
    )
    radius, wide, side = chance.between(30, 50), chance.between(11, 15), chance.pick((0, 1))
    y = chance.between(60, 90)
    lines = "".join(
        f'<path d="M-10 {at(y + i * wide)}H{at(110 - i * 2)}a{at(r, r)} 0 0 1 {at(r, r)}V320"'
        f' fill="none" stroke="{ink}" stroke-width="{number(wide)}"/>'
        for i, ink, r in ((i, ink, radius + 60 - i * wide) for i, ink in enumerate(inks))
    )
    flip = ' transform="matrix(-1 0 0 1 200 0)"' if side else ""
    x = 132 if side else 68
    ink = inks[0] if paper[1] in "ef" else inks[-1]
    thing = stand(
        chance.pick(speaking_for(genres_of(item), FIGURES if chance.holds(0.6) else THINGS)), (ink, paper), x, 218, 96
    )
    foot = bar(0, 218, 200, 82, paper)
    face = FACES[chance.pick(("swiss", "serif", "italic", "block"))]
    words = title_block(item, face, Space(14, 226, 172, 52, "start"), ink) + caption(item, 290, ink, "start")
    return "", field(paper) + f"<g{flip}>{lines}</g>" + disc(x, 178, 46, paper) + thing + foot + words


def neon(item: Item, chance: Chance) -> tuple[str, str]:
    """The eighties: a grid under a banded sun, letters in chrome."""
    night, dusk, hot, cool = chance.pick(
        (
            ("#0b0524", "#5b1a7a", "#ff3c8e", "#2de2e6"),
            ("#07142e", "#1c4e80", "#ff8a3c", "#ffe45e"),
            ("#1a0630", "#a1176b", "#ffb347", "#7afcff"),
            ("#041a1c", "#0d5c63", "#ff5e78", "#b8fff1"),
        )
    )
    x, y, radius = chance.between(70, 130), 176, chance.between(46, 62)
    cuts = "".join(f"M0 {number(y - 6 - i * 10)}h200v{number(3.4 - i * 0.6)}h-200Z" for i in range(4))
    cut_sun = f'<mask id="m"><path d="M0 0H200V300H0Z" fill="#fff"/>{path(cuts, "#000")}</mask>'
    grid = "".join(f"M{number(100 + i * 9)} {y}L{number(100 + i * 62)} 300" for i in range(-9, 10)) + "".join(
        f"M0 {number(y + k)}H200" for k in (0, 6, 14, 25, 40, 60, 86, 118)
    )
    floor = bar(0, y, 200, 124, night) + f'<path d="{grid}" stroke="{cool}" stroke-width=".8" opacity=".8"/>'
    hero = stand(
        chance.pick(speaking_for(genres_of(item), FIGURES if chance.holds(0.5) else THINGS)),
        (night, cool),
        x,
        y + 2,
        62,
    )
    face = FACES[chance.pick(("block", "caps", "italic", "roman"))]
    words = title_block(item, face, Space(14, 18, 172, 60), "url(#t)", 42) + caption(item, 289, cool)
    defs = fade("s", night, dusk) + fade("u", cool, hot) + fade("t", "#ffffff", hot) + cut_sun
    sun = disc(x, y - 30, radius, "url(#u)", 'mask="url(#m)"')
    far = land.ridges(chance, PALETTES["dark"][1], y - 2) if chance.holds(0.4) else ""
    return defs, field("url(#s)") + land.stars(chance, "#ffffff", 130) + sun + far + floor + hero + words


def moonlit(item: Item, chance: Chance) -> tuple[str, str]:
    """The eighties, painted: a great moon behind a hill, letters in gold."""
    night, dusk, moon, gold = chance.pick(
        (
            ("#081428", "#27527d", "#f7f3d7", "#f2b632"),
            ("#1a0b2a", "#6a3b7c", "#ffe2c4", "#ff9d5c"),
            ("#0c1d1a", "#3c7a5e", "#f4f7d0", "#f0cf4f"),
            ("#220a0a", "#a3412a", "#ffe7b5", "#ffd25e"),
        )
    )
    x, y = chance.between(64, 136), chance.between(116, 136)
    table = FIGURES if chance.holds(0.5) else THINGS
    hero = stand(
        chance.pick(speaking_for(genres_of(item), table)), (night, moon), x + chance.between(-20, 20), y + 62, 66
    )
    hill = path(f"M0 {number(y + 84)}Q{number(x)} {number(y + 32)} 200 {number(y + 74)}V300H0Z", night)
    fir = (
        f'<g transform="translate(0 {number(y - 138)})">{land.pines(chance, PALETTES["dark"][0], 206)}</g>'
        if chance.holds(0.5)
        else ""
    )
    words = title_block(
        item, FACES[chance.pick(("italic", "block", "roman"))], Space(14, 281, 172, 60, "middle", True), gold, 38
    )
    halo = (
        disc(x, y, 84, "url(#g)")
        + disc(x, y, 56, moon)
        + disc(x - 16, y - 14, 9, gold, 'opacity=".18"')
        + disc(x + 14, y + 16, 13, gold, 'opacity=".14"')
    )
    defs = fade("s", night, dusk) + glow("g", f"{moon}/.7", f"{moon}/.5", f"{moon}/0")
    shade = bar(0, 204, 200, 96, night)
    return defs, field("url(#s)") + land.stars(chance, moon, 150) + halo + hill + fir + hero + shade + words + caption(
        item, 291, moon
    )


def earthy(item: Item, chance: Chance) -> tuple[str, str]:
    """The seventies, framed: a scene in a rounded window upon plain paper, letters small and round."""
    paper, ink, warm, deep = chance.pick(
        (
            ("#f4ead2", "#3a2418", "#e08a2e", "#8c3b1f"),
            ("#e9dcc0", "#24352c", "#d9a441", "#5d6f3a"),
            ("#2d1a12", "#f6e2b8", "#e7a13d", "#b4511f"),
            ("#d9c6a0", "#1f2d3a", "#e56b3e", "#3d6b70"),
        )
    )
    palette = Palette(warm, paper if luminance(paper) > 0.2 else ink, paper, warm, deep, ink)
    world = chance.pick((land.hills, land.road, land.sea, land.city, land.mesas, land.dunes))
    window = '<clipPath id="w"><rect x="16" y="16" width="168" height="188" rx="26"/></clipPath>'
    sun = "".join(disc(100, 96, r, i) for r, i in ((60, deep), (46, warm), (32, paper)))
    who = stand(
        chance.pick(speaking_for(genres_of(item), FIGURES)),
        (ink if luminance(paper) > 0.2 else paper, warm),
        chance.between(70, 130),
        200,
        74,
    )
    art = bar(0, 0, 200, 210, mix(warm, paper, 0.45)) + sun + world(chance, palette, 168) + who
    words = title_block(
        item, FACES[chance.pick(("swiss", "serif", "typed"))], Space(18, 213, 164, 62, "start"), ink, 32
    )
    return window, field(paper) + f'<g clip-path="url(#w)">{art}</g>' + words + caption(item, 289, ink, "start")


def teal_orange(item: Item, chance: Chance) -> tuple[str, str]:
    """The two-thousands: teal against orange, a flare, light letters low."""
    cold, warm, pale = chance.pick(
        (
            ("#06262d", "#f08a2c", "#ffe9c4"),
            ("#2b0f1e", "#e0563f", "#ffdcc0"),
            ("#101a3f", "#c77dff", "#fbe7ff"),
            ("#0d2b1d", "#a7c957", "#f4ffd6"),
            ("#14131f", "#d64550", "#ffe1d6"),
            ("#0b2239", "#e2672b", "#ffe0c2"),
            ("#12302b", "#f2a541", "#fff0cf"),
            ("#1a1f3a", "#f3722c", "#ffe8d6"),
        )
    )
    x, y = chance.between(50, 150), chance.between(110, 150)
    world = chance.pick((land.city, land.ridges, land.dunes, land.planet, land.mesas, land.road))
    inked = Palette(cold, warm, pale, mix(cold, warm, 0.4), cold, pale)
    flare = (
        disc(x, y, 110, "url(#g)")
        + path(
            f"M-40 {number(y)}L{number(x)} {number(y - 2)}L240 {number(y)}L{number(x)} {number(y + 2)}Z",
            pale,
            'opacity=".8"',
        )
        + disc(x, y, 7, pale)
    )
    orbs = "".join(ring(x + (100 - x) * k, y + 60 * k, 8 + 9 * k, pale, 0.6) for k in (0.6, 1.2, 1.7))
    who = stand(
        chance.pick(speaking_for(genres_of(item), FIGURES)), (cold, warm), 200 - x if abs(x - 100) > 18 else 70, 222, 88
    )
    face = FACES[chance.pick(("thin", "caps", "thin", "swiss"))]
    words = title_block(item, face, Space(14, 281, 172, 44, "middle", from_bottom=True), pale, 30) + caption(
        item, 291, warm
    )
    defs = fade("s", cold, warm) + glow("g", f"{pale}/.9", f"{warm}/.5", f"{warm}/0")
    return defs, field("url(#s)") + flare + world(chance, inked, 190) + orbs + who + bar(0, 222, 200, 78, cold) + words
