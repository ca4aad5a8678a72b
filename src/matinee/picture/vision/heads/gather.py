"""Picture files in, their blocks of numbers out; each picture is read once in its life, by the hash of its bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import MatineeError
from matinee.picture.vision.decode import decode, read_bytes
from matinee.picture.vision.heads.blocks import read_blocks, space_id, stack

Row = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Gathered:
    """Blocks (n, w) of the readable pictures, their rows in the list, hashes, and (file, reason) of the others."""

    blocks: Row
    rows: NDArray[np.int64]
    hashes: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]


def gather(
    files: Sequence[Path], cache: Path | None, root: Path | None = None, tick: Callable[[], None] = lambda: None
) -> Gathered:
    """Read all files, a few at a time; one that cannot be read is left out with its reason and the rest goes on."""
    rows, hashes, parts, skipped = [], [], [], []
    for at, found in enumerate(_in_order(files, cache, root)):
        tick()
        if isinstance(found, MatineeError):
            skipped.append((str(files[at]), str(found)))
            continue
        rows.append(at)
        hashes.append(found[0])
        parts.append(found[1])
    return Gathered(stack(parts) if parts else {}, np.array(rows, np.int64), tuple(hashes), tuple(skipped))


def _in_order(files: Sequence[Path], cache: Path | None, root: Path | None) -> Iterator[tuple[str, Row] | MatineeError]:
    """Results in the files' order, with at most 64 pictures in memory."""

    def read(path: Path) -> tuple[str, Row] | MatineeError:
        try:
            return _one(path, cache, root)
        except MatineeError as error:
            return error

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for at in range(0, len(files), 64):
            yield from pool.map(read, files[at : at + 64])


def _one(path: Path, cache: Path | None, root: Path | None) -> tuple[str, Row]:
    data = read_bytes(path, root)
    name = sha256(data).hexdigest()
    kept = cache / sha256(space_id().encode()).hexdigest()[:12] / name[:2] / f"{name}.npz" if cache else None
    if kept is not None and (stored := _load(kept)) is not None:
        return name, stored
    row = read_blocks([decode(data, str(path))])
    if kept is not None:
        _save(kept, row)
    return name, row


def _load(path: Path) -> Row | None:
    """Stored blocks; None when there are none or the file is damaged (it is then made again)."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (OSError, ValueError, BadZipFile):
        return None


def _save(path: Path, row: Row) -> None:
    """Written aside and moved into place, so that a broken run leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.stem}.{os.getpid()}.tmp.npz")
    np.savez(aside, **row)  # type: ignore[arg-type]
    aside.replace(path)
