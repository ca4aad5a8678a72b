"""A list of image files in, columns about them out: vectors, looks, faces, text, hashes; resumable and idempotent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput, ShapeError
from matinee.picture.vision.encoders import unit
from matinee.picture.vision.heads.blocks import space_id
from matinee.picture.vision.heads.gather import gather

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


@dataclass(frozen=True)
class Indexed:
    """Pictures by content: sha256 (n,), unit vectors (n, w) in `space`, the first file seen with each content (n,)."""

    space: str
    hashes: tuple[str, ...]
    files: tuple[str, ...]
    vectors: NDArray[np.float32]

    def rows_of(self, hashes: Iterable[str]) -> NDArray[np.int64]:
        """The row of each hash; -1 where it is not indexed."""
        rows = {name: at for at, name in enumerate(self.hashes)}
        return np.array([rows.get(name, -1) for name in hashes], np.int64)


def empty() -> Indexed:
    """No pictures yet, in the default encoder's space."""
    return Indexed(space_id(), (), (), np.empty((0, 0), np.float32))


def index_pictures(
    files: Sequence[Path],
    before: Indexed,
    cache: Path | None = None,
    root: Path | None = None,
    tick: Callable[[], None] = lambda: None,
) -> tuple[Indexed, list[dict[str, str]]]:
    """`before` and what is new in `files`, each content once; and the files that cannot be read, with reasons.

    Doing it twice gives the same value; a run that was broken off goes on from the cache.

    Raises:
        ShapeError: `before` was made with another encoder.
    """
    if before.space != space_id():
        raise ShapeError(f"the index lives in {before.space}", "remove it and index again")
    gathered = gather(files, cache, root, tick)
    known = set(before.hashes)
    first = {name: at for at, name in reversed(list(enumerate(gathered.hashes)))}
    fresh = sorted(at for name, at in first.items() if name not in known)
    skipped = [{"file": name, "reason": reason} for name, reason in gathered.skipped]
    if not fresh:
        return before, skipped
    made = vectors_of(gathered.blocks)[fresh]
    old = before.vectors if len(before.hashes) else np.empty((0, made.shape[1]), np.float32)
    names = tuple(str(files[gathered.rows[at]]) for at in fresh)
    hashes = before.hashes + tuple(gathered.hashes[at] for at in fresh)
    return Indexed(before.space, hashes, before.files + names, np.concatenate([old, made])), skipped


def vectors_of(blocks: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Features and style, each scaled to unit length and of equal weight, as one unit vector (n, 2304)."""
    return unit(np.concatenate([unit(blocks["features"]), unit(blocks["style"])], axis=1))


def pictures_under(folder: Path) -> list[Path]:
    """Image files below a folder, in order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def save(indexed: Indexed, path: Path) -> None:
    """Write aside, then move into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".tmp.npz")
    names: dict[str, Any] = {"hashes": np.array(indexed.hashes, "U64"), "files": np.array(indexed.files, "U")}
    np.savez(aside, vectors=indexed.vectors.astype(np.float16), space=np.array(indexed.space), **names)
    aside.replace(path)


def load(path: Path) -> Indexed:
    """A stored index; none yet gives an empty one.

    Raises:
        InvalidInput: the file is no index.
    """
    if not path.exists():
        return empty()
    try:
        with np.load(path, allow_pickle=False) as found:
            hashes, files = (tuple(found[name].tolist()) for name in ("hashes", "files"))
            return Indexed(str(found["space"]), hashes, files, found["vectors"].astype(np.float32))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise InvalidInput(f"{path} is no picture index", "remove it and index again") from error
