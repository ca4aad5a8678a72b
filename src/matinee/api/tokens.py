"""POST /v1/members/{member}/token: a short-lived token with which this member's browser reads and writes itself."""

from __future__ import annotations

import msgspec
from litestar import post
from litestar.params import FromPath

from matinee.api.opened import OpenHome
from matinee.app.keys import Keys
from matinee.app.members import member_id
from matinee.core.clock import MINUTE, to_iso, wall_now
from matinee.core.errors import NotAllowed
from matinee.operations.keys import sign_token


class Token(msgspec.Struct, frozen=True):
    """A token, and when it ends."""

    token: str
    member: str
    until: str


@post(
    "/v1/members/{member:str}/token",
    status_code=200,
    summary="A token for a member's browser",
    tags=["members"],
    sync_to_thread=True,
    operation_id="make_token",
)
def make_token(member: FromPath[str], home: OpenHome) -> Token:
    """Called by your server with its key once it knows who signed in; hand the token to their browser."""
    signing = Keys(home.path).ring().signing
    if not signing:
        raise NotAllowed("this home has no keys, so it needs no tokens", "'matinee keys add' makes the first key")
    until = wall_now() + int(home.settings.server.token_minutes * MINUTE)
    return Token(sign_token(signing, member_id(member), until), member, to_iso(until))
