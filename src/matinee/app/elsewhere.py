"""Files of another tool in; its items, members, pages and events in the home's store out, refusals named."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from matinee.app.decisions import take
from matinee.app.home import Home
from matinee.app.imported import Imported, Tell, batches
from matinee.catalog.records import item_from, member_from
from matinee.core.errors import InvalidInput
from matinee.core.values import Item, Member
from matinee.events.elsewhere import Made, Unread, translate

ENDINGS = (".json", ".jsonl", ".ndjson", ".csv", ".parquet", ".bin", ".txt")


@dataclass(slots=True)
class _Read:
    """What the files hold: records of the catalogue, items that an event only mentions, members, pages, events."""

    items: dict[str, Item] = field(default_factory=dict)
    mentioned: dict[str, Item] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    pages: list[bytes] = field(default_factory=list)
    events: list[Made | Unread] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def import_elsewhere(form: str, home: Home, path: Path, tell: Tell) -> Imported:
    """A file of this format, or every file of a folder; items before events, in whatever order the files come.

    A catalogue's own record replaces an item; one that an event only mentions is added where the catalogue lacks it.

    Raises:
        InvalidInput: there is nothing in it, or it cannot be read at all.
    """
    read = _Read()
    for file in _files(path):
        tell(file.name)
        for made in translate(file.read_bytes(), form, home.settings.events, home.latest(), file.name):
            _note(read, made)
    lacking = [item for name, item in read.mentioned.items() if name not in read.items and name not in home.known()]
    home.put_items([*read.items.values(), *lacking])
    home.store.put_members(list(read.members.values()))
    done = Imported(items=len(read.items) + len(lacking), members=len(read.members), refused=read.refused)
    for batch in batches(read.events):
        _take(home, batch, done)
        tell(f"{done.events + done.duplicate:,} events")
    if read.pages:
        taken = take(home, read.pages)
        done.decisions, done.refused = taken.accepted, done.refused + taken.refused
    return done


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
    if not found:
        raise InvalidInput(f"there is no file to read in {path}", f"it takes files ending in {', '.join(ENDINGS)}")
    return found


def _note(read: _Read, made: Made | Unread) -> None:
    """Put what a record became with its kind; an item or member that cannot be kept is refused with its reason."""
    read.events.append(made)
    if isinstance(made, Unread):
        return
    read.pages += [msgspec.json.encode(page) for page in made.pages]
    try:
        for row in made.items:
            item = item_from(row)
            (read.mentioned if made.events else read.items)[item.item] = item
        for row in made.members:
            member = member_from(row)
            read.members[member.member] = member
    except InvalidInput as error:
        read.refused.append({"line": made.index + 1, "reason": str(error)})


def _take(home: Home, batch: list[Made | Unread], done: Imported) -> None:
    answer = home.intake.take(batch)
    done.events += answer.accepted
    done.duplicate += answer.duplicate
    done.passed += answer.passed
    done.refused += [{"index": one.index, "event_id": one.event_id, "reason": one.reason} for one in answer.quarantined]
