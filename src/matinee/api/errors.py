"""Whatever goes wrong in; one shape of answer out: {"code", "message", "way_out"}."""

from __future__ import annotations

from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from matinee.core.errors import MatineeError, TooBusy

log = structlog.get_logger("matinee.api")


class Problem(msgspec.Struct, frozen=True):
    """What is wrong and what to do about it."""

    code: str
    message: str
    way_out: str


_CODES = {400: "invalid_input", 401: "not_allowed", 404: "unknown_name", 405: "method_not_allowed", 413: "too_large"}
_WAYS_OUT = {
    400: "see /docs for what this route takes",
    404: "see /docs for the routes that there are",
    405: "see /docs for the methods of this route",
    413: "send it in smaller parts",
}


def route_of(request: Request[Any, Any, Any]) -> str:
    """The route by its template: paths hold members' ids, and those have no place in a log."""
    return str(request.scope.get("path_template") or "none")


def answer_problem(request: Request[Any, Any, Any], error: MatineeError) -> Response[Problem]:
    """An error that a person can mend, as the answer to the request that met it."""
    if error.status >= 500:
        log.error("request failed", route=route_of(request), code=error.code, message=error.message)
    headers = {"Retry-After": "1"} if isinstance(error, TooBusy) else {}
    return Response(Problem(error.code, error.message, error.way_out), status_code=error.status, headers=headers)


def answer_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """What the framework refuses (no such route, a body of the wrong form), in the same shape."""
    status = error.status_code
    said = error.detail or "the request cannot be answered"
    if error.extra and isinstance(error.extra, list):
        said = "; ".join(f"{one.get('key', 'body')}: {one.get('message', '')}" for one in error.extra)
    code, way_out = _CODES.get(status, "error"), _WAYS_OUT.get(status, "see /docs")
    return Response(Problem(code, said, way_out), status_code=status, headers=error.headers)


def answer_nested(_: Request[Any, Any, Any], __: RecursionError) -> Response[Problem]:
    """A body that is nested deeper than anything that is meant."""
    return Response(Problem("invalid_input", "the body is nested too deeply", "send it flat"), status_code=400)


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A fault of ours: named in the log, not in the answer."""
    log.error("fault", route=route_of(request), exc_info=error)
    problem = Problem("fault", "something went wrong inside", "look at the server's log, and report it")
    return Response(problem, status_code=500)
