"""Signing: a secret and what is to be sent in; signatures and tokens that only its holder can make, out."""

from __future__ import annotations

import hashlib
import hmac

from matinee.core.clock import SECOND


def token(secret: bytes, key: str) -> str:
    """What the links of a message carry, so that nobody can opt out, open or click for others."""
    return hmac.new(secret, b"message " + key.encode(), hashlib.sha256).hexdigest()[:32]


def is_token(secret: bytes, key: str, given: str) -> bool:
    """Whether a token is the one of this message."""
    return hmac.compare_digest(token(secret, key).encode(), given.encode("utf-8", "replace"))


def signature(secret: bytes, body: bytes, at: int) -> str:
    """The header of a signed webhook: the time in seconds and HMAC-SHA256 over "time.body".

    Args:
        at: UTC microseconds; the receiver refuses what is old, so that nothing can be played again.
    """
    seconds = at // SECOND
    made = hmac.new(secret, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"


def is_signed(secret: bytes, body: bytes, header: str, now: int, within_seconds: int = 300) -> bool:
    """What a receiver checks: the signature is right and not older than `within_seconds`.

    Example:
        >>> is_signed(b"s", b"{}", signature(b"s", b"{}", 10 * SECOND), 20 * SECOND)
        True
    """
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    if not parts.get("t", "").isdigit():
        return False
    at = int(parts["t"]) * SECOND
    fresh = abs(now - at) <= within_seconds * SECOND
    return fresh and hmac.compare_digest(signature(secret, body, at).encode(), header.encode("utf-8", "replace"))
