"""Live state: what every request shares, read again from the store when any process has changed it."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from matinee.catalog.view import build_view
from matinee.core.errors import SnapshotError
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.serving.situate import World
from matinee.storage import snapshots
from matinee.storage.forget import FORGOTTEN
from matinee.storage.store import Store
from matinee.table.marks import NO_MARKS
from matinee.table.ranking.blend import fits


@dataclass(frozen=True, slots=True)
class Versions:
    """Which versions the world at hand was made of."""

    data: int = -1
    catalog: int = 0
    snapshot: str = ""
    settings: str = ""
    forgotten: bytes = b""


class Live:
    """The world of the moment: catalogue, snapshot, near-line and settings, swapped as one value.

    A request takes `world()` once and works on that value; a newer one never changes it underfoot.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._folder = store.home / "snapshots"
        self._lock = threading.Lock()
        versions = Versions(settings=remember_settings(store, settings))
        self._now = (World(build_view([]), Snapshot.empty(), Nearline(), settings), versions)
        self.trouble = ""
        self.world()

    def world(self) -> World:
        """The world as of the last commit of any process."""
        return self.now()[0]

    def shown(self) -> World:
        """The world that was last looked at; it asks nothing of the store."""
        return self._now[0]

    @property
    def versions(self) -> Versions:
        """What the world at hand was made of."""
        return self._now[1]

    def now(self) -> tuple[World, Versions]:
        """The world as of the last commit of any process, and the versions that it was made of: always a pair."""
        data = self._store.data_version()
        if data != self._now[1].data:
            with self._lock:
                self._refresh(data, snapshots.current(self._folder))
        return self._now

    def _refresh(self, data: int, named: str) -> None:
        world, versions = self._now
        changed = self._store.items(changed_after=versions.catalog)
        if changed:
            placed = [(row, item) for row, _, item in changed]
            view = build_view(placed) if not len(world.catalog) else world.catalog.with_changes(placed)
            world = replace(world, catalog=view, marks=NO_MARKS)
            versions = replace(versions, catalog=max(version for _, version, _ in changed))
        if named != versions.snapshot:
            world = replace(world, snapshot=self._named(named, world.snapshot))
            versions = replace(versions, snapshot=named)
        forgotten = self._store.nearline_get(FORGOTTEN) or b""
        self._now = (world, replace(versions, data=data, forgotten=forgotten))

    def _named(self, named: str, now: Snapshot) -> Snapshot:
        """The named snapshot; a damaged one is refused and the last good one stays."""
        try:
            found = snapshots.read(self._folder, named) if named else Snapshot.empty()
            older = len(found.weights) and not fits(found.weights)
            self.trouble = f"snapshot {named} was learned of other features; run 'matinee learn'" if older else ""
            return found
        except SnapshotError as error:
            self.trouble = str(error)
            return last_good(self._folder, named) if now.version == "none" else now

    def set_nearline(self, nearline: Nearline) -> None:
        """Serve from a newer near-line state."""
        with self._lock:
            world, versions = self._now
            self._now = (replace(world, nearline=nearline), versions)


def last_good(folder: Path, but: str) -> Snapshot:
    """The newest snapshot other than `but` that can be read; the empty one where there is none."""
    for version in reversed(snapshots.versions(folder)):
        if version != but:
            try:
                return snapshots.read(folder, version)
            except SnapshotError:
                continue  # also damaged: try an older one
    return Snapshot.empty()


def remember_settings(store: Store, settings: Settings) -> str:
    """Keep the settings under their hash, so that a page can be made again under the ones it was made with."""
    body = msgspec.json.encode(settings)
    name = hashlib.sha256(body).hexdigest()[:12]
    if store.nearline_get(f"settings:{name}") is None:
        store.nearline_put(f"settings:{name}", body)
    return name


def settings_of(store: Store, name: str) -> Settings | None:
    """The settings kept under a hash."""
    body = store.nearline_get(f"settings:{name}")
    return msgspec.json.decode(body, type=Settings) if body else None
