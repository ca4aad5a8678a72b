"""Words: a language and a key in, names and reasons from that language's template file out."""

from __future__ import annotations

import string
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from matinee.core.errors import SettingsError

Words = dict[str, Any]


@lru_cache(maxsize=16)
def load_words(language: str) -> Words:
    """The templates of a language; English where there is no file for it.

    Raises:
        SettingsError: a template file lacks a key or a field that English has.
    """
    folder = resources.files("matinee.table.page") / "names"
    english: Words = tomllib.loads((folder / "en.toml").read_text("utf-8"))
    file = folder / f"{language[:2].lower()}.toml"
    if not language or not file.is_file():
        return english
    words: Words = tomllib.loads(file.read_text("utf-8"))
    for part in ("rows", "slots"):
        for key, text in english[part].items():
            check(f"{file.name}: {part}.{key}", words.get(part, {}).get(key), text)
    return words


def check(where: str, given: str | list[str] | None, english: str | list[str]) -> None:
    """A template may use only the fields that the English one has.

    Raises:
        SettingsError: it is missing or uses another field.
    """
    if given is None:
        raise SettingsError(f"{where} is missing", "copy it from en.toml")
    strange = fields(given) - fields(english)
    if strange:
        raise SettingsError(f"{where} uses {{{sorted(strange)[0]}}}", f"there are {sorted(fields(english))}")


def fields(text: str | list[str]) -> set[str]:
    """The {fields} of a template."""
    texts = [text] if isinstance(text, str) else text
    return {name for t in texts for _, name, _, _ in string.Formatter().parse(t) if name}
