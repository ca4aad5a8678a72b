"""The twin of a home: where a rehearsal lives and how far it is; written and read by whoever plays or shows one."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Final, Literal

import msgspec

from matinee.core.errors import InvalidInput
from matinee.storage import Store

FOLDER: Final = "simulated"
PROGRESS: Final = "simulated.json"
_ENDS_SECONDS: Final = 10


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """How far a rehearsal is: none, running, ready or failed; its days, members, events and plays are simulated."""

    state: Literal["none", "running", "ready", "failed"] = "none"
    day: int = 0
    days: int = 0
    members: int = 0
    events: int = 0
    plays: int = 0
    error: str = ""
    pid: int = 0
    source: str = "simulated"


def note(path: Path, told: Rehearsal) -> None:
    """Write down how far it is; a reader sees the line before or this one, never half of one."""
    half = path / f"{PROGRESS}.half"
    half.write_bytes(msgspec.json.encode(told))
    half.replace(path / PROGRESS)


def progress(path: Path) -> Rehearsal:
    """How far the rehearsal of the home at this path is; one whose process has ended before its end has failed."""
    try:
        told = msgspec.json.decode((path / PROGRESS).read_bytes(), type=Rehearsal)
    except FileNotFoundError:
        return Rehearsal()
    if told.state == "running" and not _alive(told.pid):
        return msgspec.structs.replace(told, state="failed", error="its process ended before the last day")
    return told


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def twin_of(path: Path) -> Path | None:
    """Where the finished twin of the home at this path lies, None where there is none."""
    return path / FOLDER if progress(path).state == "ready" and (path / FOLDER).is_dir() else None


def remove(path: Path) -> Rehearsal:
    """Remove everything simulated of the home at this path; what there was.

    Raises:
        InvalidInput: a rehearsal is running.
    """
    was = progress(path)
    if was.state == "running" and was.pid != os.getpid():
        raise InvalidInput("a rehearsal is running in this home", "wait until it has ended")
    shutil.rmtree(path / FOLDER, ignore_errors=True)
    shutil.rmtree(path / f"{FOLDER}.half", ignore_errors=True)
    (path / PROGRESS).unlink(missing_ok=True)
    return was


def forget_in_twin(path: Path, member: str) -> None:
    """Erase somebody from the copy too: in a finished twin by forgetting; one that is being made ends and goes."""
    told = progress(path)
    if told.state == "running":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(told.pid, signal.SIGTERM)
        until = time.monotonic() + _ENDS_SECONDS
        while progress(path).state == "running" and time.monotonic() < until:
            time.sleep(0.05)
        told = progress(path)
    if told.state != "ready":
        remove(path)
        return
    twin = Store.open(path / FOLDER)
    try:
        twin.forget((member, *twin.linked(member)))
    finally:
        twin.close()
