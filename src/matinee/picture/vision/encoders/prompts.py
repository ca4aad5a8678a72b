"""An encoder with text and names of objects, moods or genres in, zero-shot probabilities per picture out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matinee.picture.vision.decode import Pixels
from matinee.picture.vision.encoders import Embedded, TextEncoder, similarity, unit

TEMPLATES = {
    "objects": ("a photo of a {}.", "a film still with a {}."),
    "genres": ("a poster of a {} film.", "a still of a {} film."),
    "moods": ("a {} scene.", "a film still with a {} mood."),
}
"""Prompts whose vectors are averaged (prompt ensembling, Radford et al. 2021)."""


def name_vectors(encoder: TextEncoder, names: Sequence[str], kind: str) -> Embedded:
    """One vector per name: the mean over the kind's prompts."""
    parts = [encoder.encode_texts([template.format(name) for name in names]) for template in TEMPLATES[kind]]
    return Embedded(encoder.space_id, unit(np.mean(parts, axis=0)))


def zero_shot(pictures: Embedded, names: Embedded, sharpness: float = 100.0) -> NDArray[np.float32]:
    """Softmax over names (n, names) of scaled cosines; the scale is CLIP's.

    Raises:
        ShapeError: pictures and names live in different spaces.
    """
    raised = sharpness * similarity(pictures, names)
    raised = np.exp(raised - raised.max(1, keepdims=True))
    found: NDArray[np.float32] = raised / raised.sum(1, keepdims=True)
    return found


def ask(encoder: TextEncoder, pictures: Sequence[Pixels], names: Sequence[str], kind: str) -> list[Mapping[str, float]]:
    """Name -> probability for each picture."""
    seen = Embedded(encoder.space_id, encoder.encode(pictures))
    said = zero_shot(seen, name_vectors(encoder, names, kind))
    return [dict(zip(names, row.tolist(), strict=True)) for row in said]
