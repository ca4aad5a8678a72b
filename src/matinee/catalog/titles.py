"""Titles as lists keep them ("American President, The (1995)") in, titles as people write them out."""

from __future__ import annotations

import re
from typing import NamedTuple

_YEAR = re.compile(r"\s*\((\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$")
_LAST_GROUP = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)\s*$")
_AKA = re.compile(r"^a\.?\s?k\.?\s?a\.?:?\s+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(.*), (The|An|A|Les|Le|La|L'|Los|Las|El|Lo|Il|Gli|I|Das|Der|Die|Den|Det|De|Een|En|Ett|Et|Un|Une|Una|O|Os|As)$",
    re.IGNORECASE | re.DOTALL,
)


class Title(NamedTuple):
    """A title, its other titles in the order given, and its year (None where none is said)."""

    title: str
    titles: tuple[str, ...]
    year: int | None


def parse_title(text: str) -> Title:
    """A catalogue's title line -> Title.

    The year is the last group in parentheses that is one; groups before it are other titles, "a.k.a." removed;
    an article behind a comma goes to the front, in the other titles too.

    Example:
        >>> parse_title("American President, The (1995)")
        Title(title='The American President', titles=(), year=1995)
        >>> parse_title("City of Lost Children, The (Cité des enfants perdus, La) (1995)")
        Title(title='The City of Lost Children', titles=('La Cité des enfants perdus',), year=1995)
        >>> parse_title("Seven (a.k.a. Se7en) (1995)").titles
        ('Se7en',)
    """
    rest = " ".join(text.split())
    year = None
    if found := _YEAR.search(rest):
        year, rest = int(found[1]), rest[: found.start()]
    others: list[str] = []
    while (found := _LAST_GROUP.search(rest)) and found.start() > 0:
        others[:0] = [_AKA.sub("", part.strip()) for part in _alternatives(found[1])]
        rest = rest[: found.start()]
    title = article_first(rest.strip())
    named = dict.fromkeys(article_first(other) for other in others if other)
    named.pop(title, None)
    return Title(title, tuple(named), year)


def _alternatives(group: str) -> list[str]:
    """One group may hold several titles: "a.k.a. A, a.k.a. B" or "A / B"."""
    return re.split(r",?\s+(?=a\.k\.a\.\s)|\s+/\s+", group)


def article_first(title: str) -> str:
    """ "Postino, Il" -> "Il Postino"; "Avventura, L'" -> "L'Avventura"; anything else stays.

    Example:
        >>> article_first("Avventura, L'")
        "L'Avventura"
    """
    found = _ARTICLE.match(title)
    if not found:
        return title
    rest, article = found.groups()
    return f"{article}{rest}" if article.endswith("'") else f"{article} {rest}"
