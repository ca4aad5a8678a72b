"""/v1/members/{member}/messages, what the console shows of messages, and the links that stand in them."""

from __future__ import annotations

import html
from typing import Annotated, Any, Final

from litestar import MediaType, Request, Response, get, post, route
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from matinee.api.opened import OpenHome
from matinee.app import messages_show
from matinee.app.members import member_id
from matinee.app.messages import approve
from matinee.app.messages_back import GIF, heard, linked, parting, target
from matinee.app.messages_report import calendar, hold_out_report
from matinee.core.errors import UnknownName
from matinee.web import static_folder

Word = Annotated[str, QueryParameter(max_length=256)]
CONSOLE: Final = static_folder().parent / "console" / "messages"
FILES: Final = {"messages.js": "text/javascript", "messages.css": "text/css"}
NO_STORE: Final = {"Cache-Control": "no-store"}
FORM: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"


@get(
    "/v1/members/{member:str}/messages",
    summary="A member's messages",
    tags=["messages"],
    sync_to_thread=True,
    operation_id="member_messages",
)
def member_messages(member: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Those sent and planned, whether the member consents or is held out, and what could be said to them now."""
    return messages_show.of_member(home, member_id(member))


@get(
    "/v1/messages/calendar",
    summary="Messages by day",
    tags=["messages"],
    sync_to_thread=True,
    operation_id="messages_calendar",
)
def messages_calendar(home: OpenHome) -> dict[str, Any]:
    """A week back and three ahead, with the plans and whether they are approved."""
    return calendar(home)


@get(
    "/v1/messages/preview",
    summary="What messages would say",
    tags=["messages"],
    sync_to_thread=True,
    operation_id="messages_preview",
)
def messages_preview(
    home: OpenHome,
    member: Word = "",
    plan: Word = "",
    limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10,
) -> dict[str, Any]:
    """The next messages of a plan, or of one member, as they would read now; nothing is sent."""
    return messages_show.preview(home, member and member_id(member), plan, limit)


@get(
    "/v1/messages/report",
    summary="What messages brought",
    tags=["messages"],
    sync_to_thread=True,
    operation_id="messages_report",
)
def messages_report(home: OpenHome) -> dict[str, Any]:
    """Over the permanent hold-out, by measure and by activity, with intervals; and what it cost."""
    return hold_out_report(home)


@post(
    "/v1/messages/plans/{plan:str}/approve",
    summary="Let a plan's messages leave",
    tags=["messages"],
    sync_to_thread=True,
    operation_id="approve_messages",
    status_code=200,
)
def approve_messages(plan: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Approve a plan; approving it again changes nothing."""
    return approve(home, plan)


@get("/m/{key:str}/{token:str}/open.gif", include_in_schema=False, sync_to_thread=True)
def opened(key: FromPath[str], token: FromPath[str], home: OpenHome) -> Response[bytes]:
    """A message was opened: its picture of one point was asked for."""
    heard(home, key, token, "open")
    return Response(GIF, media_type="image/gif", headers=NO_STORE)


@get("/m/{key:str}/{token:str}/click", include_in_schema=False, sync_to_thread=True)
def clicked(key: FromPath[str], token: FromPath[str], home: OpenHome) -> Redirect:
    """A link in a message was followed."""
    return Redirect(target(home, heard(home, key, token, "click")), status_code=302, headers=NO_STORE)


@route(
    "/m/{key:str}/{token:str}/stop",
    http_method=["GET", "POST"],
    status_code=200,
    include_in_schema=False,
    sync_to_thread=True,
)
def stop(
    key: FromPath[str], token: FromPath[str], home: OpenHome, request: Request[Any, Any, Any]
) -> Response[str]:  # fmt: skip
    """Asked for, a page with one button: mail programs follow links by themselves, so looking changes nothing. Sent to,
    no more messages for this member, in one click (RFC 8058)."""
    if request.method == "POST":
        language, _, thanks = parting(home, heard(home, key, token, "stop"))
        return _page(language, f"<p>{html.escape(thanks)}</p>")
    language, button, _ = parting(home, linked(home, key, token))
    return _page(language, f'<form method="post"><button>{html.escape(button)}</button></form>')


@get("/console/messages", include_in_schema=False, sync_to_thread=True)
def messages_page() -> Response[bytes]:
    """The console's page of messages."""
    return Response((CONSOLE / "index.html").read_bytes(), media_type=MediaType.HTML)


@get("/console/messages/{name:str}", include_in_schema=False, sync_to_thread=True)
def messages_file(name: FromPath[str]) -> Response[bytes]:
    """The script and the style of that page."""
    if name not in FILES:
        raise UnknownName(f"there is no file '{name}'", "the page is at /console/messages")
    return Response((CONSOLE / name).read_bytes(), media_type=FILES[name])


def _page(language: str, body: str) -> Response[str]:
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Matinee</title>'
    style = "<style>body{font:18px Georgia,serif;margin:15vh auto;max-width:30em;text-align:center}</style>"
    text = (
        f"{head}<meta name=viewport content='width=device-width'>{style}</head><body><main>{body}</main></body></html>"
    )
    return Response(text, media_type=MediaType.HTML, headers={**NO_STORE, "Content-Security-Policy": FORM})


ROUTES: Final = (
    member_messages,
    messages_calendar,
    messages_preview,
    messages_report,
    approve_messages,
    opened,
    clicked,
    stop,
    messages_page,
    messages_file,
)
