"""`matinee page`, `similar`, `search`, `profile`, `explain`, `trace`, `export`, `report`: what a home shows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from matinee.app import tell
from matinee.app.find import search as find
from matinee.app.find import slots_of
from matinee.app.home import Home, open_home
from matinee.app.members import export as export_member
from matinee.app.members import member_id
from matinee.app.page_explained import explained
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, show_page, show_plain, table, to_json
from matinee.core.clock import from_iso
from matinee.core.errors import InvalidInput
from matinee.core.values import Context

Limit = Annotated[int, typer.Option(min=1, max=1_000, help="how many at most")]
Member = Annotated[str, typer.Argument(help="member id, or a guest's", callback=member_id)]


@contextmanager
def opened(path: Path) -> Iterator[Home]:
    """An open home, closed at the end."""
    home = open_home(require_home(path))
    try:
        yield home
    finally:
        home.close()


def show(value: Any, as_json: bool, shown: Callable[[], None]) -> None:
    """JSON, or what a person would rather see."""
    if as_json:
        to_json(value)
    else:
        shown()


def warn(trouble: str) -> None:
    """Say on standard error what is wrong with what is served from, where something is."""
    if trouble:
        print(f"matinee: {trouble}", file=sys.stderr)


def time_of(text: str) -> int:
    """A time of a command's option in UTC microseconds.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return from_iso(text)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"--at: {text!r} is no time", "write ISO 8601, as 2016-10-16T17:57:24Z") from error


def page(
    member: Member,
    home: HomeDir = HERE,
    device: Annotated[str, typer.Option(help="tv, desktop, tablet or phone")] = "desktop",
    language: Annotated[str, typer.Option(help="en or de")] = "",
    at: Annotated[str, typer.Option(help="as of this time (ISO 8601) instead of the home's now")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="say why each row stands where it does")] = False,
    as_json: AsJson = False,
) -> None:
    """What a member would see now."""
    with opened(home) as h:
        now = time_of(at) if at else h.now()
        context = Context(at=now, device=device, language=language)
        found = h.page(member, context)
        why = explained(h.made(found.decision)) if explain else {}
        told = {**msgspec.to_builtins(found), "explain": why} if explain else found
        show(told, as_json, lambda: show_page(found))
        warn(h.live.trouble)
        if explain and not as_json:
            show_why(why)


def show_why(why: dict[str, Any]) -> None:
    """Why rows and slots stand where they do, as tables."""
    rows = [(r["row"], r["kind"], r["about"], r["value"], (r["displaced"] or {}).get("row", "")) for r in why["rows"]]
    table("Why these rows", ("row", "kind", "about", "value", "displaced"), rows)
    slots = [
        (r["row"], s["column"], s["title"], s["chance"], s["why"], moved(s["displaced"]))
        for r in why["rows"][:3]
        for s in r["slots"][:6]
    ]
    table("Why these items (first view)", ("row", "column", "title", "chance", "why", "displaced"), slots)
    table("Rows that are off", ("kind", "why"), list(why["off"].items()))


def moved(displaced: dict[str, Any] | None) -> str:
    """What a slot displaced, in short."""
    return f"{displaced['title']} -> {displaced['to']}" if displaced else "nothing"


def similar(item: str, home: HomeDir = HERE, limit: Limit = 20, as_json: AsJson = False) -> None:
    """Items like this one."""
    with opened(home) as h:
        found = slots_of(h, h.similar(item, limit))
        rows = [(line["item"], line["title"], line["why"]) for line in found]
        show({"item": item, "items": found}, as_json, lambda: table(f"Like {item}", ("item", "title", "why"), rows))


def search(
    query: str,
    home: HomeDir = HERE,
    member: Annotated[str, typer.Option(help="put the order right for this member")] = "",
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Find by title, person, genre or tag, with typos."""
    with opened(home) as h:
        found = find(h, query, member and member_id(member), limit)
        rows = [(line["item"], line["title"], line["why"]) for line in found["items"]]
        title = f"Nearest to '{query}', which is not here" if found["neighbours"] else f"'{query}'"
        show(found, as_json, lambda: table(title, ("item", "title", "why"), rows))


def profile(member: Member, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """What is known of a member, each trait with the events that made it."""
    with opened(home) as h:
        found = tell.profile(h, member)
        rows = [
            (t["kind"], t["name"], t["weight"], len(t["events"]), ", ".join(t["events"][:2])) for t in found["traits"]
        ]

        def shown() -> None:
            show_plain({k: v if not isinstance(v, list) else len(v) for k, v in found.items()}, f"Member {member}")
            table("Traits", ("kind", "name", "weight", "events", "for example"), rows)

        show(found, as_json, shown)


def explain(member: Member, item: str, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Why an item stands on a member's page, or why not."""
    with opened(home) as h:
        found = tell.explain(h, member, item)
        show(found, as_json, lambda: show_plain(found, f"{found['title']} for {member}"))


def trace(event_id: str, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """One event's whole way: traits, candidates, slots, picture, outcome."""
    with opened(home) as h:
        found = tell.trace(h, event_id)

        def shown() -> None:
            show_plain(
                {"event": found["event"], "at": found["at"], "decision": found["decision"], "outcome": found["outcome"]}
            )
            changes = [(c["kind"], c["name"], c["before"], c["after"]) for c in found["trait_change"]]
            table("Traits", ("kind", "name", "before", "after"), changes)
            moved = [(c["title"], c["by"]) for c in found["candidates"]["moved"]]
            table("Candidates", ("title", "chance moved by"), moved)
            rows = [(c["row"], c["change"], c.get("reason", "")) for c in found["slots"]]
            table("Rows", ("row", "change", "reason"), rows)

        show(found, as_json, shown)


def export(member: Member, home: HomeDir = HERE, as_json: AsJson = True) -> None:
    """Everything that is held on a member, as JSON."""
    with opened(home) as h:
        to_json(export_member(h, member))
    del as_json


def forget(member: Member, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Erase a member, with a receipt."""
    from matinee.app.members import forget as forget_member

    with opened(home) as h:
        receipt = forget_member(h, member)
        title = f"{member} is forgotten" if receipt["held"] else f"nothing was held on {member}"
        show(receipt, as_json, lambda: show_plain(receipt, title))
