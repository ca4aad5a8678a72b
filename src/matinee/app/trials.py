"""Experiments as they bear on serving: the store in, the world that a member's arm sees out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import msgspec

from matinee.app.live import remember_settings
from matinee.core.errors import SettingsError, UnknownName
from matinee.core.settings import Settings
from matinee.core.snapshot import Snapshot
from matinee.serving.situate import World
from matinee.storage import snapshots
from matinee.storage.store import Store
from matinee.verdict.experiments.assignment import Arm, Experiment, assign

PREFIX: Final = "experiment:"
SNAPSHOT: Final = "snapshot"


@dataclass(frozen=True, slots=True)
class Running:
    """What holds now: settings of winners for everybody, and the experiments that run."""

    data: int = -1
    defaults: tuple[tuple[str, Any], ...] = ()
    experiments: tuple[Experiment, ...] = ()


class Trials:
    """The running experiments of a home, read again when any process has changed the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._now = Running()
        self._worlds: dict[str, tuple[Settings, str]] = {}

    def now(self) -> Running:
        """What holds as of the last commit of any process."""
        data = self._store.data_version()
        if data != self._now.data:
            with self._lock:
                known = stored(self._store)
                running = tuple(e for e in known.values() if e.started_at and not e.stopped_at)
                self._now = Running(data, defaults_of(known), running)
        return self._now

    def arms(self, who: str) -> dict[str, str]:
        """The member's arm in each running experiment that they are in."""
        found = {e.experiment: assign(e, who) for e in self.now().experiments if e.kind != "interleave"}
        return {name: arm for name, arm in found.items() if arm}

    def world(self, who: str, world: World, version: str) -> tuple[World, str]:
        """(the world that this member's arms see, the version of its settings)."""
        running = self.now()
        if not running.defaults and not running.experiments:
            return world, version
        changes: dict[str, Any] = dict(running.defaults)
        for experiment in running.experiments:
            arm = assign(experiment, who) if experiment.kind != "interleave" else ""
            if arm:
                changes |= arm_of(experiment, arm).settings
        return self.changed(world, version, changes)

    def changed(self, world: World, version: str, changes: Mapping[str, Any]) -> tuple[World, str]:
        """A world with settings and perhaps the snapshot replaced."""
        named = str(changes.get(SNAPSHOT, ""))
        if named and named != world.snapshot.version:
            world = replace(world, snapshot=_read(self._store, named))
        told = {name: value for name, value in changes.items() if name != SNAPSHOT}
        if not told:
            return world, version
        key = f"{version} {sorted(told.items())}"
        if key not in self._worlds:
            settings = with_changes(world.settings, told)
            self._worlds[key] = settings, remember_settings(self._store, settings)
        settings, version = self._worlds[key]
        return replace(world, settings=settings), version


def defaults_of(known: Mapping[str, Experiment]) -> tuple[tuple[str, Any], ...]:
    """Settings that hold for everybody because an experiment ended so; the latest end goes last. A snapshot that won
    was made the current one then, and what is learned later takes its place."""
    won = sorted((e for e in known.values() if e.default and e.winner), key=lambda e: e.stopped_at)
    changes = {name: value for e in won for name, value in arm_of(e, e.winner).settings.items() if name != SNAPSHOT}
    return tuple(changes.items())


@lru_cache(maxsize=4)
def _read(store: Store, version: str) -> Snapshot:
    return snapshots.read(store.home / "snapshots", version)


def arm_of(experiment: Experiment, name: str) -> Arm:
    """An arm by its name.

    Raises:
        UnknownName: the experiment has none of that name.
    """
    found = next((arm for arm in experiment.arms if arm.name == name), None)
    if found is None:
        names = ", ".join(arm.name for arm in experiment.arms)
        raise UnknownName(f"experiment '{experiment.experiment}' has no arm '{name}'", f"it has {names}")
    return found


def with_changes(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """Settings with values replaced by their dotted names.

    Raises:
        SettingsError: there is no such setting, or it cannot have this value.

    Example:
        >>> with_changes(Settings(), {"page.exploration": 0.1}).page.exploration
        0.1
    """
    told = msgspec.to_builtins(settings)
    for name, value in changes.items():
        *path, last = name.split(".")
        place = told
        for part in path:
            place = place.get(part) if isinstance(place, dict) else None
        if not isinstance(place, dict) or (last not in place and path != ["page", "boosts"]):
            raise SettingsError(f"there is no setting '{name}'", "see docs/reference/settings.md")
        place[last] = value
    try:
        return msgspec.convert(told, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"an arm's settings: {error}", "see docs/reference/settings.md for ranges") from error


def stored(store: Store) -> dict[str, Experiment]:
    """Every experiment that was ever started, by name."""
    found = store.nearline_named(PREFIX).values()
    experiments = [msgspec.json.decode(body, type=Experiment) for body in found]
    return {experiment.experiment: experiment for experiment in experiments}


def keep(store: Store, experiment: Experiment) -> None:
    """Keep an experiment as it is now; in force from the next request on."""
    store.nearline_put(f"{PREFIX}{experiment.experiment}", msgspec.json.encode(experiment))
