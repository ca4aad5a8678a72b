"""Picture files in, what is on each out; what is not sure is not said, and every attribute names its measured error."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from matinee.core.errors import MatineeError
from matinee.picture.vision.crops import crops
from matinee.picture.vision.decode import MAX_SIDE, Picture, Pixels, read_picture, resized
from matinee.picture.vision.encoders.lite import Lite, imagenet_labels, probabilities
from matinee.picture.vision.faces import CONFIDENCE, Face, detect_faces
from matinee.picture.vision.heads.blocks import read_blocks
from matinee.picture.vision.heads.learned import Learned, say
from matinee.picture.vision.looks import look_at
from matinee.picture.vision.objects import detect_objects
from matinee.picture.vision.salience import salience
from matinee.picture.vision.text import sure_text

SURE = 0.75
"""A label is said from this probability on; 10 of the 12 said on 64 photographs were right (docs/vision.md)."""


@lru_cache(maxsize=1)
def measured() -> dict[str, Any]:
    """The error rates of every attribute, as docs/vision.md explains them."""
    found: dict[str, Any] = json.loads((files(__package__) / "measured.json").read_text("utf-8"))
    return found


def describe_all(paths: Iterable[Path], heads: Learned | None = None, moods: Learned | None = None) -> dict[str, Any]:
    """Describe each picture; one that cannot be read stands under `errors` and the rest goes on."""
    pictures, errors = [], []
    for path in paths:
        try:
            pictures.append(describe(read_picture(path, longest=MAX_SIDE), heads, moods))
        except MatineeError as error:
            errors.append({"file": str(path), "reason": str(error)})
    return {"pictures": pictures, "errors": errors, "measured": measured()}


def describe(picture: Picture, heads: Learned | None = None, moods: Learned | None = None) -> dict[str, Any]:
    """Everything that is known of one picture; boxes are left, top, width, height in pixels."""
    pixels = picture.pixels
    height, width = pixels.shape[:2]
    found = detect_faces(pixels, 640, 0.5)
    faces = [face for face in found if face.confidence >= CONFIDENCE]
    text, looks = sure_text(pixels, 448), look_at(pixels)
    told: dict[str, Any] = {
        "file": picture.name,
        "sha256": picture.sha256,
        "width": width,
        "height": height,
        "objects": [
            {"name": one.name, "confidence": round(one.confidence, 3), "box": _whole(one.box)}
            for one in detect_objects(pixels)
        ],
        "labels": labels(pixels),
        "faces": [_face(face, pixels) for face in faces],
        "kind": kind_of(faces),
        "text": {"share": round(text.share, 4), "boxes": [_whole(box) for box in text.boxes]},
        **looks.as_dict(),
        "crops": {
            name: list(box)
            for name, box in crops((width, height), [face.box for face in found], salience(pixels)).items()
        },
    }
    blocks = read_blocks([pixels]) if heads or moods else {}
    told |= {name: say(head, blocks) for name, head in (("genres", heads), ("moods", moods)) if head is not None}
    return told


def kind_of(faces: list[Face]) -> str:
    """`portrait` when one face dominates, `group` when several do, `no face` otherwise.

    A second face counts when it covers at least a quarter of the first one's area.
    """
    if not faces:
        return "no face"
    areas = sorted((face.box[2] * face.box[3] for face in faces), reverse=True)
    return "group" if len(areas) > 1 and areas[1] >= areas[0] / 4 else "portrait"


def labels(pixels: Pixels) -> list[dict[str, Any]]:
    """The ImageNet label when it is sure: none or one."""
    said = probabilities(Lite().run([resized(pixels, (224, 224))]).logits)[0]
    best = int(said.argmax())
    if said[best] < SURE:
        return []
    return [{"name": imagenet_labels()[best], "probability": round(float(said[best]), 3)}]


def _face(face: Face, pixels: Pixels) -> dict[str, Any]:
    return {"box": _whole(face.box), "confidence": round(face.confidence, 3), "share": round(face.share(pixels), 4)}


def _whole(box: tuple[float, ...]) -> list[int]:
    return [round(part) for part in box]
