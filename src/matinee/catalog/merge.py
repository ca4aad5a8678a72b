"""Merging: what one catalogue knows and what another adds about the same item in, one item out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import msgspec

from matinee.core.values import Item


def merge(item: Item, more: Item) -> Item:
    """`item` with what `more` adds: its own title, year, genres and texts stay; names are joined, blanks are filled.

    The other's title becomes an alternative title where it reads differently. The other's people come first,
    since a source of people knows their order.
    """
    titles = _joined(item.titles, (more.title, *more.titles))
    return msgspec.structs.replace(
        item,
        titles=tuple(title for title in titles if title.casefold() != item.title.casefold()),
        year=item.year if item.year is not None else more.year,
        genres=item.genres or more.genres,
        tags=_joined(item.tags, more.tags),
        people=_joined(more.people, item.people),
        synopsis=item.synopsis or more.synopsis,
        seconds=item.seconds if item.seconds is not None else more.seconds,
        attributes={**more.attributes, **item.attributes, **_roles(item, more)},
    )


def _roles(item: Item, more: Item) -> dict[str, list[str]]:
    """Director and cast as the newer source gives them, else as they were."""
    return {
        role: more.attributes.get(role) or item.attributes[role]
        for role in ("director", "cast")
        if more.attributes.get(role) or item.attributes.get(role)
    }


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each name once whatever its letter case."""
    names: dict[str, str] = {}
    for name in (*first, *second):
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def join(items: Iterable[Item], more: Mapping[str, Item], key_of: Mapping[str, str] | None = None) -> list[Item]:
    """The items that another catalogue adds to, each merged with what it says.

    Args:
        items: our catalogue.
        more: the other's id -> its item.
        key_of: our id -> the other's id; without it the ids are the same.

    Returns:
        Only the items that were found, in our order.
    """
    pairs = ((item, more.get(key_of.get(item.item, "") if key_of is not None else item.item)) for item in items)
    return [merge(item, other) for item, other in pairs if other is not None]


def same_titles(items: Iterable[Item], more: Iterable[Item]) -> dict[str, str]:
    """Our id -> the other catalogue's id of the one item with the same title and year, where nothing links the two.

    Titles are compared without case, accents, punctuation and leading article, other titles too; a year may be one off
    where the title is unique. What fits several is left out.
    """
    theirs: dict[tuple[str, int], set[str]] = {}
    for item in more:
        for title in (item.title, *item.titles):
            theirs.setdefault((_bare(title), item.year or 0), set()).add(item.item)
    pairs: dict[str, str] = {}
    for item in items:
        names = {_bare(title) for title in (item.title, *item.titles)} - {""}
        for years in ((0,), (-1, 1)):
            found = {
                other for name in names for gap in years for other in theirs.get((name, (item.year or 0) + gap), ())
            }
            if len(found) == 1:
                pairs[item.item] = found.pop()
            if found or item.item in pairs:
                break
    return pairs


def _bare(title: str) -> str:
    spread = unicodedata.normalize("NFKD", title.casefold().replace("&", " and "))
    words = re.sub(r"[^\w\s]|_", "", "".join(sign for sign in spread if not unicodedata.combining(sign))).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)
