"""A profile to bytes and back: MessagePack around raw columns, with the layout's version."""

from __future__ import annotations

import msgspec
import numpy as np

from matinee.core.errors import StoreError
from matinee.core.profile import PROFILE_SCHEMA, TOUCH, Profile


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    schema: int
    who: str
    n_events: int
    first_at: int
    last_at: int
    hours: bytes
    devices: bytes
    touches: bytes
    searches: tuple[tuple[int, str], ...]


def pack(profile: Profile) -> bytes:
    """Profile -> bytes."""
    p = profile
    return msgspec.msgpack.encode(
        _Packed(
            PROFILE_SCHEMA, p.who, p.n_events, p.first_at, p.last_at,
            p.hours.tobytes(), p.devices.tobytes(), p.touches.tobytes(), p.searches,
        )
    )  # fmt: skip


def unpack(blob: bytes) -> Profile:
    """Bytes -> Profile.

    Raises:
        StoreError: written by another version of the layout, or damaged.
    """
    try:
        p = msgspec.msgpack.decode(blob, type=_Packed)
        if p.schema != PROFILE_SCHEMA:
            raise StoreError(f"a profile of layout {p.schema}, this is {PROFILE_SCHEMA}", "run 'matinee learn'")
        hours, devices = np.frombuffer(p.hours), np.frombuffer(p.devices)
        touches = np.frombuffer(p.touches, TOUCH)
    except (msgspec.MsgspecError, ValueError) as error:
        raise StoreError(f"a stored profile is damaged ({error})", "run 'matinee learn' to make it again") from error
    return Profile(p.who, p.n_events, p.first_at, p.last_at, hours, devices, touches, p.searches)
