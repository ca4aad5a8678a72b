"""Items with words of several sources in, how well one source foretells the moods of another out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from matinee.picture.vision.heads.metrics import average_precision, interval
from matinee.picture.vision.moods.words import ItemWords, evidence, known_moods


def across_sources(items: Iterable[ItemWords]) -> dict[str, dict[str, Any]]:
    """For items with tags and keywords: members' tags are the truth, everything else speaks; per mood."""
    both = [words for words in items if words.tags and words.keywords]
    found = {}
    for mood in known_moods():
        truth = np.array([any(tag.strip().lower() in mood.words for _, tag in words.tags) for words in both], bool)
        said = np.array([sum(evidence(replace(words, tags=()), mood).values()) for words in both], float)
        if truth.any():
            found[mood.name] = {
                "items": len(both),
                "positives": int(truth.sum()),
                "prevalence": float(truth.mean()),
                "average_precision": average_precision(truth, said),
                "interval": interval(truth, said),
            }
    return found
