"""Chance that is the same for ever: words in, a stream of numbers made from their hash out."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws that depend on nothing but the words they were made from."""

    def __init__(self, *words: str) -> None:
        digest = hashlib.blake2b("\x1f".join(words).encode(), digest_size=8).digest()
        self._stream = random.Random(int.from_bytes(digest, "big"))

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self._stream.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        return low + int(self._stream.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely as any other."""
        return choices[int(self._stream.random() * len(choices))]

    def holds(self, probability: float) -> bool:
        """True with this probability."""
        return self._stream.random() < probability
