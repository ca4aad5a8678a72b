"""Words: template files in, checked once when they are loaded; a kind and its fields in, subject, text, reason out."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.core.errors import SettingsError
from matinee.messages.kinds import KINDS

PARTS: Final = ("subject", "text", "reason")
FRAME: Final = {"greeting": {"name"}, "button": {"title"}, "unsubscribe": set[str](), "thanks": set[str]()}
SIMPLE: Final = {"because": "", "genre": "", "name": ""}
"""Fields that may be unknown of a member."""


class Words(msgspec.Struct, frozen=True):
    """The templates of one language: kind -> part -> text, and the frame round them."""

    language: str
    kinds: dict[str, dict[str, str]]
    frame: dict[str, str]


class Said(msgspec.Struct, frozen=True):
    """A message in words."""

    subject: str
    text: str
    reason: str


def load_words(folder: Path | None = None) -> dict[str, Words]:
    """All languages: those that come with Matinee, each laid under the file of the same name in `folder`.

    Raises:
        SettingsError: a file is no TOML, lacks a template, or a template names a field that its kind does not have.
    """
    own = resources.files("matinee.messages") / "names"
    texts = {Path(file.name).stem: (file.name, file.read_text("utf-8")) for file in own.iterdir()}
    texts = {language: text for language, text in texts.items() if text[0].endswith(".toml")}
    found = {language: _parse(name, text) for language, (name, text) in texts.items()}
    if folder is not None:
        if not folder.is_dir():
            raise SettingsError(f"[messages] templates: there is no folder {folder}", "make it, or leave it away")
        for file in sorted(folder.glob("*.toml")):
            found[file.stem] = _parse(str(file), _read(file), found.get(file.stem))
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}", "write it as UTF-8") from error


def _parse(where: str, text: str, under: Words | None = None) -> Words:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not TOML: {error}", "mend the line it names") from error
    unknown = set(told) - {"kinds", "frame"} or set(_table(told, "kinds")) - set(KINDS)
    if unknown:
        raise SettingsError(f"{where}: there is no '{sorted(unknown)[0]}'", f"kinds are {', '.join(KINDS)}")
    written = _table(told, "kinds")
    order = sorted(KINDS, key=lambda kind: kind not in written)  # what is written is judged before what is missing
    kinds = {kind: _kind(where, kind, written.get(kind, {}), under) for kind in order}
    below = under.frame if under else None
    frame = {
        part: _checked(f"{where}: frame.{part}", _given(_table(told, "frame"), part, below), fields)
        for part, fields in FRAME.items()
    }
    return Words(Path(where).stem, kinds, frame)


def _table(told: Any, name: str) -> dict[str, Any]:
    found = told.get(name, {})
    return found if isinstance(found, dict) else {}


def _given(table: Mapping[str, Any], part: str, under: Mapping[str, str] | None) -> Any:
    return table.get(part, (under or {}).get(part))


def _kind(where: str, kind: str, told: Any, under: Words | None) -> dict[str, str]:
    table = told if isinstance(told, dict) else {}
    below = under.kinds[kind] if under else None
    parts = {
        part: _checked(f"{where}: {kind}.{part}", _given(table, part, below), KINDS[kind].fields) for part in PARTS
    }
    strange = set(table) - set(PARTS)
    if strange:
        raise SettingsError(f"{where}: {kind} has no '{sorted(strange)[0]}'", f"its parts are {', '.join(PARTS)}")
    if "title" not in fields_of(parts["subject"]) | fields_of(parts["text"]):
        raise SettingsError(
            f"{where}: {kind} says {{title}} neither in its subject nor in its text", "say what it is about"
        )
    return parts


def _checked(where: str, text: Any, allowed: set[str] | frozenset[str]) -> str:
    if not isinstance(text, str) or not text.strip():
        raise SettingsError(f"{where} is missing", "copy it from en.toml")
    try:
        named = fields_of(text)
    except ValueError as error:
        raise SettingsError(f"{where}: {error}", "write fields as {title}, and {{ for a brace itself") from error
    strange = named - allowed
    if strange:
        raise SettingsError(f"{where} uses {{{sorted(strange)[0]}}}", f"its fields are {', '.join(sorted(allowed))}")
    return text


def fields_of(template: str) -> set[str]:
    """The fields that a template names, each as it stands: how wide it is to be is not a template's to say.

    Raises:
        ValueError: a brace that is not closed, or a field with a form.

    Example:
        >>> sorted(fields_of("{title} now {price}"))
        ['price', 'title']
    """
    found = {(name, form, turn) for _, name, form, turn in string.Formatter().parse(template) if name is not None}
    formed = sorted(name for name, form, turn in found if form or turn)
    if formed:
        raise ValueError(f"{{{formed[0]}}} has a form behind its name")
    return {name for name, _, _ in found}


def words_for(languages: Mapping[str, Words], language: str) -> Words:
    """The words of a member's language; English where there are none."""
    return languages.get(language.lower()) or languages.get(language[:2].lower()) or languages["en"]


def say(words: Words, kind: str, fields: Mapping[str, str | int | float]) -> Said:
    """A message in words. A line break in a field becomes a blank, so that a subject stays one line; a reason with a
    field that is not known of the member is left away."""
    clean = {name: " ".join(str(value).split()) for name, value in (SIMPLE | dict(fields)).items()}
    texts = words.kinds[kind]
    subject, text, reason = (texts[part].format_map(clean).strip() for part in PARTS)
    unknown = any(not clean[name] for name in fields_of(texts["reason"]))
    return Said(subject, text, "" if unknown else reason)
