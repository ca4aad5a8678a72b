"""Importing: a folder or file of data in; items, members and events in the home's store out, refusals named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from matinee.app.artwork_import import import_artwork
from matinee.app.decisions import take
from matinee.app.elsewhere import import_elsewhere
from matinee.app.find import index_of
from matinee.app.home import Home
from matinee.app.imported import Imported, Tell, batches
from matinee.catalog.importers import baskets, cdnow, complete_journey, generic, movielens, netflix, people, tmdb
from matinee.catalog.importers.rows import Rejected
from matinee.catalog.lost import lost_parts
from matinee.catalog.merge import join, merge, same_titles
from matinee.core.clock import WEEK
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Event, Item, Member
from matinee.events.elsewhere import FORMS
from matinee.events.formats import json_events
from matinee.table.search.find import known_items

T = TypeVar("T")


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
    return Imported(items=len(good), refused=refused, doubts=doubtful(home, good))


def doubtful(home: Home, items: Iterable[Item]) -> list[dict[str, str]]:
    """Items just written whose parent counts as none: {item, reason}, each once."""
    view = home.live.world().catalog
    return [{"item": item, "reason": reason} for item, reason in lost_parts(view, [one.item for one in items]).items()]


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


def import_decisions(home: Home, path: Path, tell: Tell) -> Imported:
    """Pages that another system served, as JSON lines or a JSON list; events name them by their decision."""
    tell(path.name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", "name a file of JSON lines") from error
    answer = take(home, json_events(raw))
    return Imported(decisions=answer.accepted, refused=answer.refused)


def import_tmdb(home: Home, folder: Path, tell: Tell) -> Imported:
    """TMDB's tables: cast, crew, overview, keywords for films already here, joined by id, else by title and year."""
    found = {item.item: item for item in tmdb.read_items(folder)}
    ours = [item for _, _, item in home.store.items()]
    linked = {item.item: str(item.attributes["tmdb"]) for item in ours if item.attributes.get("tmdb")}
    merged = join(ours, found, {**same_titles(ours, found.values()), **linked})
    tell(f"{len(merged):,} films")
    home.put_items(merged)
    return Imported(items=len(merged))


def import_complete_journey(home: Home, folder: Path, tell: Tell) -> Imported:
    """The households' baskets of Complete Journey: products, households with their store, and a purchase a line."""
    households = list(complete_journey.read_members(folder))
    home.store.put_members(households)
    done = _import_shop(home, complete_journey.read_items(folder), complete_journey.read_events(folder), tell)
    done.members = len(households)
    return done


def import_cdnow(home: Home, path: Path, tell: Tell) -> Imported:
    """CDNOW's purchases, master or sample file as it is."""
    return _import_shop(home, cdnow.read_items(path), cdnow.read_events(path), tell)


def import_baskets(home: Home, path: Path, tell: Tell) -> Imported:
    """Lines of baskets in a generic file; a product that the catalogue lacks is added under its id as its title."""
    lines = list(baskets.read_events(path))
    bought = dict.fromkeys(line.item for line in lines if isinstance(line, Event))
    lacking = [Item(item=item, title=item, kind="product") for item in bought if item not in home.known()]
    return _import_shop(home, lacking, lines, tell)


def _import_shop(home: Home, items: Iterable[Item], events: Iterable[Event | Rejected], tell: Tell) -> Imported:
    products = list(items)
    home.put_items(products)
    done = Imported(items=len(products))
    refused = done.refused

    def good() -> Iterator[Event]:
        for event in events:
            if isinstance(event, Rejected):
                refused.append({"line": event.line, "reason": event.reason})
            else:
                yield event

    return _append(home, good(), done, tell)


def import_netflix(home: Home, path: Path, tell: Tell, member: str = "you") -> Imported:
    """A member's own viewing activity: the busiest profile of the file becomes plays of `member`."""
    history = netflix.read_history(path)
    tell(f"{len(history.viewings):,} viewings")
    view, index = home.live.world().catalog, index_of(home, fresh=True)
    matches = netflix.match(history.viewings, view, lambda title: known_items(index, title).tolist())
    events = list(netflix.as_events(matches.plays, view, {name: member for name in history.profiles[:1]}))
    events, weeks = by_now(home, events)
    done = _append(home, events, Imported(), tell)
    done.refused = [{"line": line.line, "reason": line.reason} for line in history.rejected]
    done.matched = {
        "member": member, "profile": history.profiles[0] if history.profiles else "", "viewings": len(history.viewings),
        "extras": history.n_extras, "match_share": round(matches.share, 4), "unmatched": list(matches.unmatched),
        "weeks_back": weeks,
    }  # fmt: skip
    return done


def by_now(home: Home, events: list[Event]) -> tuple[list[Event], int]:
    """A history that ends after the home's clock (one that stands at old data), moved back by whole weeks so that it
    does not; weekdays and hours stay. The events, and by how many weeks."""
    late = max((event.at for event in events), default=0) - home.now()
    weeks = max(0, -(-late // WEEK))
    if not weeks:
        return events, 0
    return [msgspec.structs.replace(event, at=event.at - weeks * WEEK) for event in events], weeks


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


def import_pictures(home: Home, folder: Path, tell: Tell) -> Imported:
    """Artwork of a folder; the first picture of an item is its default."""
    n, refused = import_artwork(home, folder, tell)
    return Imported(artworks=n, refused=refused)


IMPORTERS: dict[str, Callable[..., Imported]] = {
    "movielens": import_movielens,
    "tmdb": import_tmdb,
    "items": import_items,
    "members": import_members,
    "events": import_events,
    "decisions": import_decisions,
    "complete-journey": import_complete_journey,
    "cdnow": import_cdnow,
    "baskets": import_baskets,
    "netflix-viewing-activity": import_netflix,
    "artwork": import_pictures,
    **{form: partial(import_elsewhere, form) for form in FORMS},
}
"""Kind of `matinee import` -> what reads it, as (home, path, tell)."""


def run_import(home: Home, kind: str, path: Path, tell: Tell, **more: str) -> Imported:
    """Import a kind of data from a path.

    Raises:
        UnknownName: no such kind.
        InvalidInput: there is nothing at the path, or it is not of this kind at all.
    """
    if kind not in IMPORTERS:
        raise UnknownName(f"no import called '{kind}'", f"there are: {', '.join(IMPORTERS)}")
    if not path.exists():
        raise InvalidInput(f"there is nothing at {path}", "give a file or folder that is there")
    return IMPORTERS[kind](home, path, tell, **more)
