"""A montage film of poster faces: pictures in, frames with pan, light and scale and who is on them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from matinee.picture.vision.decode import Pixels, read_picture
from matinee.picture.vision.faces import Face, detect_faces, identities

SIZE = (640, 360)
RATE = 12


def lone_faces(posters: Sequence[Path], many: int) -> list[tuple[Pixels, Face]]:
    """The first `many` posters with one clear, large, upright face, all of different people."""
    found: list[tuple[Pixels, Face]] = []
    known: list[np.ndarray] = []
    for path in posters:
        pixels = read_picture(path).pixels
        faces = detect_faces(pixels, 640, 0.5)
        if len(faces) != 1 or faces[0].confidence < 0.85 or faces[0].box[2] < 45:
            continue
        vector = identities(pixels, faces)[0]
        if any(float(vector @ other) > 0.3 for other in known):
            continue
        found.append((pixels, faces[0]))
        known.append(vector)
        if len(found) == many:
            break
    return found


def shot(person: tuple[Pixels, Face], seed: int, frames: int) -> Iterator[Pixels]:
    """A poster's face before a soft ground; the camera pans and zooms, the light changes."""
    pixels, face = person
    generator = np.random.default_rng(seed)
    ground = cv2.resize(generator.integers(30, 226, (3, 5, 3), np.uint8), SIZE, interpolation=cv2.INTER_CUBIC)
    ground = np.clip(ground + generator.normal(0, 6, ground.shape), 0, 255).astype(np.uint8)
    zoom, grow = generator.uniform(110, 190) / face.box[3], generator.uniform(0.997, 1.004)
    place = generator.uniform((0.35, 0.45), (0.65, 0.55)) * SIZE
    pan = generator.uniform(-1.2, 1.2, 2)
    light, change = generator.uniform(0.65, 1.15), generator.uniform(-0.006, 0.006)
    turn = generator.uniform(-8, 8)
    center = np.array([face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2])
    half = np.array([face.box[2], face.box[3]]) * 0.9
    x0, y0 = np.maximum(center - half, 0).astype(int)
    x1, y1 = (center + half).astype(int)
    patch = pixels[y0:y1, x0:x1]
    for at in range(frames):
        scale = zoom * grow**at
        target = place + pan * at
        matrix = cv2.getRotationMatrix2D(tuple(center - (x0, y0)), turn, scale)
        matrix[:, 2] += target - (center - (x0, y0))
        cover = cv2.warpAffine(np.full(patch.shape[:2], 255, np.uint8), matrix, SIZE)[..., None] / 255
        layer = cv2.warpAffine(patch, matrix, SIZE, flags=cv2.INTER_CUBIC)
        picture = ground * (1 - cover) + layer * cover
        yield np.clip(picture * (light + change * at), 0, 255).astype(np.uint8)


def montage(
    people: Sequence[tuple[Pixels, Face]], turns: Sequence[int], seed: int = 0
) -> tuple[Iterator[Pixels], list[tuple[float, float, int]]]:
    """`turns[k]` shots of person k in shuffled order -> the frames, and (from, to, person) of each shot in seconds."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(np.repeat(np.arange(len(people)), turns)).tolist()
    lengths = generator.integers(30, 48, len(order)).tolist()
    ends = np.cumsum(lengths) / RATE
    truth = [(end - n / RATE, end, who) for end, n, who in zip(ends.tolist(), lengths, order, strict=True)]

    def run() -> Iterator[Pixels]:
        for at, (who, n) in enumerate(zip(order, lengths, strict=True)):
            yield from shot(people[who], seed * 1000 + at, n)

    return run(), truth
