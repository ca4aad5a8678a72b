"""A sequence file in (a member a line: id, then item ids in order); sequences and item names out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from matinee.core.errors import InvalidInput
from matinee.learning.linear import Sequences

FEWEST = 3


class SequenceFile(NamedTuple):
    """What a file holds, and what of it was too short to use."""

    sequences: Sequences
    item_ids: list[str]  # by item row
    n_too_short: int  # members with fewer than three items, left out


def read_sequences(path: Path) -> SequenceFile:
    """Read a file of sequences; empty lines are skipped.

    Raises InvalidInput where the file cannot be read or no member has three items (one to learn, one to tune on, one
    to test on).
    """
    try:
        lines = [line.split()[1:] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path} cannot be read as text: {error}", "give a file of lines: member item item ..."
        ) from error
    kept = [line for line in lines if len(line) >= FEWEST]
    if not kept:
        raise InvalidInput(
            f"{path} has no member with {FEWEST} items", "give lines of the form: member item item item ..."
        )
    rows: dict[str, int] = {}
    items = np.array([rows.setdefault(item, len(rows)) for line in kept for item in line], dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in kept])]).astype(np.int64)
    return SequenceFile(Sequences(offsets, items, len(rows)), list(rows), len(lines) - len(kept))
