"""`matinee init`, `import`, `learn`, `snapshots`: a home directory, from nothing to something learned."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from matinee.app.home import open_home
from matinee.app.importing import run_import
from matinee.app.promotion import history
from matinee.app.setup import init_home, require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, table, to_json, working
from matinee.core.clock import to_iso
from matinee.core.errors import SnapshotError, UnknownName
from matinee.storage import snapshots

SHOWN: Final = 10


def init(directory: Annotated[Path, typer.Argument(help="where the home shall be")], as_json: AsJson = False) -> None:
    """A new home directory with matinee.toml."""
    made = init_home(directory)
    if as_json:
        to_json({"home": str(directory), "made": made})
    else:
        console.print(
            f"{directory} is a home{'' if made else ' already'}; next: matinee import KIND PATH --home {directory}"
        )


def import_(
    kind: Annotated[
        str,
        typer.Argument(
            help="items, members, events, artwork, decisions, baskets, movielens, tmdb, complete-journey, cdnow, "
            "netflix-viewing-activity, gorse, metarank, personalize, segment, ga4, google-retail"
        ),
    ],
    path: Annotated[Path, typer.Argument(help="a file or folder")],
    home: HomeDir = HERE,
    member: Annotated[str, typer.Option(help="whose history it is (netflix-viewing-activity)")] = "",
    as_json: AsJson = False,
) -> None:
    """Bring in data; what cannot be read is named and the rest goes on."""
    opened = open_home(require_home(home))
    try:
        with working(f"import {kind}") as tell:
            done = run_import(opened, kind, path, tell, **({"member": member} if member else {}))
    finally:
        opened.close()
    counts = {"items": done.items, "members": done.members, "events": done.events, "duplicate": done.duplicate}
    if done.decisions:
        counts["decisions"] = done.decisions
    if done.passed:
        counts["passed"] = done.passed
    if as_json:
        to_json({**counts, "refused": done.refused, "doubts": done.doubts, **done.matched})
        return
    show_plain({**counts, "refused": len(done.refused)}, f"import {kind}")
    if done.matched:
        show_plain({name: value for name, value in done.matched.items() if name != "unmatched"})
        table("Not in the catalogue", ("title", "times"), done.matched["unmatched"][:15])
    show_lines("refused", done.refused)
    show_lines("kept, but their parent counts as none", done.doubts)


def show_lines(title: str, lines: list[dict[str, Any]]) -> None:
    """What is wrong with the first ten, a line each: where it stands, and the reason."""
    if lines:
        console.print(f"{title}:", highlight=False)
    for line in lines[:SHOWN]:
        console.print(f"  {place_of(line)}: {line['reason']}", highlight=False, markup=False, soft_wrap=True)
    if len(lines) > SHOWN:
        console.print(f"  and {len(lines) - SHOWN:,} more; --json names them all", highlight=False)


def place_of(line: dict[str, Any]) -> str:
    """Where a refusal stands: its line, its item, or its place among the events, counted from 1."""
    if "line" in line:
        return f"line {line['line']}"
    if "item" in line:
        return f"item {line['item']}"
    return f"event {line['index'] + 1}" + (f" ({line['event_id']})" if line["event_id"] else "")


snapshots_app = typer.Typer(
    add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)


@snapshots_app.command("list")
def list_(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """The snapshots of a home, the oldest first."""
    folder = open_folder(home)
    now = snapshots.current(folder)
    known = snapshots.versions(folder)
    lost = [now] if now and now not in known else []  # its manifest is gone, so that it counts as none
    found = [listed(folder, version, now) for version in (*lost, *known)]
    if as_json:
        to_json({"snapshots": found})
    else:
        table(
            "Snapshots",
            ("snapshot", "current", "data until", "items", "events", "damaged"),
            [tuple(line.values()) for line in found],
        )


def listed(folder: Path, version: str, now: str) -> dict[str, Any]:
    """A version as listed; `damaged` says why it cannot be served from, "" where it can."""
    try:
        found, damaged = snapshots.read(folder, version), ""
    except SnapshotError as error:
        found, damaged = None, error.message
    return {
        "snapshot": version, "current": version == now, "data_until": to_iso(found.data_until) if found else "",
        "items": found.n_items if found else 0, "events": found.evidence.get("events", 0) if found else 0,
        "damaged": damaged,
    }  # fmt: skip


@snapshots_app.command("use")
def use(version: str, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Serve from this version, from the next request on."""
    _switch(home, version, as_json)


@snapshots_app.command("rollback")
def rollback(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Serve from the version before the current one; those that the gate refused are passed over."""
    folder = open_folder(home)
    known, now = snapshots.versions(folder), snapshots.current(folder)
    opened = open_home(home)
    try:
        refused = {note["snapshot"] for note in history(opened, 10_000) if note["said"] == "refuse"}
    finally:
        opened.close()
    before = [one for one in (known[: known.index(now)] if now in known else known) if one not in refused]
    if not before:
        raise UnknownName("there is no earlier snapshot that was let through", "'matinee learn' makes one")
    _switch(home, before[-1], as_json)


def _switch(home: Path, version: str, as_json: bool) -> None:
    opened = open_home(require_home(home))
    try:
        if version not in snapshots.versions(opened.path / "snapshots"):
            raise UnknownName(f"no snapshot '{version}'", "'matinee snapshots list' shows what there is")
        snapshots.read(opened.path / "snapshots", version)
        snapshots.use(opened.path / "snapshots", version)
        opened.store.nearline_put("snapshot:current", version.encode())
    finally:
        opened.close()
    if as_json:
        to_json({"snapshot": version})
    else:
        console.print(f"serving from {version} from the next request on", highlight=False)


def open_folder(home: Path) -> Path:
    """Where a home's snapshots lie."""
    return require_home(home) / "snapshots"
