"""A picture's size, faces and salience in, crops for wide, tall, square and hero places out; no face is cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.salience import Map

SHAPES = {"wide": 16 / 9, "tall": 2 / 3, "square": 1.0, "hero": 21 / 9}
"""Width over height of each place."""
MARGIN = 0.12
"""A face is kept clear of the edge by this part of its size."""
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)

Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels."""


def crops(size: tuple[int, int], faces: Sequence[Box], salience: Map) -> dict[str, tuple[int, int, int, int]]:
    """Place -> (left, top, width, height); a place is left out when every crop of its shape would cut a face.

    The largest crop wins unless a smaller one keeps clearly more of what matters per area.
    """
    found = {}
    for place, ratio in SHAPES.items():
        best = best_crop(size, grown(faces, size), salience, ratio)
        if best is not None:
            found[place] = best
    return found


def grown(faces: Iterable[Box], size: tuple[int, int]) -> NDArray[np.float64]:
    """Faces as (n, 4) edges left, top, right, bottom with their margin, inside the picture."""
    edges = np.array([(x, y, x + w, y + h) for x, y, w, h in faces], np.float64).reshape(-1, 4)
    margin = MARGIN * (edges[:, 2:] - edges[:, :2])
    edges[:, :2] -= margin
    edges[:, 2:] += margin
    return np.clip(edges, 0, (*size, *size))


def best_crop(
    size: tuple[int, int], faces: NDArray[np.float64], salience: Map, ratio: float
) -> tuple[int, int, int, int] | None:
    """The crop of this shape with the most salience and the most of the faces' area, among those that cut none."""
    windows = _windows(size, ratio)
    windows = windows[~cuts_a_face(windows, faces)]
    if not len(windows):
        return None
    area = (windows[:, 2] * windows[:, 3]) / (size[0] * size[1])
    worth = _inside(windows, size, salience) + _faces_kept(windows, faces)
    left, top, width, height = windows[int(np.argmax(worth - 0.35 * (1 - area)))].tolist()
    return int(left), int(top), int(width), int(height)


def _windows(size: tuple[int, int], ratio: float) -> NDArray[np.float64]:
    """Windows (n, 4) of the shape at seven scales, about 16 places along each axis."""
    full = (min(size[0], size[1] * ratio), min(size[1], size[0] / ratio))
    found = []
    for scale in SCALES:
        width, height = max(2, int(full[0] * scale)), max(2, int(full[1] * scale))
        lefts = np.unique(np.linspace(0, size[0] - width, 16).astype(int))
        tops = np.unique(np.linspace(0, size[1] - height, 16).astype(int))
        found += [(left, top, width, height) for left in lefts for top in tops]
    return np.array(found, np.float64)


def cuts_a_face(windows: NDArray[np.float64], faces: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a window (n, 4: left, top, width, height) holds a part of a face (m, 4: edges) but not all of it."""
    left, top = windows[:, :1], windows[:, 1:2]
    right, bottom = left + windows[:, 2:3], top + windows[:, 3:4]
    touched = (faces[:, 0] < right) & (faces[:, 2] > left) & (faces[:, 1] < bottom) & (faces[:, 3] > top)
    whole = (faces[:, 0] >= left) & (faces[:, 2] <= right) & (faces[:, 1] >= top) & (faces[:, 3] <= bottom)
    return np.asarray((touched & ~whole).any(1), bool)


def _inside(windows: NDArray[np.float64], size: tuple[int, int], salience: Map) -> NDArray[np.float64]:
    """The part of the salience (n,) inside each window, from the summed-area table."""
    side = salience.shape[0]
    table = np.zeros((side + 1, side + 1))
    table[1:, 1:] = salience.cumsum(0).cumsum(1)
    scale = np.array([side / size[0], side / size[1]])
    low = np.rint(windows[:, :2] * scale).astype(int)
    high = np.rint((windows[:, :2] + windows[:, 2:]) * scale).astype(int)
    (x0, y0), (x1, y1) = low.T, high.T
    return np.asarray(table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0])


def _faces_kept(windows: NDArray[np.float64], faces: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part (n,) of the faces' area inside each window; zero without faces."""
    areas = (faces[:, 2] - faces[:, 0]) * (faces[:, 3] - faces[:, 1])
    if not len(faces) or areas.sum() <= 0:
        return np.zeros(len(windows))
    left, top = windows[:, :1], windows[:, 1:2]
    whole = (faces[:, 0] >= left) & (faces[:, 2] <= left + windows[:, 2:3])
    whole &= (faces[:, 1] >= top) & (faces[:, 3] <= top + windows[:, 3:4])
    return np.asarray((whole * areas).sum(1) / areas.sum())
