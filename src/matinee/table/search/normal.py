"""Names as people might type them in, one plain form for comparing and its variants out."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_WORDS: Final = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
}  # fmt: skip
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11"}
_LAST_ROMAN: Final = {"v": "5", "x": "10"}
_DIGITS: Final = {digit: word for word, digit in _WORDS.items()}
_ARTICLES: Final = frozenset({"the", "a", "an", "le", "la", "les", "el", "los", "las", "il", "der", "die", "das", "l"})
_TRAILING: Final = re.compile(r"^(.*), (the|an?|l[ae']|les|el|il|das|de[rn]|die)(?= *(?:\(|$))(.*)$", re.IGNORECASE)
_YEAR: Final = re.compile(r"^(?P<rest>.*[^\s(])\s*\(?\b(?P<year>(?:18|19|20)\d\d)\)?\s*$")

_BAD_YEAR: Final = re.compile(r"(?<=\S)\s*(?:\s\S)?\(\s*(?=[^()]*\d[^()]*\d)[^()]{2,6}\)?\w?\s*$")


def plain(text: str) -> str:
    """Text -> its plain form: no case, accents, apostrophes or punctuation, "and" for & and +, one blank between words.

    Example:
        >>> plain("Amélie (Fabuleux destin d'Amélie Poulain, Le)")
        'amelie fabuleux destin damelie poulain le'
        >>> plain("Dumb & Dumber")
        'dumb and dumber'
    """
    if text.isascii():
        bare = text.lower()
    else:
        spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
        bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    bare = re.sub(r"['’`´]", "", re.sub(r"[&+]", " and ", bare))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def plain_query(text: str) -> str:
    """A query -> its plain form; an article behind a comma goes to the front, as lists write it.

    Example:
        >>> plain_query("American President, The")
        'the american president'
    """
    found = _TRAILING.match(text.strip())
    return plain(f"{found[2]} {found[1]} {found[3]}" if found else text)


def split_year(text: str) -> tuple[str, int | None]:
    """A query that ends in a year -> the rest and the year; any other -> itself and None.

    A mistyped year in parentheses is cut off too.

    Example:
        >>> split_year("Hamlet (1996)")
        ('Hamlet', 1996)
        >>> split_year("Hamlet (19a6)")
        ('Hamlet', None)
        >>> split_year("1984")
        ('1984', None)
    """
    if found := _YEAR.match(text):
        return found["rest"], int(found["year"])
    return _BAD_YEAR.sub("", text), None


def variants(name: str) -> tuple[str, ...]:
    """A title -> its plain form and what people type instead: no article, numbers as digits or as words.

    Example:
        >>> variants("The Godfather: Part II")
        ('the godfather part ii', 'godfather part ii', 'godfather part 2')
    """
    first = plain(name)
    words = first.split()
    bare = words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
    last = len(bare) - 1
    digits = [
        _WORDS.get(w) or _ROMAN.get(w) or (_LAST_ROMAN.get(w, w) if i == last > 0 else w) for i, w in enumerate(bare)
    ]
    spelled = [_DIGITS.get(word, word) for word in bare]
    return tuple(dict.fromkeys(form for form in (first, *map(" ".join, (bare, digits, spelled))) if form))


def numbers(name: str) -> tuple[str, ...]:
    """The numbers of a plain name, in digits, rising.

    Example:
        >>> numbers("rocky iv"), numbers("rocky 4"), numbers("rocky")
        (('4',), ('4',), ())
    """
    words = name.split()
    found = [_ROMAN.get(word) or _WORDS.get(word) or (word if word.isdecimal() else "") for word in words]
    if len(words) > 1:
        found.append(_LAST_ROMAN.get(words[-1], ""))
    return tuple(sorted(filter(None, found)))
