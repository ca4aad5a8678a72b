"""POST /v1/events: one event or many in, in any format; what became of them out, once they are durable."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, post
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import QueryParameter

from matinee.api.guard import OWNER
from matinee.api.limits import begin, body_of
from matinee.api.measured import count
from matinee.api.opened import OpenHome
from matinee.app.ingest import Ingested
from matinee.core.kinds import EVENT_KINDS
from matinee.events.elsewhere import FORMS

_EVENT = Schema(
    type=OpenAPIType.OBJECT,
    required=["kind", "at"],
    properties={
        "event_id": Schema(type=OpenAPIType.STRING, max_length=256),
        "kind": Schema(type=OpenAPIType.STRING, enum=list(EVENT_KINDS)),
        "at": Schema(one_of=[Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.NUMBER)]),
        "member": Schema(type=OpenAPIType.STRING, max_length=256),
        "anonymous": Schema(type=OpenAPIType.STRING, max_length=256),
        "item": Schema(type=OpenAPIType.STRING, max_length=256),
        "seconds": Schema(type=OpenAPIType.NUMBER, minimum=0, maximum=604_800),
        "value": Schema(type=OpenAPIType.NUMBER),
    },
)
_MANY = Schema(one_of=[_EVENT, Schema(type=OpenAPIType.ARRAY, items=_EVENT)])
_TEXT = Schema(type=OpenAPIType.STRING)
Form = Annotated[
    str, QueryParameter(name="format", description=f"another tool's format: {', '.join(FORMS)}; empty: our own")
]


@dataclass
class TakesEvents(Operation):
    """What the route takes, as the OpenAPI document says it."""

    def __post_init__(self) -> None:
        """Name the formats of the body."""
        self.request_body = RequestBody(
            required=True,
            content={
                "application/json": OpenAPIMediaType(schema=_MANY),
                "application/x-ndjson": OpenAPIMediaType(schema=_TEXT),
                "text/csv": OpenAPIMediaType(schema=_TEXT),
            },
        )


@post(
    "/v1/events",
    status_code=200,
    operation_class=TakesEvents,
    summary="Take events",
    tags=["events"],
    operation_id="take_events",
)
async def take_events(request: Request[Any, Any, Any], home: OpenHome, form: Form = "") -> Ingested:
    """Keep events; the answer comes when they are durable.

    A bad event is quarantined with its reason and named in the answer, the others are kept; an event_id that is known
    changes nothing. With `format` the body is what another tool sends; records that say nothing which is kept are
    counted as `passed`.
    """
    raw = await body_of(request, home.settings.events.max_batch_bytes)
    owner = str(request.scope.get(OWNER, ""))
    pending = await begin(home, raw, request.headers.get("content-type", ""), owner, form)
    await asyncio.wrap_future(pending.appended)
    return count(pending.answer())
