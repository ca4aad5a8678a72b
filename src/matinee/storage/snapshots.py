"""Snapshots on disk: arrays and a manifest with their hashes, published by one rename, refused where damaged."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SnapshotError, UnknownName
from matinee.core.snapshot import SNAPSHOT_SCHEMA, Graph, Snapshot

MANIFEST: Final = "manifest.json"
CURRENT: Final = "current"
_GRAPHS: Final = ("linear", "directed", "together", "genre_best", "people_best")
_COLUMNS: Final = (
    "counts", "recent", "quality", "genre_share", "popular_rows", "recent_rows", "newest_rows", "gem_rows", "weights",
)  # fmt: skip
_PLAIN: Final = ("n_items", "data_from", "data_until", "evidence", "source")
_PARTS: Final = ("indptr", "indices", "values")
_LEARNED: Final = "learned."
_PER_ITEM: Final = ("counts", "recent", "quality")
_ROWS: Final = (
    "popular_rows", "recent_rows", "newest_rows", "gem_rows", *(f"{graph}.indices" for graph in _GRAPHS),
)  # fmt: skip


def arrays_of(snapshot: Snapshot) -> dict[str, NDArray[Any]]:
    """A snapshot's arrays by file name."""
    found = {name: getattr(snapshot, name) for name in _COLUMNS}
    found |= {f"{graph}.{part}": getattr(getattr(snapshot, graph), part) for graph in _GRAPHS for part in _PARTS}
    return found | {f"{_LEARNED}{name}": np.asarray(array) for name, array in snapshot.learned.items()}


def publish(folder: Path, snapshot: Snapshot, *, current: bool = True) -> str:
    """Write a snapshot beside the others and make it current, unless it is only to be kept; returns its version.

    Everything is written and flushed in a folder of another name first, so a crash leaves the last good one in use.
    A version that is there already and reads back intact stays as it is, whoever reads it; a damaged one is replaced.
    """
    draft = folder / f".draft-{os.getpid()}"
    _clear_drafts(folder)
    draft.mkdir(parents=True)
    hashes = {}
    for name, array in arrays_of(snapshot).items():
        path = draft / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        hashes[path.name] = _sha256(path)
    version = _version(snapshot, hashes)
    plain = {name: getattr(snapshot, name) for name in _PLAIN}
    manifest = {**snapshot.manifest, **plain, "version": version, "schema": SNAPSHOT_SCHEMA, "files": hashes}
    _write(draft / MANIFEST, json.dumps(manifest, indent=1, default=_plain))
    if _intact(folder, version):
        shutil.rmtree(draft)
    else:
        shutil.rmtree(folder / version, ignore_errors=True)
        draft.rename(folder / version)
    if current:
        use(folder, version)
    return version


def _clear_drafts(folder: Path) -> None:
    """Remove what this process or one that has died left half written."""
    for draft in folder.glob(".draft-*"):
        owner = int(draft.name.removeprefix(".draft-"))
        if owner == os.getpid() or not _lives(owner):
            shutil.rmtree(draft, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _intact(folder: Path, version: str) -> bool:
    try:
        read(folder, version)
    except SnapshotError:
        return False
    return True


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _version(snapshot: Snapshot, hashes: dict[str, str]) -> str:
    basis = json.dumps([hashes, snapshot.data_until, snapshot.n_items], sort_keys=True)
    return hashlib.sha256(basis.encode()).hexdigest()[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def use(folder: Path, version: str) -> None:
    """Make a version the current one.

    Raises:
        UnknownName: there is none of that name.
    """
    if version not in versions(folder):
        raise UnknownName(f"no snapshot '{version}'", "'matinee snapshots list' shows what there is")
    _write(folder / CURRENT, version)


def current(folder: Path) -> str:
    """The current version, "" before the first."""
    path = folder / CURRENT
    return path.read_text("utf-8").strip() if path.exists() else ""


def versions(folder: Path) -> list[str]:
    """All versions, the oldest first."""
    found = [path.parent for path in folder.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")]
    return [path.name for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))]


def read_manifest(folder: Path, version: str) -> dict[str, Any]:
    """What a version says of itself.

    Raises:
        SnapshotError: there is no readable manifest, or a newer program wrote it.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / version / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("it is no object")
    except (OSError, ValueError, RecursionError) as error:
        raise SnapshotError(f"snapshot {version} has no readable manifest ({error})", "run 'matinee learn'") from error
    if manifest.get("schema") != SNAPSHOT_SCHEMA:
        raise SnapshotError(
            f"snapshot {version} has layout {manifest.get('schema')}, this program reads {SNAPSHOT_SCHEMA}",
            "run 'matinee learn', or 'matinee snapshots rollback'",
        )
    return manifest


def read(folder: Path, version: str) -> Snapshot:
    """A version, its arrays mapped into memory read-only.

    Raises:
        SnapshotError: a file is missing, was changed, or does not fit the others.
    """
    manifest = read_manifest(folder, version)
    try:
        extra = [file[:-4] for file in manifest["files"] if file.startswith(_LEARNED)]
        arrays = {name: _array(folder / version, f"{name}.npy", manifest) for name in (*_names(), *extra)}
        graphs = {g: Graph(*(arrays[f"{g}.{part}"] for part in _PARTS)) for g in _GRAPHS}
        for name, graph in graphs.items():
            _check(version, name, graph)
        _check_forms(arrays, int(manifest["n_items"]))
        kept: dict[str, Any] = {name: manifest[name] for name in _PLAIN}
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, MemoryError) as error:
        raise SnapshotError(f"snapshot {version} is damaged ({error})", "'matinee snapshots rollback'") from error
    kept |= graphs | {name: arrays[name] for name in _COLUMNS}
    kept["learned"] = {name.removeprefix(_LEARNED): arrays[name] for name in extra}
    return Snapshot(version=version, manifest=manifest, **kept)


def _names() -> list[str]:
    return [*_COLUMNS, *(f"{graph}.{part}" for graph in _GRAPHS for part in _PARTS)]


def _array(folder: Path, name: str, manifest: dict[str, Any]) -> NDArray[Any]:
    path = folder / name
    if path.parent != folder:
        raise ValueError(f"{name} lies outside the snapshot")
    if _sha256(path) != manifest["files"][name]:
        raise ValueError(f"{name} was changed after it was published")
    array: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > 4096 else None, allow_pickle=False)
    return array


def _check(version: str, name: str, graph: Graph) -> None:
    """Indices of a hostile file must not lead outside; hashes alone do not say who wrote them."""
    pointers, edges = graph.indptr, len(graph.indices)
    if pointers[0] != 0 or pointers[-1] != edges or (np.diff(pointers) < 0).any() or len(graph.values) != edges:
        raise ValueError(f"{name} of {version} points outside itself")
    if edges and graph.indices.min() < 0:
        raise ValueError(f"{name} of {version} has negative rows")


def _check_forms(arrays: Mapping[str, NDArray[Any]], n_items: int) -> None:
    """Each array must be of the kind and form that learning writes; then a page fails on none of them.

    Raises:
        ValueError: one is of another kind or number of dimensions, holds what is no number, or names rows that there
            are not.
    """
    meant = arrays_of(Snapshot.empty())
    for name, array in arrays.items():
        if name not in meant:  # what single parts learned: they look at its form themselves
            if array.dtype.kind not in "biufU" or _unsound(array):
                raise ValueError(f"{name} holds what is no number or word")
        elif array.dtype.kind != meant[name].dtype.kind or array.ndim != 1 or _unsound(array):
            raise ValueError(f"{name} is no line of {meant[name].dtype.name}")
        elif name in _PER_ITEM and len(array) != n_items:
            raise ValueError(f"{name} has {len(array)} items, the snapshot {n_items}")
        elif name in _ROWS and len(array) and not 0 <= array.min() <= array.max() < n_items:
            raise ValueError(f"{name} names rows that there are not")


def _unsound(array: NDArray[Any]) -> bool:
    return bool(array.dtype.kind == "f" and not np.isfinite(array).all())
