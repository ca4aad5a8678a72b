"""A folder of stills and a person's decisions in, the folder with names, approvals and a fresh contact sheet out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matinee.core.errors import InvalidInput
from matinee.picture.vision.stills.cast import named_by_hand
from matinee.picture.vision.stills.sheet import write_sheets


def read_stills(folder: Path) -> dict[str, Any]:
    """What `matinee vision stills` wrote.

    Raises:
        InvalidInput: the folder has no stills.json, or it is damaged.
    """
    try:
        found: dict[str, Any] = json.loads((folder / "stills.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{folder} holds no stills", "run: matinee vision stills VIDEO --out DIR") from error
    return found


def reviewed(
    found: Mapping[str, Any], approve: Sequence[str] = (), reject: Sequence[str] = (), names: Sequence[str] = ()
) -> dict[str, Any]:
    """The stills with `approved` set on those named by file, and characters named by RANK=NAME.

    Raises:
        InvalidInput: a file or a rank that is not there, or a file both approved and rejected.
    """
    known = {still["file"] for still in found["stills"]}
    for file in (*approve, *reject):
        if file not in known:
            raise InvalidInput(f"there is no still {file!r}", f"there are: {', '.join(sorted(known))}")
    both = set(approve) & set(reject)
    if both:
        raise InvalidInput(f"{min(both)!r} is both approved and rejected", "give it once")
    said = {**dict.fromkeys(approve, True), **dict.fromkeys(reject, False)}
    stills = [
        {**still, "approved": said[still["file"]]} if still["file"] in said else still for still in found["stills"]
    ]
    return named_by_hand({**found, "stills": stills}, names)


def write_stills(found: Mapping[str, Any], folder: Path, title: str) -> None:
    """stills.json and the contact sheet; a still that was rejected leaves the sheet, not the folder."""
    (folder / "stills.json").write_text(json.dumps({"title": title, **found}, indent=1), "utf-8")
    shown = [still for still in found["stills"] if still.get("approved", True)]
    write_sheets({**found, "stills": shown}, folder, title)
