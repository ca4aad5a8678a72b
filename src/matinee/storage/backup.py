"""An open home in, a folder that holds all of it at one moment out; and a home again from such a folder."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.core.clock import to_iso, wall_now
from matinee.core.errors import InvalidInput, StoreError
from matinee.storage.connection import as_store_errors, connect
from matinee.storage.seal import sha256_of
from matinee.storage.snapshots import CURRENT
from matinee.storage.store import Store

MANIFEST: Final = "backup.json"
_FOLDERS: Final = ("snapshots", "artwork")


class BackedUp(msgspec.Struct, frozen=True):
    """What a backup holds: where it is, when it was made, files, bytes and events."""

    path: str
    made_at: str
    n_files: int
    n_bytes: int
    n_events: int


def backup(store: Store, target: Path) -> BackedUp:
    """Copy a home that may be in use: everything acknowledged before the call is in the copy.

    Raises:
        InvalidInput: there is something at `target` already.
        StoreError: it cannot be written there.
    """
    if target.exists():
        raise InvalidInput(f"there is something at {target}", "give a folder that is not there yet")
    half = target.with_name(f"{target.name}.half")
    with as_store_errors():
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        with store._sealing_alone():
            n_events = _copy_database(store.path, half / store.path.name)
            for source in _files(store):
                copy = half / source.relative_to(store.home)
                copy.parent.mkdir(parents=True, exist_ok=True)
                old = source.is_relative_to(store.home / "snapshots")  # retention may take one away meanwhile
                with contextlib.suppress(*((FileNotFoundError,) if old else ())):
                    shutil.copy2(source, copy)
        hashes = {str(path.relative_to(half)): sha256_of(path) for path in sorted(half.rglob("*")) if path.is_file()}
        made = BackedUp(str(target), to_iso(wall_now()), len(hashes), _size(half), n_events)
        manifest = {"made_at": made.made_at, "n_events": n_events, "files": hashes}
        (half / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        os.sync()
        half.rename(target)
    return made


def _copy_database(source: Path, copy: Path) -> int:
    reader, writer = connect(source, writing=False), sqlite3.connect(copy)
    try:
        reader.backup(writer)
        return int(writer.execute("SELECT value FROM counters WHERE name = 'events'").fetchone()[0])
    finally:
        writer.close()
        reader.close()


def _files(store: Store) -> Iterator[Path]:
    """Everything beside the database: settings, sealed files, snapshots, pictures."""
    settings = store.home / "matinee.toml"
    if settings.exists():
        yield settings
    yield from (store.home / segment.path for kind in ("events", "slots") for segment in store.segments(kind))
    current = store.home / "snapshots" / CURRENT
    if current.exists():
        yield current  # first: what it names is there already, whatever learning publishes meanwhile
    for folder in _FOLDERS:
        whole = (path for path in sorted((store.home / folder).rglob("*")) if path.is_file() and path != current)
        yield from (path for path in whole if not any(part.startswith(".draft-") for part in path.parts))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def restore(source: Path, home: Path) -> BackedUp:
    """Make a home from a backup: every file's SHA-256 is compared first, and the number of events after.

    Raises:
        InvalidInput: `source` is no backup, or there is something at `home`.
        StoreError: a file is missing or differs from what was backed up; nothing is made then.
    """
    manifest = _read_manifest(source)
    if home.exists() and any(home.iterdir()):
        raise InvalidInput(f"there is something at {home}", "give a folder that is empty or not there yet")
    files: dict[str, str] = manifest["files"]
    for name, expected in files.items():
        path = source / name
        if not path.is_file() or sha256_of(path) != expected:
            raise StoreError(f"{name} is missing or differs from what was backed up", "take another backup")
    with as_store_errors():
        half = home.with_name(f"{home.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half, ignore=shutil.ignore_patterns(MANIFEST))
        if home.exists():
            home.rmdir()
        half.rename(home)
    store = Store.open(home)
    n_events = store.n_events()
    store.close()
    if n_events != manifest["n_events"]:
        raise StoreError(f"{n_events} events were restored of {manifest['n_events']}", "take another backup")
    return BackedUp(str(home), manifest["made_at"], len(files), _size(home), n_events)


def _read_manifest(source: Path) -> dict[str, Any]:
    try:
        found = json.loads((source / MANIFEST).read_text("utf-8"))
        if {"files", "n_events", "made_at"} <= set(found) and not any(".." in name for name in found["files"]):
            return dict(found)
    except (OSError, ValueError, TypeError):
        pass
    raise InvalidInput(f"{source} is no backup", f"give a folder that holds {MANIFEST}")
