"""What was on the pictures that a member opened and finished in; visual taste with its evidence out.

Taste is kept as decayed sums, so that one event and ten million are folded by the same function: for each attribute the
weight seen and the reward above what genre taste expected. Its lean is the shrunken mean of the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
PRIOR = 8.0
"""Pictures that speak against any lean before the first one is seen."""


@dataclass(frozen=True)
class VisualTaste:
    """Per attribute (a,): weight of pictures that carried it, and the sum of reward above expectation on them."""

    names: tuple[str, ...]
    seen: Values
    gained: Values

    def leans(self, prior: float = PRIOR) -> Values:
        """How much more reward than expected a picture with the attribute brings (a,), shrunken towards none."""
        found: Values = self.gained / (self.seen + prior)
        return found


def attributes(description: Mapping[str, Any]) -> dict[str, float]:
    """What `describe` said of a picture, as numbers in [0, 1] by name; only what was said, nothing guessed.

    Example:
        >>> attributes({"objects": [{"name": "dog", "confidence": 0.8}], "kind": "group", "light": 0.2})
        {'object:dog': 1.0, 'kind:group': 1.0, 'light': 0.2}
    """
    found = {f"object:{one['name']}": 1.0 for one in description.get("objects", ())}
    for kind in ("genres", "moods"):
        found |= {f"{kind}:{one['name']}": float(one["probability"]) for one in description.get(kind, ())}
    found |= {f"colour:{one['name']}": float(one["share"]) for one in description.get("colours", ())}
    if description.get("kind"):
        found[f"kind:{description['kind']}"] = 1.0
    found |= {name: float(description[name]) for name in ("light", "warmth", "saturation") if name in description}
    return found


def columns(pictures: Sequence[Mapping[str, float]]) -> tuple[tuple[str, ...], Values]:
    """Attributes of n pictures -> names (a,) in order and values (n, a); what was not said is 0."""
    names = tuple(sorted({name for one in pictures for name in one}))
    return names, np.array([[one.get(name, 0.0) for name in names] for one in pictures], np.float64)


def centred(values: Values) -> Values:
    """Values (n, a) less the catalogue's mean (a,): a picture says something only where it differs from the others."""
    found: Values = values - values.mean(0)
    return found


def fold(names: tuple[str, ...], shown: Values, rewards: Values, expected: Values, weights: Values) -> VisualTaste:
    """Pictures shown (n, a), rewards and what genre taste expected of them (n,), weights by age (n,) -> taste."""
    surplus = weights * (rewards - expected)
    return VisualTaste(names, weights @ shown**2, surplus @ shown)


def merge(old: VisualTaste, new: VisualTaste, decay: float = 1.0) -> VisualTaste:
    """Taste so far, aged by `decay` in [0, 1], and newer taste of the same attributes."""
    return VisualTaste(old.names, old.seen * decay + new.seen, old.gained * decay + new.gained)


def score(taste: VisualTaste, shown: Values, prior: float = PRIOR) -> Values:
    """The reward above genre taste that pictures (n, a) are expected to bring, (n,)."""
    found: Values = shown @ taste.leans(prior)
    return found


def because(taste: VisualTaste, most: int = 3, least: float = 2.0) -> list[dict[str, Any]]:
    """The strongest leans with at least `least` pictures' worth of evidence, to be shown to the member."""
    leans = taste.leans()
    order = [int(at) for at in np.argsort(-np.abs(leans)) if taste.seen[at] >= least and leans[at] != 0]
    return [_told(taste, leans, at) for at in order[:most]]


def _told(taste: VisualTaste, leans: Values, at: int) -> dict[str, Any]:
    return {"attribute": taste.names[at], "lean": float(leans[at]), "evidence": float(taste.seen[at])}
