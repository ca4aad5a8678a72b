"""Importing: a folder or file of data in; items, members and events in the home's store out, refusals named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from matinee.app.home import Home
from matinee.catalog.importers import generic, movielens, people, tmdb
from matinee.catalog.merge import join, merge
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Event, Item, Member

Tell = Callable[[str], None]
T = TypeVar("T")
BATCH = 20_000


@dataclass(slots=True)
class Imported:
    """What came in: counts, and the first refusals with their reason."""

    items: int = 0
    members: int = 0
    events: int = 0
    duplicate: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def import_movielens(home: Home, folder: Path, tell: Tell) -> Imported:
    """An edition of MovieLens: films and ratings; a people.csv beside its folder gives directors and leads."""
    tell("films")
    items = list(movielens.read_items(folder))
    listed = folder.parent / "people.csv"
    known = people.as_items(people.read_people(listed)) if listed.exists() else {}
    home.put_items([merge(item, known[item.item]) if item.item in known else item for item in items])
    tell("ratings")
    return _append(home, movielens.read_events(folder), Imported(items=len(items)), tell)


def _append(home: Home, events: Iterable[Event], done: Imported, tell: Tell) -> Imported:
    for batch in batches(events):
        kept = home.append(batch)
        done.events += kept.new
        done.duplicate += kept.duplicate
        tell(f"{done.events + done.duplicate:,} events")
    return done


def import_items(home: Home, path: Path, tell: Tell) -> Imported:
    """Items of a generic file (JSON lines, JSON, CSV, Parquet)."""
    good, refused = split(generic.read_items(path), Item)
    tell(f"{len(good):,} items")
    home.put_items(good)
    return Imported(items=len(good), refused=refused)


def import_members(home: Home, path: Path, tell: Tell) -> Imported:
    """Members of a generic file."""
    good, refused = split(generic.read_members(path), Member)
    tell(f"{len(good):,} members")
    home.store.put_members(good)
    return Imported(members=len(good), refused=refused)


def import_events(home: Home, path: Path, tell: Tell) -> Imported:
    """Events of a file in any format of the door; a bad one goes into quarantine and its reason is told."""
    tell(path.name)
    answer = home.import_events(path.read_bytes(), path.name)
    refused = [{"index": one.index, "event_id": one.event_id, "reason": one.reason} for one in answer.quarantined]
    return Imported(events=answer.accepted, duplicate=answer.duplicate, refused=refused)


def import_tmdb(home: Home, folder: Path, tell: Tell) -> Imported:
    """TMDB's tables: cast, crew, overview, keywords for films already here that carry their TMDB id."""
    found = {item.item: item for item in tmdb.read_items(folder)}
    ours = [item for _, _, item in home.store.items()]
    merged = join(ours, found, {item.item: str(item.attributes.get("tmdb", "")) for item in ours})
    tell(f"{len(merged):,} films")
    home.put_items(merged)
    return Imported(items=len(merged))


def split(values: Iterable[Any], kind: type[T]) -> tuple[list[T], list[dict[str, Any]]]:
    """Read values and refusals apart."""
    good: list[T] = []
    refused: list[dict[str, Any]] = []
    for value in values:
        if isinstance(value, kind):
            good.append(value)
        else:
            refused.append({"line": value.line, "reason": value.reason})
    return good, refused


IMPORTERS: dict[str, Callable[[Home, Path, Tell], Imported]] = {
    "movielens": import_movielens,
    "tmdb": import_tmdb,
    "items": import_items,
    "members": import_members,
    "events": import_events,
}
"""Kind of `matinee import` -> what reads it."""


def run_import(home: Home, kind: str, path: Path, tell: Tell) -> Imported:
    """Import a kind of data from a path.

    Raises:
        UnknownName: no such kind.
        InvalidInput: there is nothing at the path, or it is not of this kind at all.
    """
    if kind not in IMPORTERS:
        raise UnknownName(f"no import called '{kind}'", f"there are: {', '.join(IMPORTERS)}")
    if not path.exists():
        raise InvalidInput(f"there is nothing at {path}", "give a file or folder that is there")
    return IMPORTERS[kind](home, path, tell)
