"""POST /v1/decisions: pages that another system served, so that verdicts and reports work on them."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.concurrency import sync_to_thread

from matinee.api.limits import body_of
from matinee.api.opened import OpenHome
from matinee.app.decisions import DecisionsTaken, take
from matinee.events.formats import json_events


@post("/v1/decisions", status_code=200, summary="Pages another system served", tags=["pages"],
      operation_id="post_decisions")  # fmt: skip
async def post_decisions(request: Request[Any, Any, Any], home: OpenHome) -> DecisionsTaken:
    """Keep pages (one, a JSON list, or JSON lines); a bad one is named in the answer, the others are kept."""
    raw = await body_of(request, home.settings.events.max_batch_bytes)
    return await sync_to_thread(lambda: take(home, json_events(raw)))
