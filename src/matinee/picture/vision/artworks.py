"""Stills and described pictures in, artwork of an item out: what the choice of picture needs to know of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from matinee.core.ids import stable_id
from matinee.core.values import Artwork

CANVASES = ((1.9, "hero"), (1.2, "wide"), (0.85, "square"), (0.0, "tall"))
"""A picture at least this many times as wide as high fits that place."""


def canvas_of(width: int, height: int) -> str:
    """The place that a picture's shape fits.

    Example:
        >>> canvas_of(182, 268), canvas_of(1280, 720)
        ('tall', 'wide')
    """
    return next(name for least, name in CANVASES if width / height >= least)


def artworks_of_stills(found: Mapping[str, Any], folder: Path, item: str) -> list[Artwork]:
    """The stills of a film as artwork of `item`; those rejected in a review are not approved."""
    return [_of_still(still, folder, item) for still in found["stills"]]


def _of_still(still: Mapping[str, Any], folder: Path, item: str) -> Artwork:
    people = [face["name"] for face in still["faces"] if face.get("name")]
    return Artwork(
        artwork=stable_id(item, "still", still["timecode_seconds"]),
        item=item,
        path=str(folder / still["file"]),
        kind="still",
        canvas=canvas_of(still["width"], still["height"]),
        themes=themes_of(still),
        people=tuple(dict.fromkeys(people)),
        genres=tuple(one["name"] for one in still.get("genres", ())),
        approved=bool(still.get("approved", True)),
    )


def artwork_of_picture(description: Mapping[str, Any], item: str) -> Artwork:
    """A described picture (a poster) as artwork of `item`."""
    return Artwork(
        artwork=stable_id(item, description["sha256"]),
        item=item,
        path=description["file"],
        canvas=canvas_of(description["width"], description["height"]),
        themes=themes_of(description),
        genres=tuple(one["name"] for one in description.get("genres", ())),
    )


def themes_of(description: Mapping[str, Any]) -> tuple[str, ...]:
    """Tags, objects, moods, and portrait or group, each once."""
    words = list(description.get("tags", ()))
    words += [one["name"] for kind in ("objects", "moods") for one in description.get(kind, ())]
    words += [description["kind"]] * (description.get("kind") in ("portrait", "group"))
    return tuple(dict.fromkeys(words))


def write_lines(artworks: Sequence[Artwork], path: Path) -> None:
    """One JSON object a line."""
    path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in artworks))
