"""Ids: text in, short stable ids and seeds out; the same input always gives the same id."""

from __future__ import annotations

import hashlib
import uuid


def new_id() -> str:
    """A fresh id of 32 hexadecimal digits."""
    return uuid.uuid4().hex


def stable_id(*parts: object) -> str:
    """An id of 32 hexadecimal digits made from the parts; how an imported event without one gets its event_id.

    Example:
        >>> stable_id("1", "31", "rate", 1260759144000000, 2.5) == stable_id("1", "31", "rate", 1260759144000000, 2.5)
        True
    """
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def seed_of(*parts: object) -> int:
    """A 63-bit seed made from the parts, so that chance depends on who and when, never on the order of requests."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest(), "big") >> 1
