"""Named photographs, or names given by hand, in; names on characters and on the faces of stills out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.picture.vision.decode import read_picture
from matinee.picture.vision.faces import detect_faces, identities

PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".webp", ".bmp")


def read_cast(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Photographs -> identity (128,) per person: the file's name, or its folder's when several show one person.

    Raises:
        InvalidInput: no such folder, or a photograph without a face.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder", "give a folder of photographs named after the person")
    found: dict[str, list[NDArray[np.float32]]] = {}
    for path in sorted(one for one in folder.rglob("*") if one.suffix.lower() in PHOTOGRAPHS):
        name = path.stem if path.parent == folder else path.parent.name
        pixels = read_picture(path, folder).pixels
        faces = detect_faces(pixels)
        if not faces:
            raise InvalidInput(f"{path} shows no face", "give a photograph with one clear face")
        found.setdefault(name, []).append(identities(pixels, faces[:1])[0])
    return {name: _mean(vectors) for name, vectors in found.items()}


def _mean(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    mean = np.mean(vectors, axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def named_by_hand(found: Mapping[str, Any], given: Sequence[str]) -> dict[str, Any]:
    """`given` is RANK=NAME; the characters and faces of that rank bear the name.

    Raises:
        InvalidInput: not of that form, or no such character.
    """
    names = dict(_pair(one, len(found["characters"])) for one in given)
    people = [{**one, "name": names.get(one["character"], one["name"])} for one in found["characters"]]
    stills = [{**still, "faces": [_renamed(face, names) for face in still["faces"]]} for still in found["stills"]]
    return {**found, "stills": stills, "characters": people}


def _renamed(face: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    name = names.get(face.get("character", 0))
    return {**face, "name": name} if name else dict(face)


def _pair(given: str, most: int) -> tuple[int, str]:
    rank, _, name = given.partition("=")
    if not rank.isdigit() or not name or not 1 <= int(rank) <= most:
        raise InvalidInput(f"{given!r} names no character of 1 to {most}", "give RANK=NAME, as in 1=Jane")
    return int(rank), name
