"""One candidate still in, all that is known of it out: text, faces, objects, looks, scores, crops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from matinee.picture.vision.crops import crops
from matinee.picture.vision.decode import Pixels
from matinee.picture.vision.faces import CONFIDENCE, Face, detect_faces, identities
from matinee.picture.vision.hashes import perceptual_hash
from matinee.picture.vision.heads.blocks import read_blocks
from matinee.picture.vision.heads.learned import Learned, say
from matinee.picture.vision.looks import Looks, look_at
from matinee.picture.vision.objects import detect_objects
from matinee.picture.vision.salience import Map, salience
from matinee.picture.vision.stills.characters import Sighting
from matinee.picture.vision.stills.checks import Quality, Rules, is_text
from matinee.picture.vision.stills.values import Still
from matinee.picture.vision.stills.windows import Candidate
from matinee.picture.vision.text import find_text, sure_text
from matinee.picture.vision.weights import opencv

POSSIBLE_FACE = 0.5
"""What may be a face is not cut by a crop, though it is not reported as one."""


def analyse(candidate: Candidate, path: Path, rules: Rules, heads: Learned | None) -> Still:
    """Look closely at a candidate; one that may be shown is written to `path` as JPEG."""
    pixels = candidate.frame.pixels()
    base = (candidate.frame.seconds, candidate.shot, candidate.quality, candidate.view, perceptual_hash(pixels), path)
    share = sure_text(pixels, 448).share
    if is_text(share, candidate.quality.light, rules) or len(find_text(middle(pixels)).boxes) >= rules.small_lines:
        return Still(*base, "text")
    save_jpeg(pixels, path)
    found = detect_faces(pixels, 640, POSSIBLE_FACE)
    people = [face for face in found if face.confidence >= CONFIDENCE]
    chart, looks = salience(pixels), look_at(pixels)
    about = _about(pixels, found, chart, looks, heads)
    scores = _scores(candidate.quality, people, pixels, chart, looks)
    about |= {"scores": scores, "text_share": round(share, 4)}
    seen = sightings(pixels, people, candidate.frame.seconds, candidate.shot)
    return Still(*base, "", scores["overall"], seen, about)


def middle(pixels: Pixels) -> Pixels:
    """The middle of the picture, half as wide and high: there small print is large enough to be found."""
    height, width = pixels.shape[:2]
    return np.ascontiguousarray(pixels[height // 4 : height * 3 // 4 + 1, width // 4 : width * 3 // 4 + 1])


def sightings(pixels: Pixels, faces: list[Face], seconds: float, shot: int) -> tuple[Sighting, ...]:
    """The faces as sightings, their boxes in parts of the picture."""
    height, width = pixels.shape[:2]
    vectors = identities(pixels, faces)
    sizes = np.array([width, height, width, height], float)
    boxes = [tuple((np.array(face.box) / sizes).tolist()) for face in faces]
    return tuple(
        Sighting(seconds, shot, (box[0], box[1], box[2], box[3]), vector, face.confidence)
        for box, vector, face in zip(boxes, vectors, faces, strict=True)
    )


def _about(pixels: Pixels, faces: list[Face], chart: Map, looks: Looks, heads: Learned | None) -> dict[str, Any]:
    height, width = pixels.shape[:2]
    objects = detect_objects(pixels)
    return {
        "width": width,
        "height": height,
        "tags": tags(sorted({one.name for one in objects}), looks),
        "crops": {name: list(box) for name, box in crops((width, height), [face.box for face in faces], chart).items()},
        "looks": looks.as_dict(),
        **({"genres": say(heads, read_blocks([pixels]))} if heads else {}),
    }


def tags(objects: list[str], looks: Looks) -> list[str]:
    """Names of objects, and plain words for light and warmth where they are marked."""
    words = list(objects)
    words += ["dark"] * (looks.light < 0.25) + ["bright"] * (looks.light > 0.7)
    words += ["warm"] * (looks.warmth > 0.7) + ["cold"] * (looks.warmth < 0.4)
    return words


def _scores(quality: Quality, faces: list[Face], pixels: Pixels, chart: Map, looks: Looks) -> dict[str, float]:
    """Each in [0, 1]; overall is their weighted mean. Faces lead where there are human ones, salience elsewhere."""
    shown = min(1.0, 4 * sum(face.share(pixels) ** 0.5 * face.confidence for face in faces) / 2)
    focus = float(np.sort(chart.ravel())[-chart.size // 10 :].sum())
    parts = {
        "sharpness": quality.sharpness,
        "contrast": min(1.0, quality.range / 200),
        "colour": looks.saturation,
        "salience": min(1.0, focus / 0.4),
        "faces": shown,
    }
    weights = {"sharpness": 0.2, "contrast": 0.2, "colour": 0.15, "salience": 0.2, "faces": 0.25}
    overall = sum(weights[name] * value for name, value in parts.items())
    return {"overall": round(overall, 4), **{name: round(value, 4) for name, value in parts.items()}}


def save_jpeg(pixels: Pixels, path: Path) -> None:
    """Write a JPEG of quality 92."""
    cv2 = opencv()
    path.write_bytes(cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes())
