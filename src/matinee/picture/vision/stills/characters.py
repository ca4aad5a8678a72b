"""Sightings of faces in, characters out: tracks within a shot, then clusters of tracks, the most seen first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

SAME_TRACK = 0.5
SAME_PERSON = 0.36
"""Cosines of SFace; .363 is the published threshold for one person (OpenCV Zoo, LFW)."""
KNOWN = 0.36
NOBODY: Mapping[str, NDArray[np.float32]] = {}


@dataclass(frozen=True)
class Sighting:
    """A face at a time: shot, box (left, top, width, height) in parts of the picture, identity (128,), confidence."""

    seconds: float
    shot: int
    box: tuple[float, float, float, float]
    identity: NDArray[np.float32]
    confidence: float


@dataclass(frozen=True)
class Character:
    """A cluster: rank from 1, sightings' numbers, presence: whole seconds of the film in which it was seen."""

    rank: int
    sightings: tuple[int, ...]
    presence: float
    center: NDArray[np.float32]
    name: str = ""


def tracks(sightings: Sequence[Sighting]) -> NDArray[np.int64]:
    """A track number (n,) of each sighting: within a shot, the nearest face by identity and place."""
    number = np.full(len(sightings), -1, np.int64)
    heads: list[int] = []
    for at in sorted(range(len(sightings)), key=lambda one: sightings[one].seconds):
        best, likeness = -1, 0.0
        for track, head in enumerate(heads):
            found = _likeness(sightings[head], sightings[at])
            if found > likeness:
                best, likeness = track, found
        if best < 0:
            best = len(heads)
            heads.append(at)
        heads[best] = at
        number[at] = best
    return number


def _likeness(last: Sighting, here: Sighting) -> float:
    """Above 0 when both may be one face of one shot; faces of one moment are two persons."""
    if last.shot != here.shot or last.seconds == here.seconds:
        return 0.0
    cosine = float(last.identity @ here.identity)
    near = overlap(last.box, here.box) > 0.3
    return cosine if cosine >= (SAME_TRACK / 2 if near else SAME_TRACK) else 0.0


def overlap(left: tuple[float, float, float, float], right: tuple[float, float, float, float]) -> float:
    """Intersection over union of two boxes."""
    width = min(left[0] + left[2], right[0] + right[2]) - max(left[0], right[0])
    height = min(left[1] + left[3], right[1] + right[3]) - max(left[1], right[1])
    both = max(0.0, width) * max(0.0, height)
    return both / max(left[2] * left[3] + right[2] * right[3] - both, 1e-12)


def characters(sightings: Sequence[Sighting], names: Mapping[str, NDArray[np.float32]] = NOBODY) -> list[Character]:
    """Clusters of the tracks' mean identities by average linkage; the most present first.

    `names` gives vectors (128,) of cast photographs; a cluster near enough to one bears its name.
    """
    if not sightings:
        return []
    track = tracks(sightings)
    vectors = np.stack([one.identity for one in sightings])
    weights = np.array([one.confidence for one in sightings])[:, None]
    means = np.zeros((track.max() + 1, vectors.shape[1]), np.float32)
    np.add.at(means, track, vectors * weights)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    cluster = _linked(means)[track]
    found = [_character(sightings, vectors, np.flatnonzero(cluster == one)) for one in np.unique(cluster)]
    found.sort(key=lambda one: (-one.presence, one.sightings))
    named = [_named(one, names) for one in found]
    return [Character(at + 1, one.sightings, one.presence, one.center, one.name) for at, one in enumerate(named)]


def _linked(means: NDArray[np.float32]) -> NDArray[np.int64]:
    if len(means) == 1:
        return np.zeros(1, np.int64)
    apart = np.maximum(1 - means @ means.T, 0)[np.triu_indices(len(means), 1)]
    return np.asarray(fcluster(linkage(apart, "average"), 1 - SAME_PERSON, "distance"), np.int64)


def _character(sightings: Sequence[Sighting], vectors: NDArray[np.float32], rows: NDArray[np.int64]) -> Character:
    center = vectors[rows].mean(0)
    presence = float(len({int(sightings[row].seconds) for row in rows}))
    return Character(0, tuple(rows.tolist()), presence, center / max(float(np.linalg.norm(center)), 1e-9))


def _named(one: Character, names: Mapping[str, NDArray[np.float32]]) -> Character:
    if not names:
        return one
    best = max(names, key=lambda name: float(names[name] @ one.center))
    if float(names[best] @ one.center) < KNOWN:
        return one
    return Character(one.rank, one.sightings, one.presence, one.center, best)


def b_cubed(truth: Sequence[object], said: Sequence[object]) -> float:
    """B-cubed F1 of a clustering (Bagga & Baldwin 1998).

    Example:
        >>> b_cubed(["a", "a", "b"], [1, 1, 2])
        1.0
    """
    _, left = np.unique(np.array([str(one) for one in truth]), return_inverse=True)
    _, right = np.unique(np.array([str(one) for one in said]), return_inverse=True)
    both = (left[:, None] == left) & (right[:, None] == right)
    precision = float((both.sum(1) / (right[:, None] == right).sum(1)).mean())
    recall = float((both.sum(1) / (left[:, None] == left).sum(1)).mean())
    return 2 * precision * recall / (precision + recall)
