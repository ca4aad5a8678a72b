"""What the drawn posters of an item show, told without drawing them: an item in, its artworks with their tags out."""

from __future__ import annotations

from matinee.core.values import Artwork, Item
from matinee.picture.drawn.looks import look_of
from matinee.picture.drawn.palettes import MAIN_GENRES, moods_of
from matinee.picture.drawn.print import chance_for, genres_of
from matinee.picture.drawn.styles.era import decade_of
from matinee.picture.drawn.styles.goods import STYLES
from matinee.picture.drawn.styles.lead import lead_of


def shown(item: Item) -> tuple[Artwork, ...]:
    """The artworks that `artworks` would draw, with the same genres and people; the style is their kind, and
    of the themes the mood or the decade is told; `look` says what each is alike to. Far faster than drawing."""
    if item.kind == "product":
        return _goods(item)
    genres, person = genres_of(item), lead_of(item)
    spoken = tuple(genre for genre in MAIN_GENRES if genre in genres)[:1]
    told: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]
    told = [("scene", _mood(item, "scene", spoken), spoken, ()), ("mood", _mood(item, "mood", genres), genres[:1], ())]
    if person:
        told.append(("lead", _mood(item, "lead", genres), genres[:1], (person,)))
    told.append(("era", f"{decade_of(item)}s", genres[:1], ()))
    return tuple(
        Artwork(
            artwork=f"{item.item}-{style}", item=item.item, kind=f"drawn {style}", canvas="portrait",
            themes=(more,), people=people, genres=about, look=look_of(item, style),
        )
        for style, more, about, people in told
    )  # fmt: skip


def _goods(item: Item) -> tuple[Artwork, ...]:
    """A product's four prints."""
    return tuple(
        Artwork(
            artwork=f"{item.item}-{style}", item=item.item, kind=f"drawn {style}", canvas="portrait",
            themes=(theme,), genres=genres_of(item)[:1], look=look_of(item, style),
        )
        for style, (theme, _) in STYLES.items()
    )  # fmt: skip


def _mood(item: Item, style: str, genres: tuple[str, ...]) -> str:
    """The first thing that each of these styles draws by chance is its mood."""
    return chance_for(item, style).pick(moods_of(genres))
