"""Palettes: a mood in, a few limited colour sets out; each was mixed for a print of five inks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matinee.picture.drawn.ink import contrast, mix


@dataclass(frozen=True, slots=True)
class Palette:
    """Inks of one print, all #rrggbb: sky from top to bottom, the light, layers from far to near, the lettering."""

    top: str
    low: str
    light: str
    far: str
    near: str
    letter: str

    def layer(self, depth: float) -> str:
        """The colour of a layer, 0 at the horizon and 1 at one's feet."""
        return mix(self.far, self.near, depth)

    def on(self, ground: str) -> str:
        """Of this print's inks the one that reads best on a ground: the lettering's own if it reads well enough."""
        if contrast(self.letter, ground) >= 4:
            return self.letter
        inks = (self.letter, self.light, self.near, self.top, "#fffaf0", "#0d0c10")
        return max(inks, key=lambda ink: contrast(ink, ground))


def _print(inks: str) -> Palette:
    return Palette(*(f"#{ink}" for ink in inks.split()))


def _prints(*sets: str) -> tuple[Palette, ...]:
    return tuple(_print(inks) for inks in sets)


PALETTES: Final[dict[str, tuple[Palette, ...]]] = {
    # top low light far near letter
    "tender": _prints(
        "f6c9b8 fbe3cf e8604c d98b84 5b2a45 5b2a45",
        "f2b5b0 fde8d7 fff6e0 c76b7e 3d1f3f 3d1f3f",
        "32284f e88c7d ffd9a0 8f5474 1d1733 ffe9cf",
        "d7e3dc f7efe2 ee7f5b 9db4a4 2f4a4a 2f4a4a",
        "7d3c52 f0a080 ffe2b8 8d4258 2b1126 fff0da",
        "fbf0e4 f8d8c8 d9364a e6a199 71263b 71263b",
    ),
    "tense": _prints(
        "17171c 3a1518 e5322d 551a1b 0b0a0d f4ece1",
        "e3342b c4261f f6e9d5 8f1a1a 1a0c0e f6e9d5",
        "f0e7d8 e6d9c3 d5281f b9ab97 1b1a1d 1b1a1d",
        "0f1f2b 1f4a55 f2c14b 17353f 070f15 f3ead2",
        "20242c 56606b f5f1e6 343b46 0d1015 f5f1e6",
        "f4b71e f09a13 fdf1cf a85d0c 1c1410 1c1410",
    ),
    "dark": _prints(
        "0a0f1c 1c3348 dfe8e6 16283a 04070e dfe8e6",
        "13091c 3d1740 e9d7f2 2b1033 07030c f0e2f5",
        "0c1512 24423a d9f0c4 182e28 050a08 e3f0d4",
        "1a0707 5a120f ff8a3c 380c0b 0a0303 ffd9b0",
        "11131a 3b3f4c f0d58a 22252f 06070a f0e3c0",
        "0b1a24 2f5d62 f4a259 163640 050c11 f7e3c8",
    ),
    "playful": _prints(
        "ffd23f ffdf70 ee4266 f49d37 540d6e 540d6e",
        "4ecdc4 9be6dc ffe66d ff6b6b 1a535c fffbe8",
        "ff7f6a ffa88f fff1c9 e2495b 3a2352 3a2352",
        "f7f0dd fbe9bf ef5b3c 3fa7a0 22384f 22384f",
        "3d5af1 6b8bff ffd54a ff6f91 141a4a fff6dc",
        "b8e0d2 eaf4e6 ff595e 6aa08f 284b4f 284b4f",
        "f49ac1 fbc7d8 fff3b0 d6336c 3f1d4e 3f1d4e",
    ),
    "epic": _prints(
        "1d2346 e07a3f ffd98a 71435a 120f25 ffe6bd",
        "5a1f2e ee9b4d ffe7a8 8c3a33 200a15 ffedc4",
        "0f3443 e9b872 fff0c2 3b5b5c 0a1c24 fff0d0",
        "f1c27d f8e0a8 d8402b c08248 3b1c17 3b1c17",
        "2b1a3e c04f5a ffc777 6b2e54 140b20 ffe3ba",
        "204a6b f2a65a fff3c9 4f6477 0f2233 fff3d6",
    ),
    "calm": _prints(
        "bcd4d0 eef0df f3a661 8fb0a8 22423f 22423f",
        "e9e2d0 f5efe2 d9764a b7b89a 3a4a3c 3a4a3c",
        "6f9fb5 d8e6e2 fff3cf 5a889c 16364a 0f2a3c",
        "3a5a6a c9b79a f7e6c2 5a6e70 14252d fbf0da",
        "d6dbe6 f3ecea c9605a a9b0c4 2d3450 2d3450",
        "2f4b46 a8b48a f8e8b4 4a6a58 10211d f8efce",
    ),
    "strange": _prints(
        "2a1458 a23c9b d7ff5e 5e2684 10072b efffc2",
        "0d2b36 1f8a7d ff5fa2 155a5e 04141b ffe0ee",
        "ffb7e0 c6b5ff 3d1a78 8f7be8 231046 231046",
        "1a1a2e 4a2b7a 5efcd0 35225c 0b0b18 d9fff4",
        "e6ff8a a8f0c0 5b2bd0 57b894 1c1340 1c1340",
        "3b0a45 ff5e5b ffe156 8a1f56 17041f fff2c2",
    ),
    "wild": _prints(
        "f26a2e f9a23b fff0b8 b53a22 2c1018 fff4d2",
        "0c7c86 5cc4b4 ffd166 0f5a66 06242d fff3d0",
        "c81d25 f45b39 ffe9c0 86131d 21070d ffeccb",
        "ffb627 ffd670 c1121f d07a15 2c1203 2c1203",
        "12355b 3f88a5 ffb81c 1f4d73 081a30 fff1cf",
        "22333b 5e7a6f f7b267 34505a 0c1518 ffecd2",
    ),
    "cold": _prints(
        "a9c9dd e8f1f4 fffdf4 7fa4bd 1a3550 1a3550",
        "12263f 5f8fb0 f2f7f5 2c4d6e 081424 f2f7f5",
        "dfe7ea f6f7f4 e24e3f aebcc6 26323d 26323d",
        "1b2c45 8fb3c4 ffd9a8 3f6380 0b1526 f6fbfa",
        "cfe3e1 f4f4ec 4a6fa5 93b5b8 1c2f45 1c2f45",
    ),
    "noir": _prints(
        "111214 3d3d40 f3efe6 25262a 060607 f3efe6",
        "ece6da d9d0c0 b3241d a39a8b 131214 131214",
        "1a1614 5a4a3a f1d9a7 332a22 0a0807 f4e2bd",
        "20262b 6b7478 f6f2e3 3a4348 0c0f11 f6f2e3",
        "c9c2b4 efe8da 1d1b1e 8e877b 171518 171518",
    ),
}

_MOODS: Final[dict[str, tuple[str, ...]]] = {
    "Film-Noir": ("noir",),
    "Horror": ("dark", "tense", "dark", "strange"),
    "War": ("wild", "noir", "cold", "epic"),
    "Western": ("epic", "wild", "tender"),
    "Sci-Fi": ("strange", "cold", "dark", "wild"),
    "Animation": ("playful", "calm", "strange"),
    "Children": ("playful", "calm", "wild"),
    "Fantasy": ("strange", "epic", "calm"),
    "Musical": ("playful", "tender", "wild"),
    "Documentary": ("calm", "cold", "noir", "wild"),
    "Mystery": ("dark", "noir", "cold", "strange"),
    "Romance": ("tender", "tender", "calm", "epic"),
    "Thriller": ("tense", "dark", "cold"),
    "Crime": ("noir", "tense", "dark", "wild"),
    "Action": ("wild", "tense", "epic"),
    "Adventure": ("epic", "wild", "calm"),
    "Comedy": ("playful", "wild", "tender", "playful"),
    "Drama": ("calm", "tender", "cold", "epic", "noir"),
}
"""Genre -> moods it may have, likelier ones named twice; the order is that in which a genre speaks for a film."""

MAIN_GENRES: Final = tuple(_MOODS)


def moods_of(genres: tuple[str, ...]) -> tuple[str, ...]:
    """The moods that an item's genres allow; without a known genre every mood but the two darkest."""
    found = tuple(mood for genre in MAIN_GENRES if genre in genres for mood in _MOODS[genre])
    return found or tuple(mood for mood in PALETTES if mood not in ("dark", "noir"))
