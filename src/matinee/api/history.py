"""POST /v1/members/{member}/history: a member's own viewing activity as a file in, what the catalogue has of it out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from litestar import Request, post
from litestar.concurrency import sync_to_thread
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath

from matinee.api.limits import body_of
from matinee.api.opened import OpenHome
from matinee.app.home import Home
from matinee.app.importing import run_import
from matinee.app.members import member_id
from matinee.core.errors import InvalidInput


class TakesHistory(Operation):
    """What the route takes, as the OpenAPI document says it."""

    def __post_init__(self) -> None:
        """A CSV file as Netflix hands it out."""
        text = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        self.request_body = RequestBody(required=True, content={"text/csv": text})


@post(
    "/v1/members/{member:str}/history", status_code=200, operation_class=TakesHistory,
    summary="Bring one's own history", tags=["members"], operation_id="bring_history",
)  # fmt: skip
async def bring_history(member: FromPath[str], request: Request[Any, Any, Any], home: OpenHome) -> dict[str, Any]:
    """Netflix's ViewingActivity.csv: plays of what the catalogue has; the share that matched and what did not.

    The file is read and dropped; its plays stay in this home until the member is forgotten.
    """
    who = member_id(member)
    raw = await body_of(request, home.settings.events.max_batch_bytes)
    return await sync_to_thread(_brought, home, who, raw)


def _brought(home: Home, member: str, raw: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ViewingActivity.csv"
        path.write_bytes(raw)
        done = run_import(home, "netflix-viewing-activity", path, lambda _: None, member=member)
    if not done.matched["viewings"] and not done.refused:
        raise InvalidInput("there is no viewing in this file", "give ViewingActivity.csv out of Netflix's ZIP")
    return {"events": done.events, "duplicate": done.duplicate, "refused": done.refused, **done.matched}
