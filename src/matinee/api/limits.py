"""A request in, its body out; one that is larger than may be taken is refused before memory grows."""

from __future__ import annotations

from typing import Any

from litestar import Request

from matinee.core.errors import MatineeError


class TooLarge(MatineeError):
    """A body with more bytes than are taken at once."""

    code = "too_large"
    status = 413


async def body_of(request: Request[Any, Any, Any], most: int) -> bytes:
    """The whole body, at most `most` bytes of it.

    Raises:
        TooLarge: it is longer.
    """
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise too_large(most)
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > most:
            raise too_large(most)
        parts.append(part)
    return b"".join(parts)


def too_large(most: int) -> TooLarge:
    """The error for a body of more than `most` bytes."""
    return TooLarge(f"the body has more than {most} bytes", "send it in smaller parts")
