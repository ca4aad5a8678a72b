"""A home directory in; everything that is wrong with it, and the way out, out."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from matinee.core import settings
from matinee.core.clock import DAY, to_iso, wall_now
from matinee.core.errors import MatineeError
from matinee.storage import snapshots
from matinee.storage.connection import MIGRATIONS, connect, version_of
from matinee.storage.seal import sha256_of

_LITTLE: Final = 500_000_000  # bytes


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: what, how it is, what was found and what to do about it."""

    what: str
    level: Literal["fine", "warning", "wrong"]
    said: str
    way_out: str = ""


def look_over(home: Path) -> list[Finding]:
    """Look at settings, database, sealed files, snapshot, disk and clock of a home; changes nothing."""
    found = []
    for what, look in _LOOKS.items():
        try:
            found += list(look(home)) or [Finding(what, "fine", "in order")]
        except MatineeError as error:
            found.append(Finding(what, "wrong", error.message, error.way_out))
        except (sqlite3.Error, OSError) as error:
            found.append(Finding(what, "wrong", str(error), "restore a backup: matinee restore BACKUP HOME"))
    return found


def _settings(home: Path) -> Iterator[Finding]:
    if not (home / "matinee.toml").exists():
        yield Finding("settings", "warning", "there is no matinee.toml, defaults are used", f"matinee init {home}")
    settings.load(home / "matinee.toml")


def _disk(home: Path) -> Iterator[Finding]:
    if not os.access(home, os.W_OK):
        yield Finding("disk", "wrong", f"{home} cannot be written", "make it writable for this user")
    free = shutil.disk_usage(home).free
    if free < _LITTLE:
        yield Finding("disk", "warning", f"{free:,} bytes are free", "free some space: without it no event is taken")


def _database(home: Path) -> Iterator[Finding]:
    reader = connect(home / "store.sqlite", writing=False)
    try:
        said = [row[0] for row in reader.execute("PRAGMA quick_check(5)")]
        if said != ["ok"]:
            yield Finding("database", "wrong", "; ".join(said), "restore a backup: matinee restore BACKUP HOME")
        if (version := version_of(reader)) > len(MIGRATIONS):
            yield Finding(
                "database", "wrong", f"its schema {version} is too new for this program", "install a newer one"
            )
        counted = reader.execute("SELECT value FROM counters WHERE name = 'events'").fetchone()[0]
        held = reader.execute("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM sealed)").fetchone()[0]
        if counted != held:
            yield Finding("database", "wrong", f"{counted} events were counted, {held} are held", "restore a backup")
    finally:
        reader.close()


def _segments(home: Path) -> Iterator[Finding]:
    reader = connect(home / "store.sqlite", writing=False)
    known = dict(reader.execute("SELECT path, sha256 FROM segments"))
    reader.close()
    way_out = "put the file back from a backup, or restore the backup"
    for name, expected in known.items():
        if not (home / name).is_file():
            yield Finding("sealed files", "wrong", f"{name} is missing", way_out)
        elif sha256_of(home / name) != expected:
            yield Finding("sealed files", "wrong", f"{name} is damaged", way_out)
    there = {str(path.relative_to(home)) for path in (home / "segments").rglob("*") if path.is_file()}
    if left := there - set(known):
        yield Finding(
            "sealed files", "warning", f"{len(left)} left from a sealing that died", "the next sealing removes"
        )


def _snapshot(home: Path) -> Iterator[Finding]:
    version = snapshots.current(home / "snapshots")
    if not version:
        yield Finding("snapshot", "warning", "there is none, pages are popular ones", "run 'matinee learn'")
    else:
        snapshots.read(home / "snapshots", version)


def _clock(home: Path) -> Iterator[Finding]:
    reader = connect(home / "store.sqlite", writing=False)
    latest = int(reader.execute("SELECT value FROM counters WHERE name = 'latest_at'").fetchone()[0])
    waiting = int(reader.execute("SELECT count(*) FROM quarantine").fetchone()[0])
    reader.close()
    if latest > wall_now() + DAY:
        said = f"the latest event is of {to_iso(latest)}, the clock shows {to_iso(wall_now())}"
        yield Finding(
            "clock", "wrong", said, "set the machine's clock; replay with 'matinee events quarantine --replay'"
        )
    if waiting:
        yield Finding("quarantine", "warning", f"{waiting} events wait", "see 'matinee events quarantine'")


_LOOKS: Final[dict[str, Callable[[Path], Iterator[Finding]]]] = {
    "settings": _settings,
    "disk": _disk,
    "database": _database,
    "sealed files": _segments,
    "snapshot": _snapshot,
    "clock and quarantine": _clock,
}
