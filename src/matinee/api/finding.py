"""Finding and telling: search, similar items, what the home is, and a member's rights."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import delete, get
from litestar.params import FromPath, QueryParameter

from matinee.api.opened import OpenHome
from matinee.app import find, members, tell

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Text = Annotated[str, QueryParameter(max_length=1_024)]


@get(
    "/v1/search",
    summary="Find items",
    tags=["finding"],
    sync_to_thread=True,
    operation_id="search",
)
def search(
    home: OpenHome,
    q: Text,
    member: Text = "",
    limit: Limit = 20,
) -> dict[str, Any]:
    """Items by title, person, genre or tag, with typos, in this member's order; else the nearest there are."""
    return find.search(home, q, member and members.member_id(member), limit)


@get(
    "/v1/items/{item:str}/similar",
    summary="Items like this one",
    tags=["finding"],
    sync_to_thread=True,
    operation_id="similar",
)
def similar(item: FromPath[str], home: OpenHome, member: Text = "", limit: Limit = 20) -> dict[str, Any]:
    """What its viewers liked too, and what shares its genres and people."""
    return {"item": item, "items": find.slots_of(home, home.similar(item, limit), member and members.member_id(member))}


@get(
    "/v1/about",
    summary="What this home is",
    tags=["operation"],
    sync_to_thread=True,
    operation_id="about",
)
def about(home: OpenHome) -> dict[str, Any]:
    """Its name, its clock and what its data is."""
    return tell.about(home)


@get(
    "/v1/members/{member:str}/export",
    summary="Everything held on a member",
    tags=["members"],
    sync_to_thread=True,
    operation_id="export",
)
def export(member: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Record, events, decisions and quarantined events, those of the guests that they were too."""
    return members.export(home, members.member_id(member))


@delete(
    "/v1/members/{member:str}",
    status_code=200,
    summary="Forget a member",
    tags=["members"],
    sync_to_thread=True,
    operation_id="forget",
)
def forget(member: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Erase everything held on a member; the answer is the receipt."""
    return members.forget(home, members.member_id(member))
