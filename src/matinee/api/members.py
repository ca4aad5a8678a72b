"""/v1/members: a member's record in and out, what is known of them, and who there are."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, get, put
from litestar.params import FromPath, JSONBody, QueryParameter

from matinee.api.guard import OWNER
from matinee.api.opened import OpenHome
from matinee.app import tell
from matinee.app.members import member_id
from matinee.catalog.records import member_from
from matinee.core.errors import UnknownName
from matinee.core.values import Member

Limit = Annotated[int, QueryParameter(ge=1, le=1_000, description="how many at most")]


class Listed(msgspec.Struct, frozen=True):
    """A member as listed: id, name, taste in words with its evidence, how many events they have, whether a child."""

    member: str
    name: str
    taste: str
    evidence: str
    n_events: int
    kids: bool


class Members(msgspec.Struct, frozen=True):
    """Some of the home's members."""

    members: list[Listed]


@get("/v1/members", summary="List members", tags=["members"], sync_to_thread=True, operation_id="list_members")
def list_members(home: OpenHome, limit: Limit = 50) -> Members:
    """Members to choose from, those of different taste first."""
    return Members([Listed(**line) for line in tell.seats(home, limit)])


@put(
    "/v1/members/{member:str}",
    summary="Write a member",
    tags=["members"],
    sync_to_thread=True,
    operation_id="put_member",
)
def put_member(member: FromPath[str], data: JSONBody[dict[str, Any]], home: OpenHome) -> Member:
    """Write a member's record; maturity, kids and consent are in force from the next request on."""
    found = member_from({**data, "member": member_id(member)})
    home.put_member(found)
    return found


@get(
    "/v1/members/{member:str}/profile",
    summary="What is known of a member",
    tags=["members"],
    sync_to_thread=True,
    operation_id="profile",
)
def profile(member: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Each trait with the events that made it, what was seen, is in progress, on the list, dismissed."""
    return tell.profile(home, member_id(member))


@get(
    "/v1/members/{member:str}/explain/{item:str}",
    summary="Why, or why not",
    tags=["members"],
    sync_to_thread=True,
    operation_id="explain",
)
def explain(member: FromPath[str], item: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Whether this item could stand on the member's page now, and what keeps it off."""
    return tell.explain(home, member_id(member), item)


@get(
    "/v1/trace/{event:str}", summary="An event's whole way", tags=["events"], sync_to_thread=True, operation_id="trace"
)
def trace(request: Request[Any, Any, Any], event: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """One event through trait change, candidates, slots, picture and outcome."""
    found = tell.trace(home, event)
    if request.scope.get(OWNER, found["member"]) != found["member"]:
        raise UnknownName(f"no event '{event}'", "a member's token sees its own events")
    return found
