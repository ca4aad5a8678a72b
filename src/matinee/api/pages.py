"""A member's page, and further columns of its rows."""

from __future__ import annotations

from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import FromPath, PathParameter, QueryParameter

from matinee.api.opened import OpenHome, PageSteps
from matinee.app.members import member_id, whose_page
from matinee.catalog.records import is_country
from matinee.core.clock import zone
from matinee.core.errors import InvalidInput
from matinee.core.values import Context, Page, PageRow
from matinee.web import static_folder

Word = Annotated[str, QueryParameter(max_length=64)]


@get(
    "/v1/members/{member:str}/home",
    summary="A member's page",
    tags=["pages"],
    sync_to_thread=True,
    operation_id="get_page",
)
def get_page(
    member: FromPath[str],
    home: OpenHome,
    steps: PageSteps,
    device: Word = "desktop",
    session: Word = "",
    time_zone: Word = "",
    country: Word = "",
    language: Word = "",
    at: Annotated[str, QueryParameter(max_length=64, description="only where the clock is told: clock = 'data'")] = "",
) -> Response[Page]:
    """The page for this member now: rows and columns, each slot with its reason; logged as a decision.

    The header `X-Matinee-Page` says what it could be made from: live, last-good, popular or static.
    """
    home.stand_at(at)
    if time_zone and zone(time_zone) is None:
        raise InvalidInput(f"time_zone: {time_zone!r} is not known", "use a name like Europe/Berlin, or leave it out")
    if country and not is_country(country):
        raise InvalidInput(f"country: {country!r} is no country code", "write two letters, as DE")
    context = Context(
        at=home.now(), device=device, session=session, time_zone=time_zone, country=country.upper(), language=language
    )
    page, step = steps.page(member_id(member), context)
    return Response(page, headers={"X-Matinee-Page": step})


@get(
    "/v1/members/{member:str}/home/rows/{row:int}",
    summary="More of a row",
    tags=["pages"],
    sync_to_thread=True,
    operation_id="get_row",
)
def get_row(
    member: FromPath[str],
    row: Annotated[int, PathParameter(ge=0, le=1_000)],
    decision: Annotated[str, QueryParameter(max_length=256)],
    home: OpenHome,
    first: Annotated[int, QueryParameter(name="from", ge=0, le=10_000)] = 0,
) -> PageRow:
    """Further columns of a row of a served page of this member, those from `from` on, appended to its decision."""
    whose_page(home, member_id(member), decision)
    found = home.row(decision, row)
    return PageRow(
        row=found.row,
        kind=found.kind,
        name=found.name,
        reason=found.reason,
        items=tuple(slot for slot in found.items if slot.column >= first),
    )


@get("/", include_in_schema=False, sync_to_thread=True)
def front() -> Response[bytes]:
    """The web page itself."""
    return Response((static_folder() / "index.html").read_bytes(), media_type=MediaType.HTML)
