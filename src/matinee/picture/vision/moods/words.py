"""Words about items (tags by member, keywords, synopsis, genres) in, their moods out; no source decides alone."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

LIMIT = 0.45
"""A mood is said from this evidence on."""
SHARES = {"tags": 0.5, "keywords": 0.5, "synopsis": 0.35, "genres": 0.4}
"""The most that each source can give; none reaches the limit alone."""


@dataclass(frozen=True)
class Mood:
    """A mood of the list: the words that speak for it and the genres that go with it, all in lower case."""

    name: str
    words: frozenset[str]
    genres: frozenset[str]


@dataclass(frozen=True)
class ItemWords:
    """What is said of an item: (member, tag) pairs, keywords, synopsis and genres."""

    tags: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    synopsis: str = ""
    genres: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def known_moods() -> tuple[Mood, ...]:
    """The list of moods, moods.json beside this file."""
    rows = json.loads((files(__package__) / "moods.json").read_text("utf-8"))
    return tuple(
        Mood(name, frozenset(row["words"]), frozenset(genre.lower() for genre in row["genres"]))
        for name, row in rows.items()
    )


def evidence(words: ItemWords, mood: Mood) -> dict[str, float]:
    """What each source says for the mood, from 0 to its share.

    Tags count by members, not by times, and a second member adds less than the first: one eager member decides nothing.
    """
    voices = len({member for member, tag in words.tags if tag.strip().lower() in mood.words})
    keys = sum(word.strip().lower() in mood.words for word in words.keywords)
    told = sum(1 for word in mood.words if _says(words.synopsis, word)) if words.synopsis else 0
    kinds = sum(genre.strip().lower() in mood.genres for genre in words.genres)
    counts = {"tags": voices, "keywords": keys, "synopsis": told, "genres": kinds}
    return {source: SHARES[source] * (1 - math.exp(-count)) for source, count in counts.items() if count}


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def moods_of(words: ItemWords, limit: float = LIMIT) -> tuple[str, ...]:
    """The moods for which two sources or more together give at least `limit`, the surest first.

    Example:
        >>> moods_of(ItemWords(keywords=("haunted house", "ghost", "demon"), genres=("Horror",)))
        ('scary',)
        >>> moods_of(ItemWords(keywords=("haunted house", "ghost", "demon")))
        ()
    """
    found = []
    for mood in known_moods():
        sources = evidence(words, mood)
        if len(sources) >= 2 and sum(sources.values()) >= limit:
            found.append((-sum(sources.values()), mood.name))
    return tuple(name for _, name in sorted(found))


def moods_of_all(items: Mapping[str, ItemWords] | Iterable[tuple[str, ItemWords]]) -> dict[str, tuple[str, ...]]:
    """Moods of every item that has any."""
    pairs = items.items() if isinstance(items, Mapping) else items
    found = {item: moods_of(words) for item, words in pairs}
    return {item: moods for item, moods in found.items() if moods}
