"""Records: a mapping as a file or a door gives it in, a checked Item or Member out."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec

from matinee.core.clock import SECOND, from_iso, zone
from matinee.core.errors import InvalidInput
from matinee.core.values import Item, Member

Record = TypeVar("Record", Item, Member)

MAX_ID: Final = 256
MAX_TEXT: Final = 20_000
MAX_NAMES: Final = 2_000
MAX_BYTES: Final = 262_144
TIMES: Final = ("available_from", "available_until", "added_at")
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "year": (1, 9999),
    "maturity": (0, 1000),
    "number": (0, 1_000_000),
    "seconds": (0, 1e9),
    "price": (0, 1e12),
    "margin": (-1e12, 1e12),
    "stock": (0, 2**31 - 1),
}
_COUNTRY: Final = re.compile("[A-Za-z]{2}")
_EXPECTED = re.compile(r"^(.*?)(?: - at `\$(?:\.(\w+))?.*`)?$")


def item_from(record: Mapping[str, Any], loose: bool = False) -> Item:
    """A record -> Item. Times may be ISO 8601, epoch seconds, milliseconds or microseconds.

    A field that Item does not have goes to `attributes`, unless its name is nearly one of Item's.

    Args:
        record: field -> value.
        loose: values are text, as in CSV: lists are separated by |, an empty cell is not given.

    Raises:
        InvalidInput: names the field, what is wrong with it and the way out.

    Example:
        >>> item_from({"item": "m1", "title": "Heat", "year": "1995", "genres": "Crime|Drama"}, loose=True).genres
        ('Crime', 'Drama')
    """
    item = _convert(_with_times(_fields(record, Item, loose)), Item, loose)
    _check_text("item", item.item)
    _check_text("parent", item.parent or "-")
    _check_text("kind", item.kind)
    _check_text("title", item.title, MAX_TEXT)
    for name, (low, high) in _RANGES.items():
        _check_range(name, getattr(item, name), low, high)
    for name in ("titles", "genres", "tags", "people", "countries"):
        _check_names(name, getattr(item, name))
    for country in item.countries:
        _check_country("countries", country)
    for picture in item.artwork:
        _check_text("artwork", picture.artwork)
    _check_size(item)
    if item.available_until and item.available_until <= item.available_from:
        raise InvalidInput("field available_until: not after available_from", "swap them or leave one out")
    if item.parent == item.item:
        raise InvalidInput(f"field parent: {item.item!r} is its own parent", "leave parent out or name the family")
    return msgspec.structs.replace(item, countries=tuple(country.upper() for country in item.countries))


def is_country(text: str) -> bool:
    """Whether a text has the form of a country code of ISO 3166-1: two letters.

    Example:
        >>> is_country("de"), is_country("Germany")
        (True, False)
    """
    return _COUNTRY.fullmatch(text) is not None


def member_from(record: Mapping[str, Any], loose: bool = False) -> Member:
    """A record -> Member; see `item_from`. The time zone must be a known one; the country is put in capitals.

    Raises:
        InvalidInput: names the field, what is wrong with it and the way out.
    """
    member = _convert(_fields(record, Member, loose), Member, loose)
    _check_text("member", member.member)
    _check_text("account", member.account or "-")
    _check_range("maturity", member.maturity, 0, 1000)
    if member.country:
        _check_country("country", member.country)
    if member.time_zone and zone(member.time_zone) is None:
        raise InvalidInput(f"field time_zone: {member.time_zone!r} is not known", "use a name like Europe/Berlin")
    return msgspec.structs.replace(member, country=member.country.upper())


def _fields(record: Mapping[str, Any], target: type[Item] | type[Member], loose: bool) -> dict[str, Any]:
    """The target's fields, and under `attributes` what the record has besides."""
    known = {field.name: field.type for field in msgspec.structs.fields(target)}
    fields: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in record.items():
        if value is None or (loose and value == ""):
            continue
        if name in known:
            fields[name] = _cell(value, known[name]) if loose else value
        elif near := difflib.get_close_matches(name, known, 1, 0.8):
            raise InvalidInput(f"field {name} is not known", f"write {near[0]}, or put it under attributes")
        else:
            others[name] = value
    if others:
        attributes = fields.get("attributes", {})
        fields["attributes"] = {**attributes, **others} if isinstance(attributes, dict) else attributes
    return fields


def _cell(value: Any, kind: Any) -> Any:
    """A CSV cell -> the shape that the field wants: lists split at |, mappings and artwork read as JSON."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if kind == tuple[str, ...]:
        return [part.strip() for part in text.split("|") if part.strip()]
    if kind in (bool, int, int | None):
        words = {"yes": "true", "no": "false"}
        return words.get(text.lower(), re.sub(r"\.0+$", "", text))
    if text[:1] in "[{" and kind is not str:
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text if kind is not str else value


def _with_times(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: read_time(name, value) if name in TIMES else value for name, value in fields.items()}


def read_time(name: str, value: Any) -> int:
    """ISO 8601 text, or epoch seconds, milliseconds or microseconds by size -> UTC microseconds.

    Raises:
        InvalidInput: neither; names the field.

    Example:
        >>> read_time("added_at", 1_476_640_644) == read_time("added_at", "2016-10-16T17:57:24Z")
        True
    """
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        return _iso(name, value)
    for limit, unit in ((1e11, SECOND), (1e14, 1000), (1e17, 1)):
        if 0 <= number < limit:
            return int(number * unit)
    raise InvalidInput(f"field {name}: {value!r} is no time", "write ISO 8601 or epoch seconds, milliseconds")


def _iso(name: str, value: Any) -> int:
    try:
        return from_iso(str(value))
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"field {name}: {str(value)[:80]!r} is no time", "write 2016-10-16T17:57:24Z") from error


def _convert(fields: dict[str, Any], target: type[Record], loose: bool) -> Record:
    try:
        return msgspec.convert(fields, target, strict=not loose)
    except msgspec.ValidationError as error:
        found = _EXPECTED.match(str(error))
        what, field = found.groups() if found else (str(error), None)
        what = what.replace("`", "").replace("Object missing required field ", "missing field ")
        where = f"field {field}: " if field else ""
        raise InvalidInput(
            f"{where}{what}", "ids are text in quotes; see docs/reference/items-and-members.md"
        ) from error


def _check_text(name: str, value: str, limit: int = MAX_ID) -> None:
    if not value.strip() or len(value) > limit:
        said = "is empty" if not value.strip() else f"has {len(value)} characters, at most {limit} are taken"
        raise InvalidInput(f"field {name}: {said}", "give a short text that is not empty")
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in value):
        raise InvalidInput(f"field {name}: holds a control character or broken text", "save the file as UTF-8")


def _check_country(name: str, value: str) -> None:
    if not is_country(value):
        raise InvalidInput(f"field {name}: {value!r} is no country code", "write two letters, as DE")


def _check_range(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (low <= value <= high):
        raise InvalidInput(f"field {name}: {value} is outside {low:g} to {high:g}", "mend it or leave it out")


def _check_size(item: Item) -> None:
    sizes = {name: len(msgspec.json.encode(getattr(item, name))) for name in ("synopsis", "attributes", "artwork")}
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] > MAX_BYTES:
        raise InvalidInput(f"field {largest}: {sizes[largest]:,} bytes, at most {MAX_BYTES:,} are taken", "shorten it")


def _check_names(name: str, values: tuple[str, ...]) -> None:
    if len(values) > MAX_NAMES:
        raise InvalidInput(f"field {name}: {len(values)} names, at most {MAX_NAMES} are taken", "shorten the list")
    for value in values:
        _check_text(name, value)
