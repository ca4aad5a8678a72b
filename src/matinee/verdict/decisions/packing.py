"""A decision to bytes and back: MessagePack around raw slot records."""

from __future__ import annotations

from typing import Final

import msgspec

from matinee.core.decision import DECISION_SCHEMA, SLOT, Decision
from matinee.core.errors import StoreError

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Decision).decode


def pack(decision: Decision) -> bytes:
    """Decision -> bytes."""
    return _encode(decision)


def unpack(blob: bytes) -> Decision:
    """Bytes -> Decision.

    Raises:
        StoreError: damaged, or written by a newer program.
    """
    try:
        decision = _decode(blob)
    except msgspec.MsgspecError as error:
        raise StoreError(f"a logged decision is damaged ({error})", "restore a backup, or go on without it") from error
    if decision.schema != DECISION_SCHEMA or len(decision.slots) % SLOT.itemsize:
        raise StoreError(f"a decision of layout {decision.schema}, this is {DECISION_SCHEMA}", "upgrade Matinee")
    return decision
