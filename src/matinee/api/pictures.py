"""/v1/items/{item}/artwork, /v1/artwork/effects, /v1/films: what an operator sees of pictures and does with them."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, JSONBody

from matinee.api.opened import OpenHome
from matinee.app import artwork_report, film_stills
from matinee.app.artwork import tell_choice
from matinee.app.home import Home
from matinee.app.members import member_id
from matinee.app.pages import artwork_url
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Context
from matinee.web import static_folder

CONSOLE: Final = static_folder().parent / "console" / "pictures"
FILES: Final = {name: "text/javascript" for name in ("pictures.js", "film.js", "ask.js")} | {"pictures.css": "text/css"}
LARGEST: Final = 20 * 2**30
"""Bytes of a film that may be dropped in."""


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stills by file, characters as RANK=NAME."""

    approve: list[str] = []
    reject: list[str] = []
    names: list[str] = []


@get("/console/pictures", include_in_schema=False, sync_to_thread=True)
def console() -> Response[bytes]:
    """The console's page of pictures; it holds no data."""
    return Response((CONSOLE / "index.html").read_bytes(), media_type=MediaType.HTML)


@get("/console/pictures/{name:str}", include_in_schema=False, sync_to_thread=True)
def console_file(name: FromPath[str]) -> Response[bytes]:
    """A script or style sheet of that page."""
    if name not in FILES:
        raise UnknownName(f"there is no file '{name}'", "the page is at /console/pictures")
    return Response((CONSOLE / name).read_bytes(), headers={"Content-Type": FILES[name]})


@get("/v1/items/{item:str}/artwork", summary="An item's pictures", tags=["artwork"], sync_to_thread=True,
     operation_id="item_pictures")  # fmt: skip
def item_pictures(item: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Each picture of an item with what it did for everybody and by taste, intervals, and the share of exploration."""
    return artwork_report.item_pictures(home, item)


@get("/v1/items/{item:str}/artwork/for/{member:str}", summary="The picture for a member", tags=["artwork"],
     sync_to_thread=True, operation_id="picture_for")  # fmt: skip
def picture_for(item: FromPath[str], member: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Which picture of an item this member sees, why, and with what probability each could have been."""
    return _chosen(home, item, member_id(member))


def _chosen(home: Home, item: str, member: str) -> dict[str, Any]:
    found = tell_choice(home.make(member, Context(at=home.now())).situation, item)
    return {**found, "url": artwork_url(found["artwork"]) if found["artwork"] else ""}


@post("/v1/items/{item:str}/artwork/{artwork:str}/{action:str}", status_code=200, summary="Approve, pin or retire",
      tags=["artwork"], sync_to_thread=True, operation_id="act_on_picture")  # fmt: skip
def act_on_picture(
    item: FromPath[str], artwork: FromPath[str], action: FromPath[str], home: OpenHome
) -> dict[str, Any]:  # fmt: skip
    """approve, retire, pin or unpin a picture; in force from the next page on."""
    return artwork_report.act_on_picture(home, item, artwork, action)


@get("/v1/artwork/effects", summary="What pictures add", tags=["artwork"], sync_to_thread=True,
     operation_id="artwork_effects")  # fmt: skip
def artwork_effects(home: OpenHome) -> dict[str, Any]:
    """What choosing pictures adds over the items' defaults, and which properties of pictures help whom; where the log
    holds too little exploration, why nothing is said."""
    return artwork_report.effects(home)


@put("/v1/films/{film:str}", status_code=202, summary="Drop a film in", tags=["films"], operation_id="put_film",
     request_max_body_size=LARGEST)  # fmt: skip
async def put_film(film: FromPath[str], request: Request[Any, Any, Any], home: OpenHome) -> dict[str, Any]:
    """A film's bytes, kept in the home; its stills are looked for in a process of its own."""
    folder = await sync_to_thread(film_stills.new_folder, home, film)
    with (folder / film_stills.FILM).open("wb") as file:
        async for chunk in request.stream():
            await sync_to_thread(file.write, chunk)
    return await sync_to_thread(film_stills.begin, home, film)


@get("/v1/films/{film:str}", summary="How far a film is", tags=["films"], sync_to_thread=True, operation_id="get_film")
def get_film(film: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """The share of a film that was looked through, and its stills with tags and characters once it is done."""
    return film_stills.progress(home, film)


@get("/v1/films/{film:str}/stills/{file:str}", summary="A still", tags=["films"], sync_to_thread=True,
     operation_id="get_still")  # fmt: skip
def get_still(film: FromPath[str], file: FromPath[str], home: OpenHome) -> Response[bytes]:
    """The picture."""
    return Response(film_stills.still_file(home, film, file).read_bytes(), media_type="image/jpeg")


@post("/v1/films/{film:str}/review", status_code=200, summary="Review stills", tags=["films"], sync_to_thread=True,
      operation_id="review_film")  # fmt: skip
def review_film(film: FromPath[str], data: JSONBody[Review], home: OpenHome) -> dict[str, Any]:
    """Approve and reject stills by file, and name characters."""
    return film_stills.review(home, film, data.approve, data.reject, data.names)


@post("/v1/films/{film:str}/keep/{item:str}", status_code=200, summary="Keep stills", tags=["films"],
      sync_to_thread=True, operation_id="keep_stills")  # fmt: skip
def keep_stills(film: FromPath[str], item: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Make the approved stills pictures of an item."""
    if not item.strip():
        raise InvalidInput("no item", "name the item whose film this is")
    return film_stills.keep(home, film, item)


ROUTES: Final = (
    console, console_file, item_pictures, picture_for, act_on_picture, artwork_effects,
    put_film, get_film, get_still, review_film, keep_stills,
)  # fmt: skip
