"""What every import gives back: counts, refusals with their reason, and lists of a size that is kept in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

Tell = Callable[[str], None]
T = TypeVar("T")
BATCH = 20_000


@dataclass(slots=True)
class Imported:
    """What came in: counts, the refusals with their reason, and what was kept but looks wrong, with its reason."""

    items: int = 0
    members: int = 0
    events: int = 0
    duplicate: int = 0
    decisions: int = 0
    artworks: int = 0
    passed: int = 0  # records of another tool that say nothing which is kept
    refused: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)
    matched: dict[str, Any] = field(default_factory=dict)  # of a history that was matched to the catalogue


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
