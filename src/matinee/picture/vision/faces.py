"""Pixels in, faces out: boxes and landmarks by YuNet (Wu et al. 2023), identities by SFace (Zhong et al. 2021)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision import weights
from matinee.picture.vision.decode import Pixels, resized

CONFIDENCE = 0.7
"""Below it a face is not reported (docs/vision.md has the error rates)."""

TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)
"""Eyes, nose and corners of the mouth in the 112 x 112 picture that SFace was trained on."""


@dataclass(frozen=True)
class Face:
    """A face: box (left, top, width, height) in pixels, five landmarks (5, 2), confidence in [0, 1]."""

    box: tuple[float, float, float, float]
    landmarks: NDArray[np.float32]
    confidence: float

    def share(self, pixels: Pixels) -> float:
        """The part of the picture that the face covers."""
        return float(self.box[2] * self.box[3] / (pixels.shape[0] * pixels.shape[1]))


@lru_cache(maxsize=1)
def detector() -> Any:
    """YuNet in OpenCV; one a process, not to be used from two threads at once."""
    cv2 = weights.opencv()
    model = np.frombuffer(weights.read("yunet.onnx"), np.uint8)
    return cv2.FaceDetectorYN.create("onnx", model, np.empty(0, np.uint8), (320, 320), 0.5, 0.3, 200)


def detect_faces(pixels: Pixels, side: int = 640, confidence: float = CONFIDENCE) -> list[Face]:
    """Faces, the largest first; the picture's longer side is brought to `side` pixels for the search."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    scene = resized(pixels, size)
    finder = detector()
    finder.setInputSize(size)
    found = finder.detect(np.ascontiguousarray(scene[:, :, ::-1]))[1]
    if found is None:
        return []
    ratio = np.array([width / size[0], height / size[1]], np.float32)
    faces = [_face(row, ratio) for row in found if row[14] >= confidence]
    return sorted(faces, key=lambda face: -face.box[2] * face.box[3])


def _face(row: NDArray[np.float32], ratio: NDArray[np.float32]) -> Face:
    left, top, width, height = (row[:4].reshape(2, 2) * ratio).ravel().tolist()
    return Face((left, top, width, height), row[4:14].reshape(5, 2) * ratio, float(row[14]))


def identities(pixels: Pixels, faces: list[Face]) -> NDArray[np.float32]:
    """Vectors (n, 128) of unit length; two of one person have a cosine above about .36."""
    session = weights.session("sface.onnx")
    found = np.empty((len(faces), 128), np.float32)
    for at, face in enumerate(faces):
        chip = aligned(pixels, face).transpose(2, 0, 1)[None].astype(np.float32)
        vector = session.run(None, {"data": chip})[0][0]
        found[at] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return found


def aligned(pixels: Pixels, face: Face) -> Pixels:
    """The face turned and scaled onto the template, 112 x 112."""
    found: Pixels = weights.opencv().warpAffine(pixels, similarity_transform(face.landmarks, TEMPLATE), (112, 112))
    return found


def similarity_transform(source: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float64]:
    """The turn, scale and shift (2, 3) that brings points (n, 2) onto others with least squares (Umeyama 1991)."""
    center, aim = source.mean(0), target.mean(0)
    spread = ((target - aim).T @ (source - center)) / len(source)
    left, size, right = np.linalg.svd(spread)
    sign = np.array([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    turn = left @ np.diag(sign) @ right
    scale = (size * sign).sum() / max(float((source - center).var(0).sum()), 1e-9)
    return np.column_stack([scale * turn, aim - scale * turn @ center])
