"""Logged decisions in; their slots in columns, as the store's view `slots` has them, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.core.decision import SLOT, Decision
from matinee.storage.slots import Columns, InColumns, Logged
from matinee.verdict.decisions import unpack


def in_columns(home: Home) -> InColumns:
    """What turns packed decisions of this home into columns (n,), a line a slot."""
    ids = np.array([*home.live.world().catalog.ids, ""], dtype=object)
    return lambda logged: slot_columns(logged, ids)


def slot_columns(logged: Sequence[Logged], ids: NDArray[Any]) -> Columns:
    """Decisions and the items' ids by row -> columns (n,) named as `storage.slots.SLOT_TYPES`."""
    found = [unpack(body) for *_, body in logged]
    sizes = np.array([len(d.slots) // SLOT.itemsize for d in found], np.int64)
    slots = np.frombuffer(b"".join(d.slots for d in found), SLOT)

    def each(values: list[Any], kind: Any = object) -> NDArray[Any]:
        return np.repeat(np.array(values, dtype=kind), sizes)

    return {
        "number": each([one[0] for one in logged], np.int64),
        "decision": each([d.id for d in found]),
        "at": each([d.at for d in found], np.int64),
        "member": each([d.who for d in found]),
        "surface": each([d.surface for d in found]),
        "device": each([d.context.device for d in found]),
        "policy": each([d.policy for d in found]),
        "snapshot": each([d.snapshot for d in found]),
        "source": each([d.source for d in found]),
        "item": ids[slots["item"]],
        "item_row": slots["item"].astype(np.int32),
        "row": slots["row"].astype(np.int32),
        "column": slots["column"].astype(np.int32),
        "kind": _kinds(found, slots["row"], np.repeat(np.arange(len(found)), sizes)),
        "artwork": np.array([artwork for d in found for artwork in d.artworks], dtype=object),
        "score": slots["score"].astype(np.float64),
        "propensity": slots["propensity"].astype(np.float64),
        "artwork_propensity": np.concatenate([np.zeros(0), *map(_chances, found)]),
        "why": slots["why"],
    }


def _kinds(found: Sequence[Decision], row: NDArray[np.int16], page: NDArray[np.int64]) -> NDArray[Any]:
    """The kind of each slot's row."""
    first = np.cumsum([0, *(len(d.rows) for d in found)])
    kinds = np.array([*(made.kind for d in found for made in d.rows), ""], dtype=object)
    return np.asarray(kinds[np.minimum(first[page] + row, len(kinds) - 1)])


def _chances(decision: Decision) -> NDArray[np.float64]:
    """Propensities of the pictures; 1 where none were drawn."""
    found, n = np.frombuffer(decision.artwork_propensity, "<f4"), len(decision.slots) // SLOT.itemsize
    return found.astype(np.float64) if len(found) == n else np.ones(n)
